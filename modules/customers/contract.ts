/** What customers offers: the directory, one customer then and now, who is whom, consent, accounts, export and erase. */
export * from './contract/erasure.ts';
export * from './contract/identity.ts';
export * from './contract/people.ts';
export { refusals } from './contract/refusals.ts';
export * from './contract/segment-rule.ts';
export * from './contract/segments.ts';
export * from './contract/settings.ts';
