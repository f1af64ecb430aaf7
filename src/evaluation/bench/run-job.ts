import { fork } from 'node:child_process';
import { join } from 'node:path';
import type {
  AskResult,
  BuildResult,
  EmptyResult,
  IngestResult,
  Job,
  PartsResult,
  Surroundings,
} from './job.ts';

interface Results {
  readonly empty: EmptyResult;
  readonly ingest: IngestResult;
  readonly parts: PartsResult;
  readonly build: BuildResult;
  readonly ask: AskResult;
}

/** Megabytes that another system's heap may take: an index of grams as JavaScript objects needs several gigabytes. */
const HEAP = 8_192;

/**
 * Does a job in a process of its own, with its own heap, and gives what it measured. Its progress goes to stderr.
 * Throws a sentence when the job fails or the process dies (out of memory, say).
 */
export function runJob<J extends Job>(job: J, surroundings: Surroundings): Promise<Results[J['task']]> {
  const isOther = 'system' in job && job.system !== 'rasid';
  const child = fork(join(import.meta.dirname, 'child.ts'), [], {
    execArgv: ['--expose-gc', ...(isOther ? [`--max-old-space-size=${HEAP}`] : [])],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (message: { result: Results[J['task']] } | { error: string }) => {
      if ('error' in message) reject(new Error(message.error));
      else resolve(message.result);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(new Error(`its process ended (${signal ?? `code ${code}`}), perhaps out of memory`));
    });
    child.send({ job, surroundings });
  });
}
