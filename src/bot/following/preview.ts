import { MATCH_THRESHOLD, type TopicIndex } from '../../alerts/topic-matcher.ts';
import type { ReportPassage } from '../../reports/stored.ts';
import type { ReportStore } from '../../store/reports.ts';
import type { BotServices, FoundPassage } from '../services.ts';

/** Nearest passages among which a topic's matches are looked for. */
const CANDIDATES = 40;

/**
 * What a topic would have matched, newest first: the reports of the nearest passages that reach the threshold of
 * alerts. Of every report, the newest ones with their first sentences.
 */
export function topicPreview(parts: {
  readonly store: Pick<ReportStore, 'report' | 'reports' | 'passagesOf'>;
  readonly search: BotServices['search'];
  readonly matcher: Pick<TopicIndex, 'score'>;
}): BotServices['preview'] {
  const { store, search, matcher } = parts;
  return async (topic, limit) => {
    if (topic === null) return beginnings(store, limit);
    const { passages } = await search(topic, { offset: 0, limit: CANDIDATES });
    const matches: FoundPassage[] = [];
    for (const reportId of new Set(passages.map(({ passage }) => passage.reportId))) {
      const report = await store.report(reportId);
      if (!report || report.withdrawnAt !== null) continue;
      const cut = await store.passagesOf(reportId);
      const { version, title, text } = report;
      const { score, sentences } = matcher.score(topic, { reportId, version, title, text, passages: cut });
      const [sentence] = sentences;
      const passage = cut.find(
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
): Promise<FoundPassage[]> {
  const found: FoundPassage[] = [];
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
