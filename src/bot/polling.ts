import { setTimeout as sleep } from 'node:timers/promises';
import { createConcurrentSink, createRunner, createSource } from '@grammyjs/runner';
import { type Bot, GrammyError } from 'grammy';
import type { Update, UserFromGetMe } from 'grammy/types';
import { describeError } from './failures.ts';
import { Intake, type IntakeParts } from './intake.ts';
import { type ApiSignal, endCallsOn, explain, GRACE, type Running } from './running.ts';
import type { BotContext } from './texts.ts';
import { handledKinds } from './update-shape.ts';

/** Updates handled side by side; while there are as many, no more are fetched. */
const CONCURRENCY = 100;
/** How long Telegram holds a poll that has nothing to give, in seconds. */
const LONG_POLL = 30;
/** Waits after a failed poll: from this, doubled each time, to that, in milliseconds. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
/** So many failed polls in a row are a failing connection, fewer a hiccup. */
const FAILING = 3;

/**
 * Starts long polling: updates of several chats side by side, the bot keeps those of one chat in order. A poll tells
 * Telegram that all before are taken, whether they are done or not: so they are kept on disk first.
 */
export function startPolling(
  bot: Bot<BotContext>,
  parts: IntakeParts,
  { firstWait = FIRST_WAIT, now = Date.now }: { firstWait?: number; now?: () => number } = {},
): Running {
  const { log } = parts;
  const giveUp = new AbortController();
  endCallsOn(bot, giveUp.signal);
  const intake = new Intake(bot, parts, giveUp.signal);
  let webhookGone = false;
  let offset = 0;
  let lastUpdateAt: number | null = null;
  let failures = 0;
  let ready = false;

  const source = createSource({ supply: fetchUpdates });
  const consume = (update: Update) => intake.work(update);
  const sink = createConcurrentSink<Update>({ consume }, async () => {}, { concurrency: CONCURRENCY });
  const runner = createRunner(source, sink);

  const started = Promise.withResolvers<UserFromGetMe>();
  const done = run().catch((error: unknown) => {
    const stopped = giveUp.signal.aborted;
    const explained = stopped ? new Error('stopped before Telegram answered') : explain(error);
    started.reject(explained);
    giveUp.abort();
    if (!stopped) throw explained;
  });
  // Whoever waits for `ready` or `done` gets the error; not waiting for one of them is no mistake.
  started.promise.catch(() => {});
  done.catch(() => {});
  let stopping: Promise<void> | undefined;
  return {
    ready: started.promise,
    done,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
    health: () => ({ ok: ready && failures < FAILING, lastUpdateAt, inHand: intake.size }),
  };

  async function run(): Promise<void> {
    await bot.init(giveUp.signal as ApiSignal);
    giveUp.signal.throwIfAborted();
    started.resolve(bot.botInfo);
    ready = true;
    if (stopping) return;
    await intake.takeUp();
    if (stopping) return;
    runner.start();
    await runner.task();
    await intake.idle(2 * GRACE);
  }

  async function fetchUpdates(room: number, signal: ApiSignal): Promise<Update[]> {
    for (let wait = firstWait; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      try {
        // A webhook set before would make Telegram refuse all polls.
        if (!webhookGone) webhookGone = await bot.api.deleteWebhook({}, signal);
        const limit = Math.min(Math.max(room, 1), 100);
        const updates = await bot.api.getUpdates(
          { offset, limit, timeout: LONG_POLL, allowed_updates: handledKinds },
          signal,
        );
        if (failures > 0) log.info('Telegram can be reached again');
        failures = 0;
        const fresh = await intake.accept(updates);
        const last = updates.at(-1);
        if (last) {
          offset = last.update_id + 1;
          lastUpdateAt = now();
        }
        return fresh;
      } catch (error) {
        if (signal?.aborted || isFinal(error)) throw error;
        failures += 1;
        if (failures === 1)
          log.warn(describeError(error, bot.token), 'Telegram cannot be reached; trying again');
        const asked = error instanceof GrammyError ? (error.parameters.retry_after ?? 0) * 1000 : 0;
        await sleep(Math.max(wait, asked), undefined, { signal: signal as AbortSignal });
      }
    }
  }

  async function stop(): Promise<void> {
    if (!ready) giveUp.abort();
    const timer = setTimeout(() => giveUp.abort(), GRACE);
    try {
      if (runner.isRunning()) await runner.stop();
      await done.catch(() => {});
      if (offset === 0) return;
      // Telegram takes updates as received only when asked for later ones.
      await bot.api
        .getUpdates({ offset, limit: 1, timeout: 0 })
        .catch((error: unknown) =>
          log.warn(describeError(error, bot.token), 'could not confirm the last updates'),
        );
    } finally {
      clearTimeout(timer);
      // What else is waiting for a retry, such as the publishing of the commands, must not go on for ever.
      giveUp.abort();
    }
  }
}

/** Trying again would not help: the token is refused, or somebody else polls with it. */
function isFinal(error: unknown): boolean {
  return error instanceof GrammyError && [401, 404, 409].includes(error.error_code);
}
