import type { TestProject } from 'vitest/node';

/** Starts one engine for a whole test run, provides what tests need to reach it, answers how to stop it. */
export type Engine = (project: TestProject) => Promise<() => Promise<void>>;
