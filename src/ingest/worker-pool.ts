import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { EmbedderOptions } from '../embedding/embedder.ts';
import type { Job, JobResults } from './jobs.ts';

/** What workers load by themselves. */
export interface WorkerSetup {
  readonly glossaryDir: string;
  readonly embedder: Pick<EmbedderOptions, 'model' | 'modelsDir' | 'cacheDir'>;
}

/** What a worker sends when its job is done. */
export type WorkerAnswer = { readonly result: JobResults[Job['kind']] } | { readonly error: string };

/** More workers than this gain little: writing to SQLite is one thread's work. */
const mostWorkers = 4;

/** Jobs of some 30 ms. While one is done, the next waits with it: this process may be busy when it asks for more. */
const shortJobs: ReadonlySet<Job['kind']> = new Set(['read', 'vectors']);

interface Working {
  readonly child: ChildProcess;
  /** What it was sent, at most two: the first is being done. */
  readonly sent: Pending[];
}

interface Pending {
  readonly job: Job;
  resolve(result: JobResults[Job['kind']]): void;
  reject(error: Error): void;
}

/**
 * Processes that read, analyse, embed and merge. They start with the first job, do not keep this process alive while
 * they have none, and end with it, or when nothing came for `idle` milliseconds: the glossary and the model take memory
 * in each. They are no threads because onnxruntime-node 1.14 corrupts memory when a thread that has loaded it ends.
 */
export class WorkerPool {
  /** How many workers there can be. */
  readonly size: number;
  readonly #setup: WorkerSetup;
  readonly #idle: number;
  readonly #workers = new Set<Working>();
  readonly #waiting: Pending[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(setup: WorkerSetup, options: { readonly size?: number; readonly idle?: number } = {}) {
    this.#setup = setup;
    this.size = options.size ?? Math.min(availableParallelism(), mostWorkers);
    this.#idle = options.idle ?? 10_000;
  }

  /** Does a job in some worker. Rejects with what the job threw, or when its worker ended. */
  run<K extends Job['kind']>(job: Extract<Job, { kind: K }>): Promise<JobResults[K]> {
    clearTimeout(this.#timer);
    return new Promise<JobResults[Job['kind']]>((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#next();
    }) as Promise<JobResults[K]>;
  }

  /** Ends the workers; jobs under way are given up. */
  close(): void {
    clearTimeout(this.#timer);
    const pending = this.#waiting.splice(0);
    for (const worker of this.#workers) {
      pending.push(...worker.sent.splice(0));
      worker.child.kill('SIGKILL');
    }
    this.#workers.clear();
    for (const { reject } of pending) reject(new Error('The worker was ended.'));
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#ready();
      if (!worker) return;
      const pending = this.#waiting.shift()!;
      worker.sent.push(pending);
      worker.child.ref();
      worker.child.channel?.ref();
      worker.child.send(pending.job, (error) => {
        if (error) this.#done(worker, pending, ({ reject }) => reject(error));
      });
    }
  }

  /** A worker without a job, or else one that is done soon; of long jobs, the next waits for whoever is free first. */
  #ready(): Working | undefined {
    const workers = [...this.#workers];
    const free = workers.find(({ sent }) => sent.length === 0);
    if (free) return free;
    if (workers.length < this.size) return this.#start();
    return workers.find(({ sent }) => sent.length === 1 && shortJobs.has(sent[0]!.job.kind));
  }

  #start(): Working {
    const file = fileURLToPath(new URL('./worker.ts', import.meta.url));
    const child = fork(file, [JSON.stringify(this.#setup)], {
      // Typed arrays as they are.
      serialization: 'advanced',
      // What this process's test runner or profiler was given is not for workers.
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const worker: Working = { child, sent: [] };
    this.#workers.add(worker);
    child.on('message', (answer: WorkerAnswer) =>
      this.#done(worker, worker.sent[0], ({ resolve, reject }) =>
        'error' in answer ? reject(new Error(answer.error)) : resolve(answer.result),
      ),
    );
    const gone = (error: Error) => {
      this.#workers.delete(worker);
      for (const pending of [...worker.sent]) this.#done(worker, pending, ({ reject }) => reject(error));
    };
    child.on('error', gone);
    child.on('exit', (code, signal) => gone(new Error(`A worker ended (${signal ?? code}).`)));
    return worker;
  }

  #done(worker: Working, pending: Pending | undefined, settle: (pending: Pending) => void): void {
    const place = pending ? worker.sent.indexOf(pending) : -1;
    if (!pending || place < 0) return;
    worker.sent.splice(place, 1);
    if (worker.sent.length === 0) {
      worker.child.unref();
      worker.child.channel?.unref();
    }
    settle(pending);
    this.#next();
    clearTimeout(this.#timer);
    if (this.#workers.size === 0 || [...this.#workers].some(({ sent }) => sent.length > 0)) return;
    this.#timer = setTimeout(() => this.close(), this.#idle);
    this.#timer.unref();
  }
}
