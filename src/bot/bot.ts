import { autoRetry } from '@grammyjs/auto-retry';
import { type ApiClientOptions, Bot } from 'grammy';
import { askingFeature } from './asking/asking.ts';
import { excerptFeature } from './excerpt/excerpt.ts';
import { describeError, failureGuard, newErrorCode } from './failures.ts';
import type { BotServices } from './services.ts';
import { startFeature } from './start/start.ts';
import { type BotContext, type Locale, loadI18n, localeOf, textsIn } from './texts.ts';

/** What the bot is made of. */
export interface BotOptions {
  /** From @BotFather. Never logged. */
  readonly token: string;
  /** Another Bot API server than Telegram's, without a slash at the end. */
  readonly apiRoot?: string;
  readonly services: BotServices;
  /** Makes the code that ties an error message to the log. Default: six random letters and digits. */
  readonly newCode?: () => string;
}

/** Longer than the 30 s of a long poll, so that a dead connection is noticed, in seconds. */
const REQUEST_TIMEOUT = 60;
/** A 429 that asks for a longer wait than this is given up, in seconds: the question is stale by then. */
const LONGEST_WAIT = 120;
/** Polling has its own way of retrying, and a typing action that comes late is worth nothing. */
const neverRetried = new Set(['getUpdates', 'sendChatAction']);

/** The bot, ready for {@link startPolling} or for updates from elsewhere. Nothing is sent yet. */
export function createBot(options: BotOptions): Bot<BotContext> {
  const { token, services, newCode = newErrorCode } = options;
  const client: ApiClientOptions = {
    timeoutSeconds: REQUEST_TIMEOUT,
    ...(options.apiRoot === undefined ? {} : { apiRoot: options.apiRoot }),
  };
  const bot = new Bot<BotContext>(token, { client });

  const retry = autoRetry({ maxRetryAttempts: 5, maxDelaySeconds: LONGEST_WAIT });
  bot.api.config.use((prev, method, payload, signal) =>
    neverRetried.has(method) ? prev(method, payload, signal) : retry(prev, method, payload, signal),
  );

  const i18n = loadI18n();
  const textsFor = (locale: Locale) => textsIn(i18n, locale);
  const textsOf = (ctx: BotContext) => textsFor(localeOf(ctx.from?.language_code));

  bot.use(failureGuard({ log: services.log, token, textsOf, newCode }));
  bot.use(i18n);
  bot.use(startFeature(textsOf));
  bot.use(excerptFeature(services, textsOf));
  bot.use(askingFeature(services, textsOf, textsFor));
  // Buttons of older versions, and data that no button of ours ever had.
  bot.on('callback_query', (ctx) =>
    ctx.answerCallbackQuery({ text: textsOf(ctx).t('stale-button'), show_alert: true }),
  );
  bot.catch(({ error }) => services.log.error(describeError(error, token), 'an update failed'));
  return bot;
}
