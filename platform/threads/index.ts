/** The door to worker threads: work on strangers' input that may never end, cut at a deadline without stopping the server. */
export { createThreads, ThreadFailed, type Threads, type ThreadsOptions, TookTooLong } from './threads.ts';
