import { fileURLToPath } from 'node:url';
import { I18n, type I18nFlavor } from '@grammyjs/i18n';
import type { Context } from 'grammy';
import { isolate } from './direction.ts';

/** The languages the bot speaks. */
export const locales = ['ar', 'en'] as const;
/** A language the bot speaks. */
export type Locale = (typeof locales)[number];

/** The bot's words in one language. */
export interface Texts {
  readonly locale: Locale;
  /** A text of `locales/*.ftl` by its key, plain text, its placeables isolated. */
  t(key: string, values?: Record<string, string | number>): string;
}

/** What every handler works with. */
export type BotContext = Context &
  I18nFlavor & {
    /** The language chosen with /language in this chat. */
    chosenLocale?: Locale | undefined;
    /** Nothing is kept of this chat yet. */
    isNewChat?: boolean;
  };

/** The language of the interface for a Telegram user's `language_code`: Arabic, or else English. */
export function localeOf(languageCode: string | undefined): Locale {
  return /^ar\b/i.test(languageCode ?? '') ? 'ar' : 'en';
}

/** The texts of `locales/`, with middleware that picks the user's language. Throws when a file is broken. */
export function loadI18n(): I18n<BotContext> {
  return new I18n<BotContext>({
    defaultLocale: 'en',
    directory: fileURLToPath(new URL('./locales', import.meta.url)),
    localeNegotiator: (ctx) => ctx.chosenLocale ?? localeOf(ctx.from?.language_code),
    fluentOptions: {
      // A missing text is a mistake of the program: better an error with its code than `{key}` in a chat.
      warningHandler: (warning) => {
        throw new Error(`locales/: no text "${warning.path}" in ${warning.locales.join(', ')}`);
      },
    },
  });
}

/** The texts of one language. */
export function textsIn(i18n: I18n<BotContext>, locale: Locale): Texts {
  if (locale !== 'ar') return { locale, t: (key, values) => i18n.t(locale, key, values) };
  return { locale, t: (key, values) => i18n.t(locale, key, values).replace(latinSign, isolate) };
}

/** `/reports`, `.txt`, `+3`: in a line of Arabic the sign before them would stand on the wrong side. */
const latinSign = /(?<=^|[\s(])[/.+][a-z0-9]+/g;
