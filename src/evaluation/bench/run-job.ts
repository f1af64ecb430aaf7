import { type ChildProcess, fork } from 'node:child_process';
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
 *
 * @param stop ends the process at once, and those that it has started; the promise rejects once it is gone
 */
export async function runJob<J extends Job>(
  job: J,
  surroundings: Surroundings,
  stop?: AbortSignal,
): Promise<Results[J['task']]> {
  stop?.throwIfAborted();
  const isOther = 'system' in job && job.system !== 'rasid';
  const child = fork(join(import.meta.dirname, 'child.ts'), [], {
    execArgv: ['--expose-gc', ...(isOther ? [`--max-old-space-size=${HEAP}`] : [])],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // A group of its own, so that it can be ended with its workers.
    detached: hasGroups,
  });
  const kill = () => killAll(child);
  stop?.addEventListener('abort', kill);
  try {
    return await new Promise((resolve, reject) => {
      let answer: { result: Results[J['task']] } | { error: string } | undefined;
      child.once('message', (message: NonNullable<typeof answer>) => {
        answer = message;
      });
      child.once('error', reject);
      // Gone, it takes nothing from the next one.
      child.once('exit', (code, signal) => {
        if (answer && 'result' in answer && !stop?.aborted) return resolve(answer.result);
        const why = `its process ended (${signal ?? `code ${code}`}), perhaps out of memory`;
        reject(stop?.reason ?? new Error(answer && 'error' in answer ? answer.error : why));
      });
      child.send({ job, surroundings }, (error) => error && reject(error));
    });
  } finally {
    stop?.removeEventListener('abort', kill);
  }
}

const hasGroups = process.platform !== 'win32';

function killAll(child: ChildProcess): void {
  if (!hasGroups || child.pid === undefined) child.kill('SIGKILL');
  else if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
}
