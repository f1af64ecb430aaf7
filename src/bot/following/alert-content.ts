import type { Span } from '../../reports/report.ts';
import type { Excerpt, Place, ReportHeader } from '../../reports/stored.ts';
import type { Delivery, ReportVersion } from '../../store/delivery.ts';
import type { BotServices } from '../services.ts';

/** A subscription that a report alerts. */
export interface AlertedTopic {
  readonly id: number;
  readonly name: string;
  /** `null` is every report. */
  readonly topic: string | null;
  readonly score: number;
}

/** Sentences of one passage that match; offsets into the report's text. */
export interface MarkedPassage {
  /** Where `text` starts in the report. */
  readonly start: number;
  readonly text: string;
  /** In the order of the text, at least one, each inside `text`. */
  readonly marks: readonly Span[];
  /** The passage goes on before or after it. */
  readonly goesOn: { readonly before: boolean; readonly after: boolean };
}

/** A place where a report changed; one of the two may be empty. */
export interface ChangedPlace {
  readonly before: string;
  readonly after: string;
}

/** A report as its alert tells of it. */
export interface AlertContent {
  readonly report: ReportHeader;
  readonly kind: 'new' | 'changed';
  /** For one chat, at least one. */
  readonly topics: readonly AlertedTopic[];
  /** Of near copies. */
  readonly also: readonly ReportHeader[];
  readonly quotes: readonly MarkedPassage[];
  readonly changes: readonly ChangedPlace[];
  /** Places to read on, best first. */
  readonly places: readonly Place[];
}

/** Most sentences and changes that an alert quotes; the rest is in the report. */
const MOST_QUOTED = 3;
const MOST_CHANGES = 2;

type Reading = Pick<BotServices, 'excerpt' | 'excerptAt'>;

/**
 * What is to be told of one version of a report, for the deliveries (at least one) that bring it to one chat.
 * `null` when it has been withdrawn since, or is not known.
 */
export async function readAlert(
  services: Reading,
  deliveries: readonly [Delivery, ...Delivery[]],
): Promise<AlertContent | null> {
  const [first] = deliveries;
  const { reportId, version, kind } = first;
  const opening = await services.excerptAt({ reportId, version, ordinal: 0 });
  if (opening === null || opening.state === 'withdrawn') return null;
  const at = { reportId, version };
  const sentences = matching(deliveries);
  const found = await excerptsOf(services, at, sentences);
  const changes: ChangedPlace[] = [];
  for (const change of first.match.changes.slice(0, MOST_CHANGES)) {
    const before = await wordsOf(services, { reportId, version: version - 1 }, change.before);
    changes.push({ before, after: await wordsOf(services, at, change.after) });
  }
  const placed = sentences.length > 0 ? sentences : first.match.changes.flatMap((change) => change.after);
  const places = placed.length > 0 ? placed.slice(0, MOST_QUOTED) : opening.sentences.slice(0, 1);
  return {
    report: opening.report,
    kind,
    topics: deliveries.map(({ subscriptionId: id, name, topic, match: { score } }) => ({
      ...{ id, name, topic, score },
    })),
    also: await headersOf(services, uniqueReports(deliveries)),
    quotes: found.length > 0 ? markedPassages(found) : [],
    changes,
    places: places.map((span) => ({ ...at, ...span })),
  };
}

/**
 * The sentences to quote, best first: of several topics, the best of each comes before the second of any. What
 * follows every report is about none of its sentences: its beginning stands for it.
 */
function matching(deliveries: readonly Delivery[]): Span[] {
  const about = deliveries.filter(({ topic }) => topic !== null).map(({ match }) => match.sentences);
  const found = about.length > 0 ? about : deliveries.map(({ match }) => match.sentences.slice(0, 1));
  const all: Span[] = [];
  for (let i = 0; all.length < MOST_QUOTED && found.some((one) => i < one.length); i += 1) {
    for (const sentences of found) {
      const span = sentences[i];
      if (span && all.length < MOST_QUOTED && !all.some(({ start }) => start === span.start)) all.push(span);
    }
  }
  return all;
}

async function excerptsOf(
  { excerpt }: Reading,
  at: ReportVersion,
  spans: readonly Span[],
): Promise<Excerpt[]> {
  const found = await Promise.all(spans.map((span) => excerpt({ ...at, ...span })));
  return found.filter((one) => one !== null);
}

async function wordsOf(services: Reading, at: ReportVersion, spans: readonly Span[]): Promise<string> {
  const found = await excerptsOf(services, at, spans.slice(0, MOST_QUOTED));
  return found
    .map(({ text, start, mark }) => text.slice((mark?.start ?? start) - start, (mark?.end ?? start) - start))
    .join(' ');
}

/** Passages in the order of the text, each once, with all that is marked in them. */
function markedPassages(excerpts: readonly Excerpt[]): MarkedPassage[] {
  const byPassage = Map.groupBy(excerpts, ({ ordinal }) => ordinal);
  return [...byPassage.entries()]
    .sort(([a], [b]) => a - b)
    .map(([ordinal, [first, ...rest]]) => ({
      start: first!.start,
      text: first!.text,
      marks: [first!, ...rest].flatMap(({ mark }) => mark ?? []).sort((a, b) => a.start - b.start),
      goesOn: { before: ordinal > 0, after: ordinal < first!.count - 1 },
    }));
}

function uniqueReports(deliveries: readonly Delivery[]): ReportVersion[] {
  const all = deliveries.flatMap(({ also }) => also);
  return [...new Map(all.map((one) => [one.reportId, one])).values()];
}

async function headersOf(services: Reading, reports: readonly ReportVersion[]): Promise<ReportHeader[]> {
  const headers: ReportHeader[] = [];
  for (const { reportId, version } of reports) {
    const opening = await services.excerptAt({ reportId, version, ordinal: 0 });
    if (opening && opening.state !== 'withdrawn') headers.push(opening.report);
  }
  return headers;
}
