/** What moments offer: who owns what calls for someone, what was said, and how care is organised. */
export * from './contract/clocks.ts';
export * from './contract/listening.ts';
export * from './contract/moments.ts';
export * from './contract/promises.ts';
export * from './contract/refusals.ts';
export * from './contract/rules.ts';
export * from './contract/settings.ts';
