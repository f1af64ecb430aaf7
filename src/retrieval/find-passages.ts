import type { Lexicon } from '../language/concepts.ts';
import { readQuestion } from '../language/question.ts';
import { respell } from '../language/respell.ts';
import type { Span } from '../reports/report.ts';
import type { ReportPassage } from '../reports/stored.ts';
import { coverage } from './alignment.ts';
import type { Search, SearchHit, SearchOptions, SearchResult } from './search.ts';

/** Which part of the passages found is wanted. */
export interface SearchPage {
  /** Passages left out before the first, from 0. */
  readonly offset: number;
  readonly limit: number;
  /** Only this report is searched. */
  readonly reportId?: string;
  /** Ids of passages that were shown already. */
  readonly except?: readonly number[];
}

/** A passage found, and the sentence of it that says most of what was searched for. */
export interface FoundPassage {
  readonly passage: ReportPassage;
  /** Offsets into the report's text; inside the passage. */
  readonly sentence: Span;
}

/** A page of the passages found, best first. */
export interface FoundPassages {
  /** How many there are in all. */
  readonly total: number;
  readonly passages: readonly FoundPassage[];
}

/**
 * Share of a search's words, by weight, that the passage itself must cover: below it, nearness is chance. What only
 * the report's title says would list every passage of that report.
 */
const LEAST_COVERAGE = 0.25;

/** The passages of reports by id, to search within one report. */
export interface PassagesOfReports {
  passagesOf(reportId: string): Promise<readonly { readonly id: number }[]>;
}

/** Searches only the passages of a report, or all of them without one. */
export async function withinReport(
  store: PassagesOfReports,
  reportId: string | undefined,
): Promise<SearchOptions> {
  if (reportId === undefined) return {};
  const ids = new Set((await store.passagesOf(reportId)).map(({ id }) => id));
  return { filter: (id) => ids.has(id) };
}

/** Finds passages a page at a time. Each page searches anew, so nothing is kept between two of them. */
export function passageFinder(parts: {
  readonly lexicon: Lexicon;
  readonly search: Search;
  readonly store: PassagesOfReports;
}): (text: string, page: SearchPage) => Promise<FoundPassages> {
  return async (text, { offset, limit, reportId, except = [] }) => {
    const meant = respell(text, parts.lexicon, parts.search.vocabulary).text;
    const question = readQuestion(meant, parts.lexicon);
    const result = await parts.search.search(question, await withinReport(parts.store, reportId));
    const shown = new Set(except);
    const hits = result.hits.filter(
      (hit) =>
        !shown.has(hit.reading.passage.id) && coverage(result.query, hit.passage.best) >= LEAST_COVERAGE,
    );
    const passages = hits.slice(offset, offset + limit).map((hit) => foundPassage(result, hit));
    return { total: hits.length, passages };
  };
}

/** The passage of a hit with its best sentence: the first that covers most of what was searched for. */
function foundPassage({ query }: SearchResult, hit: SearchHit): FoundPassage {
  const covers = hit.sentences.map(({ best }) => coverage(query, best));
  const index = covers.indexOf(Math.max(...covers));
  const { passage, sentences } = hit.reading;
  return { passage, sentence: sentences[index]?.span ?? { start: passage.start, end: passage.end } };
}
