import { Api } from 'grammy';
import { pino } from 'pino';
import { alertRenderer } from '../../src/bot/following/render-alerts.ts';
import { ChatStore } from '../../src/store/chats.ts';
import { type RunningBot, type RunOptions, runBot } from './fixtures.ts';

/** A bot over the invented shelf that also sends alerts, as its clock is moved. */
export interface AlertingBot extends AsyncDisposable {
  readonly bot: RunningBot;
  /** Resolves when nothing is on its way. */
  quiet(): Promise<void>;
  /** Lets time pass for the alerts, milliseconds, stopping wherever something waits for it. */
  pass(ms: number): Promise<void>;
}

/** Starts it. */
export async function runAlertingBot(options: RunOptions = {}): Promise<AlertingBot> {
  const bot = await runBot({ ask: 'shelf' }, options);
  const { server, alerts, alertClock: clock, db, shelf } = bot;
  alerts.start({
    api: new Api(server.token, { apiRoot: server.apiRoot, timeoutSeconds: 20 }),
    render: alertRenderer({ ...shelf.services, chats: new ChatStore(db) }),
    log: pino({ level: 'debug' }, { write: (line: string) => void bot.log.push(line) }),
    random: () => 0.999999,
  });

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
    bot,
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
    [Symbol.asyncDispose]: () => bot[Symbol.asyncDispose](),
  };
}
