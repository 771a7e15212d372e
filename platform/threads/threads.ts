import { Worker } from 'node:worker_threads';

/** The deadline came first; the thread was killed. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}
/** `work` threw, or its thread ended (out of memory, say). */
export class ThreadFailed extends Error {
  override readonly name = 'ThreadFailed';
}

export interface ThreadsOptions {
  /** A module that exports `work(input)`: the `href` of `new URL(…, import.meta.url)`, its path written out on the spot. */
  module: string;
  /** How many run at once; 1 when left out. */
  size?: number;
  /** Memory of one thread beyond which it is ended; 256 MB when left out. */
  memoryMb?: number;
}

export interface Threads<Input, Output> {
  run(input: Input, deadlineMs: number): Promise<Output>;
  close(): Promise<void>;
}

interface Task {
  input: unknown;
  deadlineMs: number;
  give(output: unknown): void;
  refuse(error: Error): void;
}
interface Thread {
  worker: Worker;
  task?: Task | undefined;
  late?: NodeJS.Timeout | undefined;
}
type Said = 'ready' | { output: unknown } | { error: string };

const start = new URL('./start.mjs', import.meta.url);

export function createThreads<Input, Output>({ module, size = 1, memoryMb = 256 }: ThreadsOptions): Threads<Input, Output> {
  const threads = new Set<Thread>();
  const idle: Thread[] = [];
  const waiting: Task[] = [];
  let closed = false;

  function open(): void {
    const worker = new Worker(start, { workerData: module, resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    const thread: Thread = { worker };
    threads.add(thread);
    worker.on('message', (said: Said) => heard(thread, said));
    worker.on('error', (error) => lost(thread, new ThreadFailed(error.message)));
    worker.on('exit', (code) => lost(thread, new ThreadFailed(`the thread ended with ${code}`)));
  }

  function heard(thread: Thread, said: Said): void {
    if (said !== 'ready') {
      const task = settle(thread);
      if ('error' in said) task?.refuse(new ThreadFailed(said.error));
      else task?.give(said.output);
    }
    idle.push(thread);
    serve();
  }

  /** Takes the task off a thread; a thread at rest keeps no process alive. */
  function settle(thread: Thread): Task | undefined {
    const { task } = thread;
    clearTimeout(thread.late);
    thread.task = undefined;
    thread.worker.unref();
    return task;
  }

  function lost(thread: Thread, why: Error): void {
    if (!threads.delete(thread)) return;
    const at = idle.indexOf(thread);
    if (at >= 0) idle.splice(at, 1);
    const task = settle(thread);
    task?.refuse(why);
    // One that cannot even start would be started for ever; whoever waits is told instead.
    if (!task && at < 0) for (const each of waiting.splice(0)) each.refuse(why);
    void thread.worker.terminate();
    serve();
  }

  function serve(): void {
    if (closed) return;
    while (idle.length > 0 && waiting.length > 0) begin(idle.pop() as Thread, waiting.shift() as Task);
    const starting = [...threads].filter((each) => !each.task && !idle.includes(each)).length;
    for (let more = Math.min(waiting.length - starting, size - threads.size); more > 0; more -= 1) open();
  }

  function begin(thread: Thread, task: Task): void {
    thread.task = task;
    thread.worker.ref();
    thread.late = setTimeout(() => lost(thread, new TookTooLong(`no end after ${task.deadlineMs} ms`)), task.deadlineMs);
    thread.worker.postMessage(task.input);
  }

  return {
    run: (input, deadlineMs) =>
      new Promise<Output>((resolve, reject) => {
        if (closed) throw new ThreadFailed('closed');
        waiting.push({ input, deadlineMs, give: (output) => resolve(output as Output), refuse: reject });
        serve();
      }),
    async close() {
      closed = true;
      for (const task of waiting.splice(0)) task.refuse(new ThreadFailed('closed'));
      await Promise.all(
        [...threads].map(async (thread) => {
          lost(thread, new ThreadFailed('closed'));
          await thread.worker.terminate();
        }),
      );
    },
  };
}
