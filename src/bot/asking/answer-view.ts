import type { InlineKeyboardButton } from 'grammy/types';
import type { Answer, Citation } from '../../answering/answer.ts';
import { citationMark, originHtml, titleHtml } from '../citation.ts';
import { directionMark } from '../direction.ts';
import { excerptButton } from '../excerpt/excerpt-button.ts';
import { type Html, html, joinHtml } from '../html.ts';
import type { View } from '../sending.ts';
import type { Texts } from '../texts.ts';

/** Buttons of one row: as many as a narrow phone shows without cutting their words. */
const ROW = 3;
/** Most buttons of one message; Telegram refuses keyboards of about a hundred. */
const MAX_BUTTONS = 30;

/** An answer: the quotes with their numbers, then the sources, one button each. `texts` in the answer's language. */
export function answerView(answer: Answer, texts: Texts): View {
  const { t } = texts;
  if (answer.outcome === 'none') return { text: html`${t('none')}` };
  const heading =
    answer.outcome === 'related'
      ? t('related-heading')
      : t('answer-heading', { reports: countReports(answer) });
  const quotes = answer.sentences.map(({ text, citations }) => {
    const numbers = citations.map(citationMark).join('\u00a0');
    return html`<blockquote>${text}\u00a0${numbers}</blockquote>`;
  });
  const sources = answer.citations.map((citation) => sourceLine(citation, texts));
  return {
    text: html`${heading}\n${joinHtml(quotes, '\n')}\n<b>${t('sources', { count: sources.length })}</b>\n${joinHtml(sources, '\n')}`,
    keyboard: { inline_keyboard: keyboard(answer.citations, texts) },
  };
}

function countReports({ citations }: Answer): number {
  return new Set(citations.map(({ reportId }) => reportId)).size;
}

function sourceLine(citation: Citation, texts: Texts): Html {
  const origin = originHtml(citation, texts);
  const start = html`${directionMark(texts.locale)}${citationMark(citation.n)} ${titleHtml(citation)}`;
  return origin ? html`${start} — ${origin}` : start;
}

function keyboard(citations: readonly Citation[], { t }: Texts): InlineKeyboardButton[][] {
  const buttons = citations.slice(0, MAX_BUTTONS).map(({ n, reportId, version, start, end }) => ({
    text: t('source-button', { n, count: citations.length }),
    callback_data: excerptButton.pack({ reportId, version, start, end }),
  }));
  const rows: InlineKeyboardButton[][] = [];
  for (let i = 0; i < buttons.length; i += ROW) rows.push(buttons.slice(i, i + ROW));
  return rows;
}
