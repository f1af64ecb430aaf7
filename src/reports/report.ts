/** A half-open range of UTF-16 code units in some text: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The languages Rasid tells apart; `other` is any text that is mostly in neither. */
export type Language = 'ar' | 'en' | 'other';

/** What a reader finds in one file. What is unknown stays `null`. */
export interface ReportContent {
  readonly title: string;
  /** The outlet that published it. */
  readonly source: string | null;
  readonly url: string | null;
  /** When it was published: `YYYY-MM-DD`, or an ISO 8601 date-time when the hour is known. */
  readonly date: string | null;
  readonly language: Language;
  /** The body, line ends as `\n`. All offsets in the system point into this string. */
  readonly text: string;
}

/** One source document. */
export interface Report extends ReportContent {
  /** 12 characters of `[A-Za-z0-9_-]`, made from the path, so it survives a rebuilt database. */
  readonly id: string;
  /** Path inside the reports folder, `/` between the parts. The identity of a report. */
  readonly path: string;
  /** SHA-256 of the file's bytes, hex. A different hash is a changed report. */
  readonly hash: string;
}

/** A run of whole sentences of one report, with offsets into `Report.text`. */
export interface PassageSpan extends Span {
  /** The sentences inside, in order; the first starts at `start`, the last ends at `end`. */
  readonly sentences: readonly Span[];
}
