import type { PassageSpan } from '../reports/report.ts';
import type { Excerpt, Place, ReportHeader } from '../reports/stored.ts';
import type { Database } from './database.ts';
import { HEADER_COLUMNS, header, unpackPassages } from './rows.ts';

/** A version of a report, the newest or an earlier one. */
interface Version {
  readonly report: ReportHeader;
  readonly state: Excerpt['state'];
  readonly passages: readonly PassageSpan[];
  readonly text: string;
}

/**
 * The passage that holds a cited place, of the version that was cited: the first that holds it whole, else
 * the one that holds most of it. `null` when there is no such report, version or passage.
 */
export async function excerptOf(db: Database, place: Place): Promise<Excerpt | null> {
  const kept = await version(db, place.reportId, place.version);
  if (kept === null) return null;
  const held = (p: PassageSpan) => Math.min(p.end, place.end) - Math.max(p.start, place.start);
  let ordinal = -1;
  let most = 0;
  kept.passages.forEach((passage, i) => {
    if (held(passage) > most) {
      ordinal = i;
      most = held(passage);
    }
  });
  const passage = kept.passages[ordinal];
  if (passage === undefined) return null;
  const mark = { start: Math.max(passage.start, place.start), end: Math.min(passage.end, place.end) };
  return { ...shown(kept, passage, ordinal), mark };
}

/** The passage with an ordinal (from 0) of one version of a report, or `null`. */
export async function excerptAt(
  db: Database,
  at: { readonly reportId: string; readonly version: number; readonly ordinal: number },
): Promise<Excerpt | null> {
  const kept = await version(db, at.reportId, at.version);
  const passage = kept?.passages[at.ordinal];
  return kept && passage ? { ...shown(kept, passage, at.ordinal), mark: null } : null;
}

async function version(db: Database, reportId: string, number: number): Promise<Version | null> {
  // The newest version first: if it is replaced between the two queries, the second one finds it.
  const newest = await db
    .selectFrom('reports')
    .select(['id', ...HEADER_COLUMNS, 'withdrawn_at', 'spans', 'text'])
    .where('id', '=', reportId)
    .executeTakeFirst();
  if (newest === undefined) return null;
  const state = newest.withdrawn_at !== null ? 'withdrawn' : 'current';
  if (newest.version === number) {
    return { report: header(newest), state, passages: unpackPassages(newest.spans), text: newest.text };
  }
  const old = await db
    .selectFrom('report_versions')
    .select(['version', 'title', 'source', 'url', 'date', 'language', 'spans', 'text'])
    .where('report_id', '=', reportId)
    .where('version', '=', number)
    .executeTakeFirst();
  if (old === undefined) return null;
  return {
    report: header({ id: reportId, path: newest.path, ...old }),
    state: state === 'withdrawn' ? state : 'changed',
    passages: unpackPassages(old.spans),
    text: old.text,
  };
}

function shown(kept: Version, passage: PassageSpan, ordinal: number): Omit<Excerpt, 'mark'> {
  const { report, state, passages, text } = kept;
  return {
    ...passage,
    report,
    state,
    ordinal,
    count: passages.length,
    text: text.slice(passage.start, passage.end),
  };
}
