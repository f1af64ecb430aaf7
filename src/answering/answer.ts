import type { Span } from '../reports/report.ts';
import type { Filters } from './filters.ts';

/** `answer`: quoted sentences hold it. `related`: nearest passages only. `none`: the reports don't say. */
export type Outcome = 'answer' | 'related' | 'none';

/** The place in a report that a quoted sentence was copied from. */
export interface Citation extends Span {
  /** Number shown to the reader, from 1. */
  readonly n: number;
  readonly reportId: string;
  /** Version of the report that the offsets belong to, from 1. */
  readonly version: number;
  readonly title: string;
  readonly source: string | null;
  readonly url: string | null;
  /** `YYYY-MM-DD` or ISO 8601 date-time, as in the report. */
  readonly date: string | null;
  readonly passageId: number;
  /** Where the passage starts in the report. */
  readonly passageStart: number;
  /** The text of the whole passage the sentence stands in. */
  readonly passage: string;
}

/** A sentence copied letter for letter from a report. */
export interface QuotedSentence {
  readonly text: string;
  /** Numbers of the citations (`Citation.n`), at least one. */
  readonly citations: readonly number[];
}

/** What the reports say to one question. */
export interface Answer {
  readonly question: string;
  /**
   * The question that was answered instead, when a follow-up was completed from the conversation or mistyped words were
   * put right; else `null`.
   */
  readonly understoodAs: string | null;
  /** The question's language, which is the language of the words around the quotes. */
  readonly language: 'ar' | 'en';
  readonly outcome: Outcome;
  /** Chance, 0 to 1, that the passage of the first sentence answers the question, as learned from as many that do as do not. */
  readonly confidence: number;
  /** For `answer` the quotes, for `related` the best sentence of each nearest passage, for `none` empty. */
  readonly sentences: readonly QuotedSentence[];
  readonly citations: readonly Citation[];
  /** Reports quoted here give different numbers for what is asked; absent when none was found to. */
  readonly differ?: true;
  /** The question asks for nothing but reports of a time or an outlet: `related`, and this is how these begin. */
  readonly overview?: true;
  /** What the question said of the reports to be searched; absent when it said nothing. */
  readonly filters?: Filters;
}
