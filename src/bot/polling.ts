import { type Bot, GrammyError } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import type { Logger } from 'pino';
import { describeError } from './failures.ts';
import { publishProfile } from './profile.ts';
import { type BotContext, loadI18n } from './texts.ts';

/** Updates fetched at once: few, because a stop waits until those in hand are done. */
const BATCH = 20;
/** Milliseconds for which a stop lets calls wait for their retries before it breaks them off. */
const GRACE = 5000;

/** A bot that is polling. */
export interface Polling {
  /** The bot's own account, once Telegram has taken the token. Rejects like `done`. */
  readonly ready: Promise<UserFromGetMe>;
  /** Resolves after `stop`; rejects with a sentence for the operator when polling can't go on. */
  readonly done: Promise<void>;
  /** Ends polling: updates in hand are finished and confirmed, all others come at the next start. */
  stop(): Promise<void>;
}

/** Starts long polling and publishes the bot's commands and descriptions. */
export function startPolling(bot: Bot<BotContext>, log: Logger): Polling {
  const giveUp = new AbortController();
  let lastUpdate: number | undefined;
  let reachable = true;
  bot.api.config.use(async (prev, method, payload, signal) => {
    // Calls of the bot end when it gives up; polling has a signal of its own.
    if (method !== 'getUpdates')
      return prev(method, payload, signal ?? (giveUp.signal as unknown as typeof signal));
    try {
      const answer = await prev(method, payload, signal);
      // Only the loop's own polls carry a signal; what the last poll of a stop gives is not handled.
      if (answer.ok && signal) {
        lastUpdate = (answer.result as { update_id: number }[]).at(-1)?.update_id ?? lastUpdate;
      }
      if (answer.ok && !reachable) log.info('Telegram can be reached again');
      if (answer.ok) reachable = true;
      return answer;
    } catch (error) {
      if (reachable && !signal?.aborted) {
        reachable = false;
        log.warn(describeError(error, bot.token), 'Telegram cannot be reached; trying again');
      }
      throw error;
    }
  });

  const started = Promise.withResolvers<UserFromGetMe>();
  const done = run().catch((error: unknown) => {
    const explained = giveUp.signal.aborted ? new Error('stopped before Telegram answered') : explain(error);
    started.reject(explained);
    if (!giveUp.signal.aborted) throw explained;
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
  };

  async function run(): Promise<void> {
    await bot.init(giveUp.signal as Parameters<typeof bot.init>[0]);
    giveUp.signal.throwIfAborted();
    await bot.start({
      limit: BATCH,
      onStart: async (me) => {
        started.resolve(me);
        await publishProfile(bot.api, loadI18n()).catch((error: unknown) =>
          log.warn(describeError(error, bot.token), 'could not publish the commands'),
        );
      },
    });
  }

  async function stop(): Promise<void> {
    if (!bot.isInited()) giveUp.abort();
    const timer = setTimeout(() => giveUp.abort(), GRACE);
    try {
      await bot.stop().catch((error: unknown) => log.warn(describeError(error, bot.token), 'unclean stop'));
      await done.catch(() => {});
      // grammY confirmed the update in hand at that time; the rest of its batch is done by now.
      if (lastUpdate !== undefined) {
        await bot.api
          .getUpdates({ offset: lastUpdate + 1, limit: 1, timeout: 0 })
          .catch((error: unknown) =>
            log.warn(describeError(error, bot.token), 'could not confirm the last updates'),
          );
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The operator's sentence for what ends polling. */
function explain(error: unknown): unknown {
  if (!(error instanceof GrammyError)) return error;
  if (error.error_code === 401 || error.error_code === 404) {
    return new Error('Telegram refuses BOT_TOKEN: copy it again from @BotFather into .env.');
  }
  if (error.error_code === 409) {
    return new Error(
      'Another process is polling with the same BOT_TOKEN: stop it, or get this one its own token from @BotFather.',
    );
  }
  return error;
}
