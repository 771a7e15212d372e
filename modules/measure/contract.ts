/** What measure answers: what it means across thousands, and who is behind each number. */

export * from './contract/attribution.ts';
export * from './contract/conversations.ts';
export * from './contract/drivers.ts';
export * from './contract/events.ts';
export * from './contract/figures.ts';
export * from './contract/funnel.ts';
export * from './contract/funnel-said.ts';
export * from './contract/journeys.ts';
export * from './contract/lifetime.ts';
export * from './contract/metric-sentence.ts';
export * from './contract/metrics.ts';
export * from './contract/paths.ts';
export * from './contract/refusals.ts';
export * from './contract/retention.ts';
export * from './contract/saved.ts';
export * from './contract/sessions.ts';
export * from './contract/span.ts';
export * from './contract/steps.ts';
export * from './contract/told.ts';
export * from './contract/trend.ts';
export * from './contract/voice.ts';
