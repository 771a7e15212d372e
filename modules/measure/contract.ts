/** What measure answers: what it means across thousands, and who is behind each number. */
export * from './contract/drivers.ts';
export * from './contract/events.ts';
export * from './contract/refusals.ts';
export * from './contract/trend.ts';
