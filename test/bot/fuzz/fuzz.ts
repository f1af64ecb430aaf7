import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Answer } from '../../../src/answering/answer.ts';
import type { Stats } from '../../../src/bot/services.ts';
import type { Excerpt } from '../../../src/reports/stored.ts';
import { answer, citation, excerpt, type RunningBot, runBot } from '../fixtures.ts';
import { ADMIN, UpdateSource } from './updates.ts';

/** What a run found. */
export interface FuzzResult {
  readonly updates: number;
  /** Calls of the bot that Telegram would have refused, though the bot does not expect it; a line each. */
  readonly refused: string[];
  /** Errors of the bot that nobody caused on purpose; a line each. */
  readonly failures: string[];
  /** Pressed buttons and inline queries of sound updates that got no answer. */
  readonly unanswered: string[];
  readonly unhandled: string[];
  readonly messages: number;
  /** Growth of the heap in use between the first batch and the last, in bytes. */
  readonly growth: number;
  /** Resident memory at the end, bytes. */
  readonly resident: number;
  readonly seconds: number;
}

const BATCH = 250;
/** Refusals that the bot meets in daily life and has an answer to. */
const expected =
  /message is not modified|message to edit not found|message can't be edited|there is no text in the message|invalid file_id|message to delete not found/;

/** Posts made-up updates to the bot's webhook, through a Bot API server as strict as Telegram's. */
export async function fuzz(count: number, seed: number): Promise<FuzzResult> {
  const started = performance.now();
  const unhandled: string[] = [];
  const onUnhandled = (reason: unknown) => void unhandled.push(String(reason));
  process.on('unhandledRejection', onUnhandled);
  const found = {
    refused: [] as string[],
    failures: [] as string[],
    unanswered: [] as string[],
    messages: 0,
  };
  const heaps: number[] = [];
  {
    let asked = 0;
    await using bot = await runBot(
      {
        ask: async (question) => hostileAnswer(question, asked++),
        ...(seed % 2 === 0 ? { excerpt: async () => hostileExcerpt } : {}),
        stats: async () => numbers,
        addReport: async ({ name }) => ({ outcome: 'same', name, title: '<b>' }),
      },
      { webhookSecret: 'fuzz-secret-000000', access: { admins: [ADMIN] }, guard: 60_000 },
    );
    await bot.polling.ready;
    await bot.profile;
    bot.server.calls.length = 0;
    const source = new UpdateSource(bot.server, seed);
    for (let sent = 0; sent < count; sent += BATCH) {
      const queries: string[] = [];
      for (let i = 0; i < Math.min(BATCH, count - sent); i += 1) {
        const { content, query } = source.next();
        if (query !== undefined) queries.push(query);
        bot.server.push(content);
      }
      await bot.server.idle();
      examine(bot, queries, found);
      heaps.push(usedHeap());
    }
  }
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', onUnhandled);
  return {
    updates: count,
    ...found,
    unhandled,
    growth: (heaps.at(-1) ?? 0) - (heaps[0] ?? 0),
    resident: process.memoryUsage.rss(),
    seconds: (performance.now() - started) / 1000,
  };
}

/** Notes what went wrong in a batch, and empties what the server keeps of it, so that the bot's memory is seen. */
function examine(
  bot: RunningBot,
  queries: readonly string[],
  found: { refused: string[]; failures: string[]; unanswered: string[]; messages: number },
): void {
  const { world, calls } = bot.server;
  for (const { method, outcome, description = '' } of calls.splice(0)) {
    if (method === 'sendMessage') found.messages += 1;
    if (outcome !== 200 && !expected.test(description)) found.refused.push(`${method}: ${description}`);
  }
  for (const line of bot.log.splice(0)) {
    const { level, reason = '' } = JSON.parse(line) as { level: number; reason?: string };
    if (level >= 50 && reason !== MEANT && !expected.test(reason)) found.failures.push(line.slice(0, 1500));
  }
  for (const id of queries) {
    const pending = world.callbacks.get(id) ?? world.inlineQueries.get(id);
    if (!pending?.done) found.unanswered.push(JSON.stringify(pending?.query).slice(0, 500));
  }
  world.callbacks.clear();
  world.inlineQueries.clear();
  world.files.clear();
  for (const chat of world.chats.values()) {
    chat.messages = chat.messages.slice(-40);
    chat.actions.length = 0;
    chat.unheard();
    chat.unseenEdits();
  }
}

const MEANT = 'made to fail';
const numbers: Stats = {
  ...{ reports: 1, reading: true, passages: 2, withdrawn: 0, chats: 3, questionsToday: 4, questions: 5 },
  ...{ subscriptions: 6, waiting: 7 },
  ...{ uptime: 1e9, memory: 1e8, database: 1e6, indexes: 0 },
};
const hostileText = '<b>قال</b> &amp; "عاد" </blockquote> \u202e\u2066 \ud800 👨‍👩‍👧‍👦 ';
const hostileExcerpt: Excerpt = excerpt({
  text: hostileText.repeat(200),
  start: 0,
  end: hostileText.length * 200,
  mark: { start: 40, end: 4000 },
});

/** Answers of every kind, also of reports whose every field is meant to break a message. */
function hostileAnswer(question: string, n: number): Answer {
  const kind = n % 8;
  if (kind === 0) throw new Error(MEANT);
  if (kind === 1) return answer({ question, outcome: 'none', sentences: [], citations: [] });
  if (kind < 4) return answer({ question, outcome: kind === 2 ? 'related' : 'answer' });
  const count = kind === 4 ? 40 : 3;
  const citations = Array.from({ length: count }, (_, i) =>
    citation({
      n: i + 1,
      title: hostileText.repeat(i + 1),
      source: hostileText,
      url: 'https://x.example/"<>&',
    }),
  );
  const sentences = citations.map(({ n: number }) => ({
    text: hostileText.repeat(kind === 5 ? 300 : 3),
    citations: [number],
  }));
  return answer({ question, language: n % 2 ? 'en' : 'ar', understoodAs: hostileText, citations, sentences });
}

function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
