/** Durable jobs and timers (graphile-worker behind one door). A job added in a transaction exists exactly when it commits. */
export type { Job, JobKind, Jobs } from './jobs.ts';
