import type { Answer, Citation } from '../answering/answer.ts';
import type { SummarySentence } from '../answering/summary.ts';
import { formatDate } from '../bot/dates.ts';
import { filtersText } from '../bot/filters-text.ts';
import type { Texts } from '../bot/texts.ts';

/** An answer for a terminal: quotes, sources, and with `excerpts` each passage with the quote marked `«…»`. */
export function answerText(answer: Answer, texts: Texts, { excerpts }: { excerpts: boolean }): string {
  const { t } = texts;
  const preface = [
    ...(answer.understoodAs === null ? [] : [`${t('understood-as')} ${answer.understoodAs}`]),
    ...(answer.filters ? [filtersText(answer.filters, texts)] : []),
  ];
  if (preface.length > 0) preface.push('');
  if (answer.outcome === 'none') return [...preface, t('none')].join('\n');
  const reports = new Set(answer.citations.map((citation) => citation.reportId)).size;
  const saying = answer.differ ? t('answer-heading-differ') : t('answer-heading', { reports });
  const nearest = t(answer.overview ? 'overview-heading' : 'related-heading');
  const heading = answer.outcome === 'answer' ? saying : nearest;
  const quotes = answer.sentences.map(
    ({ text, citations }) =>
      `  “${text.replace(/\s*\n\s*/g, '\n  ')}” ${citations.map((n) => `[${n}]`).join(' ')}`,
  );
  const sources = answer.citations.map((citation) => sourceLine(citation, texts));
  const passages = excerpts ? answer.citations.map(excerptText) : [];
  return [...preface, heading, ...quotes, '', ...sources, ...passages].join('\n');
}

/** A machine-written summary for a terminal, marked as such. */
export function summaryText(summary: readonly SummarySentence[], { t }: Texts): string {
  const lines = summary.map(({ text, citations }) => `  ${text} ${citations.map((n) => `[${n}]`).join(' ')}`);
  return [t('summary-heading'), ...lines].join('\n');
}

function sourceLine({ n, title, source, date }: Citation, { t, locale }: Texts): string {
  const origin = [source, formatDate(date, locale)].filter((part) => part !== null).join(`${t('comma')} `);
  return origin ? `[${n}] ${title} — ${origin}` : `[${n}] ${title}`;
}

/** The passage of a citation, indented, with the cited sentence between markers. */
function excerptText({ n, passage, start, end, passageStart }: Citation): string {
  const [from, to] = [start - passageStart, end - passageStart];
  const marked = `${passage.slice(0, from)}⟦${passage.slice(from, to)}⟧${passage.slice(to)}`;
  return `\n[${n}]\n${marked.replace(/^/gm, '    ')}`;
}
