import type { InlineKeyboardButton } from 'grammy/types';
import type { Excerpt } from '../../reports/stored.ts';
import { shorten } from '../cut-words.ts';
import type { Texts } from '../texts.ts';
import { packPlace, placeLink } from './deep-link.ts';
import { placeOf } from './excerpt-button.ts';

/** What a view needs to know of the bot itself. */
export interface BotAccount {
  /** Without @. */
  readonly username: string;
  /** Whether inline mode was turned on at @BotFather. */
  readonly supports_inline_queries: boolean;
}

/** Most of a title in the text of a link, in UTF-16 code units: percent-encoded, a letter takes six. */
const SHARED_TITLE = 150;

/**
 * The button that sends an excerpt to another chat. By inline mode where it is on: the quote arrives whole,
 * formatted, letter for letter and with its citation, and nobody can change it on the way. Else by Telegram's
 * own dialogue for links, which only carries an unformatted text that the sender may edit: so no quote in it,
 * just the title and the link.
 */
export function shareButton(excerpt: Excerpt, { t }: Texts, me: BotAccount): InlineKeyboardButton {
  const text = t('share-button');
  const place = placeOf(excerpt);
  if (me.supports_inline_queries) return { text, switch_inline_query: packPlace(place) };
  const params = [
    ['url', placeLink(me.username, place)],
    ['text', shorten(excerpt.report.title.toWellFormed(), SHARED_TITLE)],
  ] as const;
  const query = params.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return { text, url: `https://t.me/share/url?${query}` };
}
