import { type Bot, GrammyError } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import type { BotContext } from './texts.ts';

/**
 * Milliseconds for which a stop lets calls wait for their retries before it breaks them off. Twice as long, it
 * waits for the updates in hand.
 */
export const GRACE = 5000;

/** How the bot's connection to Telegram does. */
export interface Health {
  /** False until Telegram has taken the token, and while polling fails. */
  readonly ok: boolean;
  /** When the last update came, milliseconds since 1970. */
  readonly lastUpdateAt: number | null;
  /** Updates being handled. */
  readonly inHand: number;
}

/** A bot that receives updates, by polling or by a webhook. */
export interface Running {
  /** The bot's own account, once Telegram has taken the token. Rejects like `done`. */
  readonly ready: Promise<UserFromGetMe>;
  /** Resolves after `stop`; rejects with a sentence for the operator when it can't go on. */
  readonly done: Promise<void>;
  /** Ends it: updates in hand are finished, all others come at the next start. */
  stop(): Promise<void>;
  health(): Health;
}

/** The type of signal that grammY asks for; the platform's own fits. */
export type ApiSignal = Parameters<Bot['init']>[0];

/** Makes all calls of the bot end when `giveUp` is aborted, but those that have a signal of their own. */
export function endCallsOn(bot: Bot<BotContext>, giveUp: AbortSignal): void {
  bot.api.config.use((prev, method, payload, signal) =>
    prev(method, payload, signal ?? (giveUp as unknown as typeof signal)),
  );
}

/** The operator's sentence for what ends a bot. */
export function explain(error: unknown): unknown {
  if (!(error instanceof GrammyError)) return error;
  if (error.error_code === 401 || error.error_code === 404) {
    return new Error('Telegram refuses BOT_TOKEN: copy it again from @BotFather into .env.');
  }
  if (error.error_code === 409) {
    return new Error(
      'Another process is polling with the same BOT_TOKEN: stop it, or get this one its own token from @BotFather.',
    );
  }
  if (error.method === 'setWebhook') {
    return new Error(`Telegram does not take WEBHOOK_URL (${error.description}): mend it in .env.`);
  }
  return error;
}
