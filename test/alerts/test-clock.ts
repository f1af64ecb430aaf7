import type { Clock } from '../../src/alerts/clock.ts';

/** A clock that stands still until it is moved. */
export class TestClock implements Clock {
  #now: number;
  #sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  /** @param now milliseconds since 1970 */
  constructor(now: number = Date.UTC(2031, 4, 5, 9)) {
    this.#now = now;
  }

  now = (): number => this.#now;

  sleep = (ms: number, signal: AbortSignal): Promise<void> => {
    if (ms <= 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = {
        at: this.#now + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', sleeper.wake, { once: true });
    });
  };

  /** How many wait. */
  get sleepers(): number {
    return this.#sleepers.size;
  }

  /** When the next one wakes, or `null`. */
  get next(): number | null {
    return this.#sleepers.size === 0 ? null : Math.min(...[...this.#sleepers].map(({ at }) => at));
  }

  /** Moves to a time, and wakes who waits for it or for an earlier one. */
  moveTo(time: number): void {
    this.#now = Math.max(this.#now, time);
    for (const sleeper of [...this.#sleepers]) if (sleeper.at <= this.#now) sleeper.wake();
  }
}
