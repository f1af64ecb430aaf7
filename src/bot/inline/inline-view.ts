import type { InlineKeyboardButton, InlineQueryResultArticle } from 'grammy/types';
import type { Place, ReportHeader } from '../../reports/stored.ts';
import { originHtml, titleHtml } from '../citation.ts';
import { shorten } from '../cut-words.ts';
import { directionMark } from '../direction.ts';
import { packPlace, placeLink } from '../excerpt/deep-link.ts';
import type { BotAccount } from '../excerpt/share-button.ts';
import { type Html, html } from '../html.ts';
import type { Texts } from '../texts.ts';

/** Most of a quote, in UTF-16 code units: the result must fit one message. */
const QUOTE = 3000;
/** Most of what the list of results shows, in UTF-16 code units. */
const DESCRIPTION = 180;
const TITLE = 120;

/** Words of a report and where they stand. */
export interface Quotation {
  readonly report: ReportHeader;
  readonly text: string;
  readonly place: Place;
}

/** A quotation with its citation, ready to be sent to any chat, and a button to its place in the report. */
export function quotationArticle(
  { report, text, place }: Quotation,
  texts: Texts,
  me: BotAccount,
): InlineQueryResultArticle {
  const origin = originHtml(report, texts);
  const mark = directionMark(texts.locale);
  const quote = html`<blockquote>${shorten(text, QUOTE)}</blockquote>`;
  const message = html`${quote}\n${mark}<b>${titleHtml(report)}</b>${origin ? html`\n${mark}${origin}` : ''}`;
  const read = { text: texts.t('inline-read-button'), url: placeLink(me.username, place) };
  return article(packPlace(place), shorten(report.title, TITLE), shorten(text, DESCRIPTION), message, read);
}

/** What is offered while nothing is typed yet: how to ask. */
export function hintArticle({ t }: Texts, me: BotAccount): InlineQueryResultArticle {
  const message = html`${t('inline-hint-message', { bot: `@${me.username}` })}`;
  return article('hint', t('inline-hint-title'), t('inline-hint-description'), message);
}

/** What is offered when no passage is near. */
export function noneArticle({ t }: Texts, me: BotAccount): InlineQueryResultArticle {
  const message = html`${t('inline-hint-message', { bot: `@${me.username}` })}`;
  return article('none', t('inline-none-title'), t('inline-none-description'), message);
}

function article(
  id: string,
  title: string,
  description: string,
  message: Html,
  button?: InlineKeyboardButton,
): InlineQueryResultArticle {
  return {
    type: 'article',
    id,
    title,
    description,
    input_message_content: {
      message_text: String(message),
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
    },
    ...(button ? { reply_markup: { inline_keyboard: [[button]] } } : {}),
  };
}
