// Invented reports of made-up towns, and a service that knows only them.

import { pino } from 'pino';
import type { Answer, Citation } from '../../src/answering/answer.ts';
import { createBot } from '../../src/bot/bot.ts';
import { type Polling, startPolling } from '../../src/bot/polling.ts';
import type { BotServices } from '../../src/bot/services.ts';
import type { Excerpt } from '../../src/reports/stored.ts';
import { type BotApiOptions, BotApiServer } from '../telegram/bot-api-server.ts';

/** A passage of an invented report. */
export const passage = 'اجتمع وجهاء بلدة نهران أمس. وأعلنوا هدنة مدتها ثلاثة أيام. ولم تعلّق بلدة سلّوم.';
/** Its second sentence, which the answers quote. */
export const quote = 'وأعلنوا هدنة مدتها ثلاثة أيام.';

/** A citation of the invented report, changed as a test needs it. */
export function citation(change: Partial<Citation> = {}): Citation {
  const start = 500 + passage.indexOf(quote);
  return {
    n: 1,
    reportId: 'nahran-00001',
    version: 1,
    title: 'هدنة في نهران',
    source: 'وكالة نهران',
    url: 'https://nahran.example/1',
    date: '2023-08-12',
    passageId: 7,
    passage,
    start,
    end: start + quote.length,
    ...change,
  };
}

/** An answer that quotes it. */
export function answer(change: Partial<Answer> = {}): Answer {
  return {
    question: '?',
    language: 'ar',
    outcome: 'answer',
    confidence: 0.9,
    sentences: [{ text: quote, citations: [1] }],
    citations: [citation()],
    ...change,
  };
}

/** The excerpt around the quote. */
export function excerpt(change: Partial<Excerpt> = {}): Excerpt {
  const { start, end, title, source, url, date } = citation();
  return {
    report: { id: 'nahran-00001', path: 'nahran.txt', title, source, url, date, language: 'ar', version: 1 },
    state: 'current',
    ordinal: 1,
    count: 3,
    start: 500,
    end: 500 + passage.length,
    sentences: [{ start, end }],
    text: passage,
    mark: { start, end },
    ...change,
  };
}

/** A bot that polls a local Bot API server; ends with `await using`. */
export interface RunningBot extends AsyncDisposable {
  readonly server: BotApiServer;
  readonly polling: Polling;
  /** The log so far, a JSON line each. */
  readonly log: string[];
}

/** Starts both; `services` answers instead of the invented report where it says so. */
export async function runBot(
  services: Partial<BotServices> = {},
  options: BotApiOptions & { beforeStart?: (server: BotApiServer) => void } = {},
): Promise<RunningBot> {
  const server = await BotApiServer.start(options);
  options.beforeStart?.(server);
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void log.push(line) });
  const bot = createBot({
    token: server.token,
    apiRoot: server.apiRoot,
    newCode: () => 'C0DE42',
    services: {
      ask: (question) =>
        Promise.resolve(answer({ question, language: /[\u0600-\u06ff]/.test(question) ? 'ar' : 'en' })),
      excerpt: () => Promise.resolve(excerpt()),
      log: logger,
      ...services,
    },
  });
  const polling = startPolling(bot, logger);
  return {
    server,
    polling,
    log,
    [Symbol.asyncDispose]: async () => {
      await polling.stop();
      await server.close();
    },
  };
}

/** A text without isolates and direction marks, to compare words. */
export function plain(text: string | undefined): string {
  return (text ?? '').replace(/[\u200e\u200f\u2066-\u2069]/g, '').replaceAll('\u00a0', ' ');
}
