import type { Answer, Citation } from '../../answering/answer.ts';
import type { SummarySentence } from '../../answering/summary.ts';
import type { ReportHeader } from '../../reports/stored.ts';
import { citationMark, originHtml, titleHtml } from '../citation.ts';
import { directionMark, isolate } from '../direction.ts';
import { filtersText } from '../filters-text.ts';
import { type Html, html, joinHtml } from '../html.ts';
import { keyboardOf } from '../keyboard.ts';
import type { View } from '../sending.ts';
import type { Texts } from '../texts.ts';
import { answerKeyboard } from './answer-keyboard.ts';

/** A quote longer than this, in UTF-16 code units, is folded: about eight lines on a phone. */
const LONG_QUOTE = 400;

/** Where an answer was looked for. */
export interface AnswerScope {
  /** The one report that was searched, or `null` for all. */
  readonly within: ReportHeader | null;
  /** The report that was to be searched is gone, so all were. */
  readonly lost: boolean;
  /** Reports are being read, so that an answer may come of asking again. */
  readonly reading?: boolean;
}

/** More of an answer. */
export interface AnswerExtras extends AnswerScope {
  /** Sentences that a language model wrote about the quotes. */
  readonly summary?: readonly SummarySentence[];
}

const everywhere: AnswerScope = { within: null, lost: false };

/** An answer: the quotes with their numbers, then the sources, one button each. `texts` in the answer's language. */
export function answerView(answer: Answer, texts: Texts, scope: AnswerExtras = everywhere): View {
  const within = scope.within !== null;
  const parts = [
    preface(answer, texts, scope),
    summaryHtml(scope.summary ?? [], texts),
    body(answer, texts, within),
  ];
  return {
    text: joinHtml(
      parts.filter((part) => part !== undefined),
      '\n\n',
    ),
    ...keyboardOf(answerKeyboard(answer, texts, within)),
  };
}

/** How the question was understood and where its answer was looked for, as far as that needs saying. */
function preface(
  answer: Answer,
  texts: Texts,
  { within, lost, reading = false }: AnswerScope,
): Html | undefined {
  const { t, locale } = texts;
  const mark = directionMark(locale);
  const lines: Html[] = [];
  const understood = answer.understoodAs;
  // No italics anywhere: Arabic script has none, and phones just slant it.
  if (understood !== null && understood !== answer.question)
    lines.push(html`${mark}${t('understood-as')} ${isolate(understood)}`);
  if (answer.filters) lines.push(html`${mark}${filtersText(answer.filters, texts)}`);
  if (within) lines.push(html`${mark}${t('within-report')} ${titleHtml(within)}`);
  if (lost) lines.push(html`${t('scope-lost')}`);
  if (reading && answer.outcome !== 'answer') lines.push(html`${t('still-reading')}`);
  return lines.length === 0 ? undefined : joinHtml(lines, '\n');
}

/** What a machine wrote is marked as that, and never looks like a quote. */
function summaryHtml(summary: readonly SummarySentence[], { t }: Texts): Html | undefined {
  if (summary.length === 0) return undefined;
  const sentences = summary.map(
    ({ text, citations }) => html`${isolate(text)}\u00a0${citations.map(citationMark).join('\u00a0')}`,
  );
  return html`<b>${t('summary-heading')}</b>\n${joinHtml(sentences, ' ')}`;
}

function body(answer: Answer, texts: Texts, within: boolean): Html {
  const { t } = texts;
  const where = within ? '-within' : '';
  if (answer.outcome === 'none') return html`${t(`none${where}`)}`;
  const heading = answer.overview
    ? t('overview-heading')
    : answer.outcome === 'related'
      ? t(`related-heading${where}`)
      : answer.differ
        ? t('answer-heading-differ')
        : t(`answer-heading${where}`, { reports: countReports(answer) });
  const quotes = answer.sentences.map(({ text, citations }) => {
    const shown = html`${text}\u00a0${citations.map(citationMark).join('\u00a0')}`;
    return text.length > LONG_QUOTE
      ? html`<blockquote expandable>${shown}</blockquote>`
      : html`<blockquote>${shown}</blockquote>`;
  });
  const sources = bySource(answer.citations).map((citations) => sourceLine(citations, texts));
  return html`${heading}\n${joinHtml(quotes, '\n')}\n<b>${t('sources', { count: sources.length })}</b>\n${joinHtml(sources, '\n')}`;
}

function countReports({ citations }: Answer): number {
  return new Set(citations.map(({ reportId }) => reportId)).size;
}

/** The citations of each report, in the order of the first of each. */
function bySource(citations: readonly Citation[]): (readonly [Citation, ...Citation[]])[] {
  const reports = Map.groupBy(citations, ({ reportId, version }) => `${reportId} ${version}`);
  return [...reports.values()] as unknown as (readonly [Citation, ...Citation[]])[];
}

/** A report and the numbers of the quotes taken from it. */
function sourceLine(citations: readonly [Citation, ...Citation[]], texts: Texts): Html {
  const [first] = citations;
  const origin = originHtml(first, texts);
  const numbers = citations.map(({ n }) => citationMark(n)).join('\u00a0');
  const start = html`${directionMark(texts.locale)}${numbers} ${titleHtml(first)}`;
  return origin ? html`${start} — ${origin}` : start;
}
