/** Durable jobs and timers (graphile-worker behind one door). A job added in a transaction exists exactly when it commits. */
export { addWaitingJobs, type WaitingJob, waitingJobs } from './carry-over.ts';
export type { FailedJob, Job, JobKind, Jobs, RunningJobs } from './jobs.ts';
export { prepareJobs } from './prepare.ts';
export { createJobs, type JobsDeps } from './run.ts';
