import { setTimeout as timer } from 'node:timers/promises';

/** The time, and waiting for it. Tests have one of their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms` milliseconds, or as soon as `signal` is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Node's timers take no longer waits, milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's clock. A wait does not keep the process alive. */
export const machineClock: Clock = {
  now: Date.now,
  sleep: (ms, signal) =>
    timer(Math.min(Math.max(ms, 0), LONGEST_TIMER), undefined, { signal, ref: false }).catch(() => {}),
};
