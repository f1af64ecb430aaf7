// Invented reports of made-up towns, and a service that knows only them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Message } from 'grammy/types';
import { pino } from 'pino';
import { type Alerts, createAlerts } from '../../src/alerts/alerts.ts';
import type { NewText, TopicMatch } from '../../src/alerts/matching.ts';
import type { Answer, Citation } from '../../src/answering/answer.ts';
import { type BotOptions, createBot } from '../../src/bot/bot.ts';
import { type HttpFace, serveHttp } from '../../src/bot/http.ts';
import { startPolling } from '../../src/bot/polling.ts';
import { announceProfile } from '../../src/bot/profile.ts';
import type { Running } from '../../src/bot/running.ts';
import type { BotServices } from '../../src/bot/services.ts';
import { startWebhook } from '../../src/bot/webhook.ts';
import type { Excerpt } from '../../src/reports/stored.ts';
import { AcceptedUpdates } from '../../src/store/accepted-updates.ts';
import { ChatStore } from '../../src/store/chats.ts';
import { ConversationStore } from '../../src/store/conversations.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { PromptStore } from '../../src/store/prompts.ts';
import { forgetting } from '../../src/upkeep.ts';
import { TestClock } from '../alerts/test-clock.ts';
import { WordMatcher } from '../alerts/word-matcher.ts';
import { type BotApiOptions, BotApiServer } from '../telegram/bot-api-server.ts';
import type { TestUser } from '../telegram/people.ts';
import { type Library, openLibrary } from './library.ts';

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
    passageStart: 500,
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
    understoodAs: null,
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
  readonly polling: Running;
  readonly db: Database;
  /** The invented reports; the bot reads them where no service says otherwise. */
  readonly shelf: Library;
  /** The bot's clock, milliseconds; it also moves on by itself, so that no test is a flood. */
  readonly clock: { now: number };
  /** What is followed; a topic matches the sentences that contain it. Nothing is sent unless a test starts that. */
  readonly alerts: Alerts;
  /** The clock of reports and alerts; it stands still. */
  readonly alertClock: TestClock;
  /** The log so far, a JSON line each. */
  readonly log: string[];
  /** The server of the webhook, if that is how updates come; a restart (`after`) does not close it. */
  readonly http: HttpFace | undefined;
  /** Its address, without a path. */
  readonly webhookRoot: string;
  /** Resolves when the commands and descriptions are published. */
  readonly profile: Promise<void>;
}

/** How the bot is to run. */
export interface RunOptions extends BotApiOptions {
  readonly beforeStart?: (server: BotApiServer) => void;
  /** The bot before, stopped: the same server and database, as after a restart. */
  readonly after?: RunningBot;
  /** Who is answered; default: everybody. */
  readonly access?: Partial<NonNullable<BotOptions['access']>>;
  /** Updates come by a webhook with this secret, not by polling. */
  readonly webhookSecret?: string;
  /** Another clock for the bot, milliseconds. */
  readonly botNow?: () => number;
}

/**
 * Starts both. The bot answers every question with the quote above, and reads the invented shelf;
 * `services` answers instead where it says so. With `ask: 'shelf'`, answers and excerpts are the shelf's, too.
 */
export async function runBot(
  services: Partial<Omit<BotServices, 'ask'>> & { ask?: BotServices['ask'] | 'shelf' } = {},
  options: RunOptions = {},
): Promise<RunningBot> {
  const { after } = options;
  const server = after?.server ?? (await BotApiServer.start(options));
  options.beforeStart?.(server);
  const folder = mkdtempSync(path.join(tmpdir(), 'rasid-bot-'));
  const db = after?.db ?? (await openDatabase(folder));
  const alertClock = after?.alertClock ?? new TestClock();
  const alerts =
    after?.alerts ?? createAlerts({ database: db, matcher: new ShareMatcher(), clock: alertClock });
  const shelf = after?.shelf ?? (await openLibrary(db, { now: alertClock.now, onNews: alerts.onNews }));
  const clock = after?.clock ?? { now: Date.UTC(2031, 4, 5) };
  const step = () => {
    clock.now += 5000;
    return clock.now;
  };
  const now = options.botNow ?? step;
  const access = { allowedUsers: [], allowedChats: [], admins: [], ...options.access };
  const conversations = new ConversationStore(db, now);
  const chats = new ChatStore(db, now);
  const prompts = new PromptStore(db, now);
  const accepted = new AcceptedUpdates(db);
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void log.push(line) });
  const bot = createBot({
    token: server.token,
    apiRoot: server.apiRoot,
    now,
    access,
    newCode: () => 'C0DE42',
    services: {
      ...shelf.services,
      ...(services.ask === 'shelf' ? {} : { excerpt: () => Promise.resolve(excerpt()) }),
      stats: () => Promise.reject(new Error('no numbers in this test')),
      addReport: () => Promise.reject(new Error('no files in this test')),
      forget: forgetting({
        accepted,
        following: alerts.following,
        prompts,
        conversations,
        chats,
      }),
      chats,
      conversations,
      following: alerts.following,
      prompts,
      log: logger,
      ...services,
      ask: services.ask === 'shelf' ? shelf.services.ask : (services.ask ?? quoteAll),
    },
  });
  const { webhookSecret: secret } = options;
  let http: HttpFace | undefined;
  let polling: Running;
  const parts = { log: logger, accepted };
  if (secret === undefined) polling = startPolling(bot, parts, { firstWait: 1 });
  else {
    http = await serveHttp({
      port: 0,
      health: async () => ({ ...polling.health(), uptime: 1, reports: 1, lastUpdateAge: null }),
      receive: (request, response) => webhook.receive(request, response),
    });
    const url = `http://127.0.0.1:${http.port}/telegram`;
    const webhook = startWebhook(bot, parts, { url, secret, now });
    polling = webhook;
  }
  server.botIsBusy = () => polling.health().inHand > 0;
  const profile = polling.ready.then(
    () => announceProfile(bot, { chats, log: logger, admins: access.admins }),
    () => {},
  );
  return {
    server,
    polling,
    log,
    db,
    alerts,
    alertClock,
    shelf,
    clock,
    http,
    webhookRoot: `http://127.0.0.1:${http?.port}`,
    profile,
    [Symbol.asyncDispose]: async () => {
      await profile;
      await alerts.stop();
      await polling.stop();
      await http?.close();
      await server.close();
      await db.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The word matcher with scores below 1, as real ones are: a tenth for each sentence. */
class ShareMatcher extends WordMatcher {
  override match(text: NewText): TopicMatch[] {
    return super.match(text).map((match) => ({ ...match, score: Math.min(1, match.score / 10) }));
  }
}

const quoteAll: BotServices['ask'] = async (question) =>
  answer({ question, language: /[\u0600-\u06ff]/.test(question) ? 'ar' : 'en' });

/**
 * Resolves when all that a chat asked before is done, to the last write: its updates are handled in order, and
 * this one is a button of no kind.
 */
export async function settled(person: TestUser, message: Message): Promise<void> {
  await person.presses(message, { data: 'settled?' });
}

/** A text without isolates and direction marks, to compare words. */
export function plain(text: string | undefined): string {
  return (text ?? '').replace(/[\u200e\u200f\u2066-\u2069]/g, '').replaceAll('\u00a0', ' ');
}
