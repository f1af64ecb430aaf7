import { parseArgs } from 'node:util';
import type { Rasid } from '../app.ts';
import type { Config } from '../config.ts';
import { keepHeapSmall } from '../heap.ts';
import type { Logger } from '../log.ts';
import type { VisibleProgress } from '../progress.ts';

/** A mistake in the command line: its sentence and the usage are shown. */
export class UsageError extends Error {}

/** What every command is given beside its arguments. */
export interface Surroundings {
  readonly config: Config;
  readonly log: Logger;
  readonly progress: VisibleProgress;
}

/** A command; it loads what it needs itself: a question at the shell should not wait for Telegram's library. */
export type Command = (args: string[], surroundings: Surroundings) => Promise<void>;

/** Opens Rasid for a piece of work and closes it, whatever comes of that. */
export async function withRasid<T>(
  { config, log, progress }: Surroundings,
  work: (rasid: Rasid) => Promise<T>,
): Promise<T> {
  const { openRasid } = await import('../app.ts');
  const rasid = await openRasid(config, { log, progress });
  keepHeapSmall();
  try {
    return await work(rasid);
  } finally {
    await rasid.close();
  }
}

/** parseArgs whose complaints are usage errors. */
export const parse: typeof parseArgs = (config) => {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

/** `--passages A B` as `--passages A --passages B`, which is what parseArgs can read. */
export function spreadLists(args: readonly string[], lists: readonly string[]): string[] {
  let list: string | undefined;
  return args.flatMap((arg, i) => {
    if (arg.startsWith('-')) {
      list = lists.includes(arg) ? arg : undefined;
      return [arg];
    }
    return list && args[i - 1] !== list ? [list, arg] : [arg];
  });
}

/** A whole number from 1 given as text; `fallback` when it is not given. Throws a UsageError for another. */
export function count(text: string | undefined, fallback: number, option = '--limit'): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new UsageError(`${option} is ${text}, but it should be a whole number from 1.`);
  return value;
}
