import { autoRetry } from '@grammyjs/auto-retry';
import { sequentialize } from '@grammyjs/runner';
import { type ApiClientOptions, Bot } from 'grammy';
import { type AccessRules, isAdmin } from './access/access.ts';
import { floodGuard } from './access/flood.ts';
import { accessGate } from './access/gate.ts';
import { adminsFeature } from './admins/admins.ts';
import { albumsOnce } from './asking/albums.ts';
import { askingFeature } from './asking/asking.ts';
import { excerptFeature } from './excerpt/excerpt.ts';
import { describeError, failureGuard, newErrorCode } from './failures.ts';
import { followingFeature } from './following/following.ts';
import { inlineFeature } from './inline/inline.ts';
import { chatKeeper, chatLanguage } from './language/chat-language.ts';
import { languageFeature } from './language/language.ts';
import { privacyFeature } from './privacy/privacy.ts';
import { reportsFeature } from './reports/reports.ts';
import { searchingFeature } from './searching/searching.ts';
import type { BotServices } from './services.ts';
import { startFeature } from './start/start.ts';
import { type BotContext, type Locale, loadI18n, localeOf, textsIn } from './texts.ts';
import { wellFormed } from './update-shape.ts';

/** What the bot is made of. */
export interface BotOptions {
  /** From @BotFather. Never logged. */
  readonly token: string;
  /** Another Bot API server than Telegram's, without a slash at the end. */
  readonly apiRoot?: string;
  readonly services: BotServices;
  /** Who is answered. Default: everybody, and nobody is an admin. */
  readonly access?: AccessRules;
  /** Milliseconds since 1970. Default: the machine's. */
  readonly now?: () => number;
  /** Makes the code that ties an error message to the log. Default: six random letters and digits. */
  readonly newCode?: () => string;
}

/** Longer than the 30 s of a long poll, so that a dead connection is noticed, in seconds. */
const REQUEST_TIMEOUT = 60;
/** A 429 that asks for a longer wait than this is given up, in seconds: the question is stale by then. */
const LONGEST_WAIT = 120;
/** Polling has its own way of retrying, and a typing action that comes late is worth nothing. */
const neverRetried = new Set(['getUpdates', 'sendChatAction']);

const TELEGRAM = 'https://api.telegram.org';
const OPEN: AccessRules = { allowedUsers: [], allowedChats: [], admins: [] };

/** The bot, ready for {@link startPolling} or for updates from elsewhere. Nothing is sent yet. */
export function createBot(options: BotOptions): Bot<BotContext> {
  const { token, services, newCode = newErrorCode, access = OPEN, now = Date.now } = options;
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
  const textsOf = (ctx: BotContext) => textsFor(ctx.chosenLocale ?? localeOf(ctx.from?.language_code));

  bot.use(wellFormed(services.log));
  // What somebody chose from our inline results comes back to us, but is said to others.
  bot.use((ctx, next) => {
    const said = ctx.message ?? ctx.editedMessage;
    return said?.via_bot?.id === ctx.me.id ? undefined : next();
  });
  bot.use(sequentialize(lineOf));
  bot.use(failureGuard({ log: services.log, token, textsOf, newCode }));
  bot.use(albumsOnce((ctx) => ctx.message?.document !== undefined && isAdmin(access, ctx.from?.id)));
  bot.use(chatLanguage(services));
  bot.use(floodGuard({ textsOf, exempt: (id) => isAdmin(access, id), now }));
  bot.use(accessGate(access, textsOf, services.log));
  bot.use(chatKeeper(services));
  bot.use(i18n);
  const stale = (ctx: BotContext) =>
    ctx.answerCallbackQuery({ text: textsOf(ctx).t('stale-button'), show_alert: true });
  // All our buttons that ask the bot stand in a chat: in messages sent through inline mode there is none of them.
  bot.on('callback_query').filter((ctx) => !ctx.chat, stale);
  bot.use(languageFeature(services, access, textsOf, textsFor));
  bot.use(privacyFeature(services, access, textsOf));
  const source = { apiRoot: options.apiRoot ?? TELEGRAM, token };
  bot.use(adminsFeature(services, { rules: access, source, textsOf }));
  // Links to an excerpt are /start, too.
  bot.use(excerptFeature(services, textsOf));
  bot.use(startFeature(textsOf));
  bot.use(reportsFeature(services, textsOf));
  bot.use(followingFeature(services, { rules: access, textsOf, now }));
  bot.use(searchingFeature(services, textsOf));
  bot.use(inlineFeature(services, textsOf));
  bot.use(askingFeature(services, textsOf, textsFor));
  // Buttons of older versions, and data that no button of ours ever had.
  bot.on('callback_query', stale);
  bot.catch(({ error }) => services.log.error(describeError(error, token), 'an update failed'));
  return bot;
}

/**
 * Updates of one line are handled one after the other: those of one chat, and the inline queries of one person,
 * who types on without waiting. All others side by side.
 */
function lineOf(ctx: BotContext): string {
  if (ctx.inlineQuery) return `inline ${ctx.inlineQuery.from.id}`;
  return String(ctx.chat?.id ?? ctx.from?.id ?? '');
}
