import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { EmbedderOptions } from '../embedding/embedder.ts';
import type { Job, JobResults } from './jobs.ts';

/** What threads load by themselves. */
export interface WorkerSetup {
  readonly glossaryDir: string;
  readonly embedder: Pick<EmbedderOptions, 'model' | 'modelsDir' | 'cacheDir'>;
}

/** More threads than this gain little: writing to SQLite is one thread's work. */
const mostThreads = 4;

interface Thread {
  readonly worker: Worker;
  /** Its job; one at a time, so that waiting jobs go to whoever is free first. */
  current: Pending | undefined;
}

interface Pending {
  readonly job: Job;
  resolve(result: JobResults[Job['kind']]): void;
  reject(error: Error): void;
}

/**
 * Threads that read, analyse, embed and merge. They start with the first job, do not keep the process alive while they
 * have none, and end when nothing came for `idle` milliseconds: the glossary and the model take memory in each.
 */
export class WorkerPool {
  /** How many threads there can be. */
  readonly size: number;
  readonly #setup: WorkerSetup;
  readonly #idle: number;
  readonly #threads = new Set<Thread>();
  readonly #waiting: Pending[] = [];
  #timer: NodeJS.Timeout | undefined;
  #jobs = 0;

  constructor(setup: WorkerSetup, options: { readonly size?: number; readonly idle?: number } = {}) {
    this.#setup = setup;
    this.size = options.size ?? Math.min(availableParallelism(), mostThreads);
    this.#idle = options.idle ?? 10_000;
  }

  /** Does a job in some thread. Rejects with what the job threw, or when its thread ended. */
  run<K extends Job['kind']>(job: Extract<Job, { kind: K }>): Promise<JobResults[K]> {
    clearTimeout(this.#timer);
    return new Promise<JobResults[Job['kind']]>((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#next();
    }) as Promise<JobResults[K]>;
  }

  /** Ends the threads; jobs under way are given up. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('The worker threads were ended.'));
    const threads = [...this.#threads];
    this.#threads.clear();
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  #next(): void {
    if (this.#waiting.length === 0) return;
    const free = [...this.#threads].find(({ current }) => current === undefined);
    const thread = free ?? (this.#threads.size < this.size ? this.#start() : undefined);
    if (!thread) return;
    thread.current = this.#waiting.shift()!;
    thread.worker.ref();
    thread.worker.postMessage({ number: ++this.#jobs, job: thread.current.job });
  }

  #start(): Thread {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: this.#setup });
    const thread: Thread = { worker, current: undefined };
    this.#threads.add(thread);
    const done = (settle: (pending: Pending) => void) => {
      const pending = thread.current;
      thread.current = undefined;
      worker.unref();
      if (pending) settle(pending);
      this.#next();
      this.#endWhenIdle();
    };
    worker.on('message', ({ result, error }: { result: JobResults[Job['kind']]; error?: string }) =>
      done(({ resolve, reject }) => (error === undefined ? resolve(result) : reject(new Error(error)))),
    );
    worker.on('error', (error) => {
      this.#threads.delete(thread);
      done(({ reject }) => reject(error));
    });
    worker.on('exit', () => {
      this.#threads.delete(thread);
      done(({ reject }) => reject(new Error('The worker thread ended.')));
    });
    return thread;
  }

  #endWhenIdle(): void {
    clearTimeout(this.#timer);
    if ([...this.#threads].some(({ current }) => current !== undefined) || this.#threads.size === 0) return;
    this.#timer = setTimeout(() => void this.close(), this.#idle);
    this.#timer.unref();
  }
}
