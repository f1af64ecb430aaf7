import type { InlineKeyboardButton } from 'grammy/types';
import type { Answer } from '../../answering/answer.ts';
import { defineButton } from '../callback-data.ts';
import { excerptButton } from '../excerpt/excerpt-button.ts';
import { followAnswerButton } from '../following/following-buttons.ts';
import { row, rows } from '../keyboard.ts';
import { askEverywhere, leaveScope } from '../reports/report-views.ts';
import { moreButton } from '../searching/search-buttons.ts';
import type { Texts } from '../texts.ts';

/** Buttons of one row: as many as a narrow phone shows without cutting their words. */
const CITATIONS_IN_ROW = 3;

/** Says what the passages of a `related` answer are, and what they are not. */
export const aboutRelatedButton = defineButton('a', {});

/** The buttons under an answer. `within`: it was asked within one report. */
export function answerKeyboard(answer: Answer, texts: Texts, within: boolean): InlineKeyboardButton[][] {
  const { t, locale } = texts;
  const { citations, outcome, overview } = answer;
  const sources = citations.map(({ n, reportId, version, start, end }) => ({
    text: t('source-button', { n, count: citations.length }),
    callback_data: excerptButton.pack({ reportId, version, start, end }),
  }));
  const more = {
    text: t(outcome === 'none' ? 'nearest-button' : 'more-button'),
    callback_data: moreButton.pack({}),
  };
  const about = { text: t('about-related-button'), callback_data: aboutRelatedButton.pack({}) };
  const leave = outcome === 'answer' ? leaveScope(texts) : askEverywhere(texts);
  return [
    ...rows(locale, sources, CITATIONS_IN_ROW),
    row(locale, outcome === 'related' && !overview ? [more, about] : [more]),
    // Also under an answer that found nothing: there, what comes later is wanted most.
    [{ text: t('follow-button'), callback_data: followAnswerButton.pack({}) }],
    ...(within ? [[leave]] : []),
  ];
}
