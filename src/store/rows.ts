import type { PassageSpan, Span } from '../reports/report.ts';
import type { ReportHeader, StoredPassage } from '../reports/stored.ts';
import type { PassageRow, ReportRow } from './schema.ts';

type SpanPair = [start: number, end: number];
type PassageTuple = [start: number, end: number, sentences: SpanPair[]];

/** The columns of `reports` that make a `ReportHeader`, besides its id. */
export const HEADER_COLUMNS = ['path', 'title', 'source', 'url', 'date', 'language', 'version'] as const;

/** A row with the columns of a header, as a header. */
export function header(
  row: Pick<ReportRow, (typeof HEADER_COLUMNS)[number]> & { readonly id: string },
): ReportHeader {
  const { id, path, title, source, url, date, language, version } = row;
  return { id, path, title, source, url, date, language, version };
}

/** A row of `passages` as a passage. */
export function storedPassage(row: Omit<PassageRow, 'id'> & { readonly id: number }): StoredPassage {
  return {
    id: row.id,
    reportId: row.report_id,
    ordinal: row.ordinal,
    start: row.start,
    end: row.end,
    sentences: unpackSpans(row.sentences),
    text: row.text,
  };
}

/** Spans as JSON pairs, a third of the size of objects. */
export function packSpans(spans: readonly Span[]): string {
  return JSON.stringify(spans.map(({ start, end }) => [start, end]));
}

/** The passages of a version as JSON, for the column `spans`. */
export function packPassages(passages: readonly PassageSpan[]): string {
  return JSON.stringify(
    passages.map(({ start, end, sentences }) => [start, end, sentences.map((s) => [s.start, s.end])]),
  );
}

/** The reverse of `packPassages`. */
export function unpackPassages(json: string): PassageSpan[] {
  return (JSON.parse(json) as PassageTuple[]).map(([start, end, sentences]) => ({
    start,
    end,
    sentences: sentences.map(span),
  }));
}

function unpackSpans(json: string): Span[] {
  return (JSON.parse(json) as SpanPair[]).map(span);
}

function span([start, end]: SpanPair): Span {
  return { start, end };
}
