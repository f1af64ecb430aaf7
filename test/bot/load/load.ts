import { answer, runBot } from '../fixtures.ts';

/** The value that half, and 95 of 100, are not above. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}

/** Questions asked one after the other. */
const ALONE = 100;

/** How a run went. */
export interface LoadResult {
  readonly questions: number;
  /** Questions that got another one's answer. */
  readonly mistaken: number;
  /** From when a person sends a question until they have the answer, milliseconds, when all ask at once. */
  readonly atOnce: Percentiles;
  /** The same when one asks after the other. */
  readonly alone: Percentiles;
  /** The whole run divided by its questions, milliseconds. */
  readonly perQuestion: number;
}

/**
 * `people` ask `each` questions at once, all before any is answered. Answering itself takes no time here; what
 * is measured is the bot, its database and HTTP. Every answer is checked to be that of its question, in the
 * order of the chat.
 */
export async function load(people: number, each: number, webhookSecret?: string): Promise<LoadResult> {
  await using bot = await runBot(
    {
      ask: async (question) =>
        answer({ question, language: 'en', sentences: [{ text: `To ${question}`, citations: [1] }] }),
    },
    { guard: 120_000, ...(webhookSecret === undefined ? {} : { webhookSecret }) },
  );
  await bot.polling.ready;
  await bot.profile;
  const users = Array.from({ length: people }, (_, i) => bot.server.user({ first_name: `Person ${i}` }));
  const started = performance.now();
  const times: number[] = [];
  let mistaken = 0;
  await Promise.all(
    users.map(async (user, i) => {
      const question = (n: number) => `question ${n} of person ${i}?`;
      const sent = Array.from({ length: each }, (_, n) => {
        user.sends(question(n));
        return performance.now();
      });
      for (const [n, at] of sent.entries()) {
        const { text } = await user.hears();
        times.push(performance.now() - at);
        if (!text.includes(`To ${question(n)}`)) mistaken += 1;
      }
    }),
  );
  const perQuestion = (performance.now() - started) / times.length;
  const alone: number[] = [];
  for (let n = 0; n < Math.min(ALONE, times.length); n += 1) {
    const user = users[n % users.length];
    const sent = performance.now();
    user?.sends(`question ${n}?`);
    await user?.hears();
    alone.push(performance.now() - sent);
  }
  return {
    questions: times.length,
    mistaken,
    atOnce: percentiles(times),
    alone: percentiles(alone),
    perQuestion,
  };
}

function percentiles(times: readonly number[]): Percentiles {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
