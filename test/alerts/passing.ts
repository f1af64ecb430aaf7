import type { Alerts } from '../../src/alerts/alerts.ts';
import type { Database } from '../../src/store/database.ts';
import type { BotApiServer } from '../telegram/bot-api-server.ts';
import type { TestClock } from './test-clock.ts';

/** Lets time pass for alerts that are being sent. */
export interface Passing {
  /** Resolves when nothing is on its way and the dispatcher waits for a time. */
  quiet(): Promise<void>;
  /** Lets time pass, milliseconds, stopping wherever something waits for it. */
  pass(ms: number): Promise<void>;
}

/** The time of alerts that go out to `server`. */
export function passing(parts: {
  readonly db: Database;
  readonly clock: TestClock;
  readonly alerts: Alerts;
  readonly server: BotApiServer;
}): Passing {
  const { db, clock, alerts, server } = parts;
  async function quiet(): Promise<void> {
    const deadline = performance.now() + 5_000;
    for (let calm = 0; calm < 3; ) {
      // Through the one connection: what the dispatcher asked before is answered.
      await db.selectNoFrom((eb) => eb.lit(1).as('one')).execute();
      await server.idle();
      await new Promise((resolve) => setImmediate(resolve));
      calm = clock.sleepers > 0 && alerts.inHand === 0 ? calm + 1 : 0;
      if (performance.now() > deadline) throw new Error('the dispatcher does not come to rest');
    }
  }
  return {
    quiet,
    async pass(ms) {
      const end = clock.now() + ms;
      for (;;) {
        alerts.wake();
        await quiet();
        const { next } = clock;
        if (next === null || next > end) break;
        clock.moveTo(next);
      }
      clock.moveTo(end);
      await quiet();
    },
  };
}
