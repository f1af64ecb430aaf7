import type { InlineKeyboardButton } from 'grammy/types';
import type { ReportHeader } from '../../reports/stored.ts';
import { originHtml, titleHtml, webAddress } from '../citation.ts';
import { shorten } from '../cut-words.ts';
import { directionMark, isolate } from '../direction.ts';
import { followReportButton } from '../following/following-buttons.ts';
import { type Html, html, joinHtml } from '../html.ts';
import { keyboardOf, row, rows } from '../keyboard.ts';
import type { View } from '../sending.ts';
import type { ReportCard } from '../services.ts';
import type { Texts } from '../texts.ts';
import { cardButton, leaveButton, listButton, readButton, withinButton } from './report-buttons.ts';

/** Reports on one page of the list. */
export const REPORTS_PER_PAGE = 6;
/** Number buttons in a row. */
const NUMBERS_IN_ROW = 6;
/** Most of a title in the list, in UTF-16 code units, so that a page stays one message. */
const LISTED_TITLE = 200;
/** Most of the first lines on a card, in UTF-16 code units. */
const OPENING = 400;

/** One page of the list of reports. */
export interface ReportList {
  /** From 1. */
  readonly page: number;
  readonly total: number;
  readonly reports: readonly ReportHeader[];
}

/** How many pages so many reports make, at least 1. */
export function pageCount(total: number): number {
  return Math.max(1, Math.ceil(total / REPORTS_PER_PAGE));
}

/** A page of the reports, newest first, a number and a button each. */
export function reportListView({ page, total, reports }: ReportList, texts: Texts): View {
  const { t, locale } = texts;
  if (total === 0) return { text: html`${t('reports-empty')}` };
  const first = (page - 1) * REPORTS_PER_PAGE + 1;
  const lines = reports.map((report, i) => reportLine(first + i, report, texts));
  const pages = pageCount(total);
  const place = pages > 1 ? html`\n\n${t('page-place', { page, pages })}` : '';
  const numbers = reports.map(({ id }, i) => ({
    text: String(first + i),
    callback_data: cardButton.pack({ reportId: id, page }),
  }));
  return {
    text: html`<b>${t('reports-heading', { total })}</b>\n\n${joinHtml(lines, '\n\n')}${place}`,
    ...keyboardOf([...rows(locale, numbers, NUMBERS_IN_ROW), row(locale, turns(page, pages, texts))]),
  };
}

function reportLine(n: number, report: ReportHeader, texts: Texts): Html {
  const mark = directionMark(texts.locale);
  const origin = originHtml(report, texts);
  const title = html`${mark}${n}. <b>${isolate(shorten(report.title, LISTED_TITLE))}</b>`;
  return origin ? html`${title}\n${mark}${origin}` : title;
}

function turns(page: number, pages: number, { t }: Texts): InlineKeyboardButton[] {
  const to = (target: number, key: string) => ({
    text: t(key),
    callback_data: listButton.pack({ page: target }),
  });
  return [
    ...(page > 1 ? [to(page - 1, 'previous-button')] : []),
    ...(page < pages ? [to(page + 1, 'next-button')] : []),
  ];
}

/** What is known of one report, its first lines, and what can be done with it. `page` as in `cardButton`. */
export function cardView(report: ReportCard, page: number, texts: Texts): View {
  const { t, locale } = texts;
  const mark = directionMark(locale);
  const origin = originHtml(report, texts);
  const { id: reportId } = report;
  const opening = shorten(report.text.trim(), OPENING);
  const url = webAddress(report.url);
  return {
    text: html`${mark}<b>${titleHtml(report)}</b>${origin ? html`\n${mark}${origin}` : ''}\n${mark}${t('report-length', { words: countWords(report.text) })}${opening ? html`\n\n<blockquote>${opening}</blockquote>` : ''}`,
    ...keyboardOf([
      row(locale, [
        { text: t('read-button'), callback_data: readButton.pack({ reportId }) },
        ...(url === null ? [] : [{ text: t('original-button'), url }]),
      ]),
      [{ text: t('within-button'), callback_data: withinButton.pack({ reportId }) }],
      [{ text: t('follow-button'), callback_data: followReportButton.pack({ reportId }) }],
      page > 0 ? [{ text: t('list-button'), callback_data: listButton.pack({ page }) }] : [],
    ]),
  };
}

/** Runs of letters, marks and digits: near enough to words in both languages. */
function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*/gu)?.length ?? 0;
}

/** Asks for the question about one report. In a group, only a reply reaches the bot. */
export function withinView(report: ReportHeader, inGroup: boolean, texts: Texts): View {
  const { t } = texts;
  const mark = directionMark(texts.locale);
  return {
    text: html`${mark}<b>${titleHtml(report)}</b>\n\n${t(inGroup ? 'within-prompt-group' : 'within-prompt')}`,
    keyboard: { inline_keyboard: [[leaveScope(texts)]] },
  };
}

/** The button back to all reports. */
export function leaveScope({ t }: Texts): InlineKeyboardButton {
  return { text: t('leave-button'), callback_data: leaveButton.pack({ again: 0 }) };
}

/** The button that asks a question again in all reports. */
export function askEverywhere({ t }: Texts): InlineKeyboardButton {
  return { text: t('everywhere-button'), callback_data: leaveButton.pack({ again: 1 }) };
}
