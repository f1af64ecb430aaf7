import { Api } from 'grammy';
import { pino } from 'pino';
import { alertRenderer } from '../../src/bot/following/render-alerts.ts';
import { ChatStore } from '../../src/store/chats.ts';
import { type Passing, passing } from '../alerts/passing.ts';
import { type RunningBot, type RunOptions, runBot } from './fixtures.ts';

/** A bot over the invented shelf that also sends alerts, as its clock is moved. */
export interface AlertingBot extends AsyncDisposable, Passing {
  readonly bot: RunningBot;
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

  return {
    bot,
    ...passing({ db, clock, alerts, server }),
    [Symbol.asyncDispose]: () => bot[Symbol.asyncDispose](),
  };
}
