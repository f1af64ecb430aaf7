import { randomInt } from 'node:crypto';
import { GrammyError, HttpError, type MiddlewareFn } from 'grammy';
import type { Logger } from 'pino';
import { redact } from '../log.ts';
import { isForBot } from './access/for-bot.ts';
import type { BotContext, Texts } from './texts.ts';

/** Letters and digits that nobody confuses when reading them out. */
const CODE_LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** A short code that ties what a user saw to a line of the log. */
export function newErrorCode(): string {
  return Array.from({ length: 6 }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('');
}

/** What a log may hold of an error: no token, and of the bot's own calls no payload (it quotes people). */
export function describeError(error: unknown, token: string): Record<string, unknown> {
  const clean = (text: string) => redact(text, [token]);
  if (error instanceof GrammyError) {
    return { reason: clean(error.message), method: error.method, status: error.error_code };
  }
  if (error instanceof HttpError) {
    const cause = error.error instanceof Error ? clean(error.error.message) : undefined;
    return { reason: clean(error.message), cause };
  }
  if (error instanceof Error) return { reason: clean(error.message), stack: clean(error.stack ?? '') };
  return { reason: clean(String(error)) };
}

/**
 * Middleware: an error reaches the user as one sentence with a code that is in the log, and every callback
 * query is answered, whatever happens. One that was pressed too long ago for an answer, such as before a restart,
 * still does its work. Works under polling and webhooks alike (`bot.catch` only under polling).
 */
export function failureGuard(options: {
  readonly log: Logger;
  readonly token: string;
  readonly textsOf: (ctx: BotContext) => Texts;
  readonly newCode: () => string;
}): MiddlewareFn<BotContext> {
  const { log, token, textsOf, newCode } = options;
  return async (ctx, next) => {
    let answered = false;
    ctx.api.config.use(async (prev, method, payload, signal) => {
      const result = await prev(method, payload, signal);
      if (method !== 'answerCallbackQuery') return result;
      answered = true;
      const late = !result.ok && result.description.includes('query is too old');
      return late ? ({ ok: true, result: true } as unknown as typeof result) : result;
    });
    let text: string | undefined;
    try {
      await next();
    } catch (error) {
      if (isGone(error)) {
        log.info(describeError(error, token), 'the user can no longer be reached');
      } else {
        const code = newCode();
        const details = describeError(error, token);
        log.error({ code, update: ctx.update.update_id, ...details }, 'an update failed');
        text = textsOf(ctx).t('error', { code });
      }
    }
    try {
      if (ctx.callbackQuery && !answered) {
        await ctx.answerCallbackQuery(text === undefined ? {} : { text, show_alert: true });
      } else if (text !== undefined && ctx.chat && isForBot(ctx)) {
        await ctx.reply(text);
      }
    } catch (error) {
      log.warn(describeError(error, token), 'could not tell the user');
    }
  };
}

/** The user blocked the bot, left, or asked inline too long ago: nobody to tell, nothing to mend. */
function isGone(error: unknown): boolean {
  if (!(error instanceof GrammyError)) return false;
  return error.error_code === 403 || error.description.includes('query is too old');
}
