import type { Span } from '../reports/report.ts';
import type { ReportPassage } from '../reports/stored.ts';
import type { ReportStore } from '../store/reports.ts';
import type { TopicIndex } from './topic-matcher.ts';
import { MATCH_THRESHOLD } from './topic-score.ts';

/** A passage that a topic would have matched, and the sentence of it that says most of it. */
export interface TopicFinding {
  readonly passage: ReportPassage;
  /** Offsets into the report's text; inside the passage. */
  readonly sentence: Span;
}

/** Finds what a topic (`null`: every report) would have matched among the latest reports: at most `limit`. */
export type TopicPreview = (topic: string | null, limit: number) => Promise<readonly TopicFinding[]>;

/** Nearest passages among which a topic's matches are looked for. */
const CANDIDATES = 40;

/**
 * What a topic would have matched, newest first: the reports of the nearest passages that reach the threshold of
 * alerts. Of every report, the newest ones with their first sentences.
 */
export function topicPreview(parts: {
  readonly store: Pick<ReportStore, 'report' | 'reports' | 'passagesOf'>;
  /** Passages near to some words, best first. */
  readonly search: (
    text: string,
    page: { readonly offset: number; readonly limit: number },
  ) => Promise<{ readonly passages: readonly { readonly passage: ReportPassage }[] }>;
  readonly matcher: Pick<TopicIndex, 'scores'>;
}): TopicPreview {
  const { store, search, matcher } = parts;
  return async (topic, limit) => {
    if (topic === null) return beginnings(store, limit);
    const { passages } = await search(topic, { offset: 0, limit: CANDIDATES });
    const reports: { readonly cut: readonly ReportPassage[]; readonly text: string }[] = [];
    for (const reportId of new Set(passages.map(({ passage }) => passage.reportId))) {
      const report = await store.report(reportId);
      if (!report || report.withdrawnAt !== null) continue;
      reports.push({ cut: await store.passagesOf(reportId), text: report.text });
    }
    const texts = reports.flatMap(({ cut, text }) => {
      const [first] = cut;
      if (!first) return [];
      const { id: reportId, version, title } = first.report;
      return [{ reportId, version, title, text, passages: cut }];
    });
    const matches: TopicFinding[] = [];
    for (const [i, { score, sentences }] of (await matcher.scores(topic, texts)).entries()) {
      const [sentence] = sentences;
      const passage = texts[i]?.passages.find(
        ({ start, end }) => sentence && start <= sentence.start && sentence.end <= end,
      );
      if (score >= MATCH_THRESHOLD && sentence && passage) matches.push({ passage, sentence });
    }
    return matches.sort((a, b) => newest(a.passage, b.passage)).slice(0, limit);
  };
}

async function beginnings(
  store: Pick<ReportStore, 'reports' | 'passagesOf'>,
  limit: number,
): Promise<TopicFinding[]> {
  const found: TopicFinding[] = [];
  for (const { id } of await store.reports({ offset: 0, limit })) {
    const [passage] = await store.passagesOf(id);
    const sentence = passage?.sentences[0];
    if (passage && sentence) found.push({ passage, sentence });
  }
  return found;
}

/** Dates are ISO 8601, so their letters sort as they do; reports without one come last. */
function newest(a: ReportPassage, b: ReportPassage): number {
  const [dateA, dateB] = [a.report.date ?? '', b.report.date ?? ''];
  return dateA === dateB ? b.id - a.id : dateA < dateB ? 1 : -1;
}
