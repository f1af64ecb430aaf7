import type { Language, PassageSpan, Span } from './report.ts';

/** A report without its text: what a citation, a list or a card shows. */
export interface ReportHeader {
  readonly id: string;
  /** Path inside the reports folder. */
  readonly path: string;
  readonly title: string;
  readonly source: string | null;
  readonly url: string | null;
  /** `YYYY-MM-DD` or ISO 8601 date-time, as in the report. */
  readonly date: string | null;
  readonly language: Language;
  /** From 1, one more each time the file's content changed. */
  readonly version: number;
}

/** A passage as kept: its offsets point into the text of its report. */
export interface StoredPassage extends PassageSpan {
  /** From 1; never used again for another passage, not even after this one is gone. */
  readonly id: number;
  readonly reportId: string;
  /** Place among the report's passages, from 0. */
  readonly ordinal: number;
  /** `report.text.slice(start, end)`. */
  readonly text: string;
}

/** A stored passage with the report it stands in. */
export interface ReportPassage extends StoredPassage {
  readonly report: ReportHeader;
}

/** A place in one version of a report, as in a citation. */
export interface Place extends Span {
  readonly reportId: string;
  readonly version: number;
}

/** A passage shown to a reader, of the version that was cited even when the report has changed since. */
export interface Excerpt extends PassageSpan {
  /** The report as it was in the version shown. */
  readonly report: ReportHeader;
  /** `changed`: the report has a newer version. `withdrawn`: its file is gone; goes before `changed`. */
  readonly state: 'current' | 'changed' | 'withdrawn';
  /** Place among the passages of this version, from 0. */
  readonly ordinal: number;
  /** How many passages this version has, at least 1. */
  readonly count: number;
  /** The passage's text; `text.slice(mark.start - start, mark.end - start)` is the cited part. */
  readonly text: string;
  /** The cited place cut to this passage, or `null` when the passage was asked for by its ordinal. */
  readonly mark: Span | null;
}

/** Reports by their day of publication and outlet. */
export interface Fit {
  /** First day and the day after the last, `YYYY-MM-DD`. */
  readonly from: string | null;
  readonly before: string | null;
  /** Empty for all. */
  readonly outlets: readonly string[];
}
