import type { InlineKeyboardButton } from 'grammy/types';
import type { FoundPassage, FoundPassages } from '../../retrieval/find-passages.ts';
import { originHtml } from '../citation.ts';
import { shorten } from '../cut-words.ts';
import { directionMark, isolate } from '../direction.ts';
import { excerptButton } from '../excerpt/excerpt-button.ts';
import { type Html, html, joinHtml } from '../html.ts';
import { keyboardOf, row, rows } from '../keyboard.ts';
import type { View } from '../sending.ts';
import type { Texts } from '../texts.ts';
import { pageButton } from './search-buttons.ts';

/** Passages on one page of a list. */
export const PASSAGES_PER_PAGE = 4;
/** Most of a snippet and of a title, in UTF-16 code units: a page is always one message, and the snippets are what is read. */
const SNIPPET = 260;
const LISTED_TITLE = 70;

/** A page of passages. */
export interface PassageList extends FoundPassages {
  /** Passages before the first of this page. */
  readonly offset: number;
  /** `search`: for the words of /search. `more`: beside those of an answer. */
  readonly kind: 'search' | 'more';
}

/** The sentence of a passage that is nearest to what was searched for, cut to a snippet. */
export function snippetOf({ passage, sentence }: FoundPassage, limit = SNIPPET): string {
  const { start, end } = sentence;
  return shorten(passage.text.slice(start - passage.start, end - passage.start), limit);
}

/** A page of passages: report, snippet, and a button that opens each in its place. */
export function passageListView({ total, passages, offset, kind }: PassageList, texts: Texts): View {
  const { t, locale } = texts;
  const heading = t(kind === 'search' ? 'search-heading' : 'more-heading', { total });
  const items = passages.map((found, i) => passageItem(offset + i + 1, found, texts));
  const pages = Math.ceil(total / PASSAGES_PER_PAGE);
  const page = Math.floor(offset / PASSAGES_PER_PAGE) + 1;
  const place = pages > 1 ? html`\n${t('page-place', { page, pages })}` : '';
  const numbers = passages.map(({ passage, sentence }, i) => ({
    text: String(offset + i + 1),
    callback_data: excerptButton.pack({
      reportId: passage.reportId,
      version: passage.report.version,
      start: sentence.start,
      end: sentence.end,
    }),
  }));
  return {
    text: html`<b>${heading}</b>\n\n${joinHtml(items, '\n')}${place}`,
    ...keyboardOf([...rows(locale, numbers, PASSAGES_PER_PAGE), row(locale, turns(offset, total, texts))]),
  };
}

function passageItem(n: number, found: FoundPassage, texts: Texts): Html {
  const mark = directionMark(texts.locale);
  const { report } = found.passage;
  const origin = originHtml(report, texts);
  const title = html`${mark}<b>${n}.</b> ${isolate(shorten(report.title, LISTED_TITLE))}`;
  return html`${title}${origin ? html` — ${origin}` : ''}\n<blockquote>${snippetOf(found)}</blockquote>`;
}

function turns(offset: number, total: number, { t }: Texts): InlineKeyboardButton[] {
  const to = (target: number, key: string) => ({
    text: t(key),
    callback_data: pageButton.pack({ offset: target }),
  });
  const before = Math.max(0, offset - PASSAGES_PER_PAGE);
  const after = offset + PASSAGES_PER_PAGE;
  return [
    ...(offset > 0 ? [to(before, 'previous-button')] : []),
    ...(after < total ? [to(after, 'next-button')] : []),
  ];
}
