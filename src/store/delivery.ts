import type { Span } from '../reports/report.ts';
import type { DeliveryRow, SubscriptionRow } from './schema.ts';

/** A place where a report's text changed: sentences before, and those in their place. Either may be none. */
export interface Change {
  /** Offsets into the text of the version before. */
  readonly before: readonly Span[];
  /** Offsets into the text of this version. */
  readonly after: readonly Span[];
}

/** Why a report is an alert. */
export interface AlertMatch {
  readonly score: number;
  /** The sentences that match, best first, offsets into the text of the delivery's version. */
  readonly sentences: readonly Span[];
  /** Of a changed report: the changes that hold those sentences, in the order of the text. */
  readonly changes: readonly Change[];
}

/** One version of a report. */
export interface ReportVersion {
  readonly reportId: string;
  readonly version: number;
}

/** One alert: what a subscription is to hear of one version of a report. */
export interface Delivery extends ReportVersion {
  readonly id: number;
  readonly chatId: number;
  readonly threadId: number | null;
  readonly subscriptionId: number;
  /** Of the subscription, `null` for every report. */
  readonly topic: string | null;
  readonly name: string;
  /** Language of the subscription. */
  readonly locale: string;
  readonly kind: 'new' | 'changed';
  readonly match: AlertMatch;
  /** Near copies of the report that came before this was sent. */
  readonly also: readonly ReportVersion[];
  /** When the report was read, milliseconds since 1970. */
  readonly matchedAt: number;
  readonly dueAt: number;
  /** Failed ones, so far. */
  readonly attempts: number;
  readonly sharing: Sharing;
}

/** Which message a delivery goes into. */
export type Sharing = 'alone-always' | 'alone' | 'together';

/** As `deliveries.together` keeps it. */
export const SHARING: Readonly<Record<Sharing, number>> = { 'alone-always': -1, alone: 0, together: 1 };

type Pair = [start: number, end: number];
type Packed = { score: number; sentences: Pair[]; changes?: [Pair[], Pair[]][] };

const pairs = (spans: readonly Span[]): Pair[] => spans.map(({ start, end }) => [start, end]);
const spans = (packed: readonly Pair[]): Span[] => packed.map(([start, end]) => ({ start, end }));

/** A match as JSON, for the column `match`. */
export function packMatch({ score, sentences, changes }: AlertMatch): string {
  const packed: Packed = {
    score,
    sentences: pairs(sentences),
    ...(changes.length > 0 && { changes: changes.map((c) => [pairs(c.before), pairs(c.after)]) }),
  };
  return JSON.stringify(packed);
}

/** The reverse of `packMatch`. */
export function unpackMatch(json: string): AlertMatch {
  const { score, sentences, changes = [] } = JSON.parse(json) as Packed;
  return {
    score,
    sentences: spans(sentences),
    changes: changes.map(([before, after]) => ({ before: spans(before), after: spans(after) })),
  };
}

/** Reports as JSON, for the column `also`. */
export function packReports(reports: readonly ReportVersion[]): string {
  return JSON.stringify(reports.map(({ reportId, version }) => [reportId, version]));
}

/** The reverse of `packReports`. */
export function unpackReports(json: string): ReportVersion[] {
  return (JSON.parse(json) as [string, number][]).map(([reportId, version]) => ({ reportId, version }));
}

/** A row of `deliveries` with its subscription, as a delivery. */
export function deliveryOf(
  row: Omit<DeliveryRow, 'id'> & { readonly id: number } & Pick<
      SubscriptionRow,
      'thread_id' | 'topic' | 'name' | 'locale'
    >,
): Delivery {
  return {
    id: row.id,
    chatId: row.chat_id,
    threadId: row.thread_id,
    subscriptionId: row.subscription_id,
    topic: row.topic,
    name: row.name,
    locale: row.locale,
    reportId: row.report_id,
    version: row.version,
    kind: row.kind as Delivery['kind'],
    match: unpackMatch(row.match),
    also: unpackReports(row.also),
    matchedAt: row.created_at,
    dueAt: row.due_at,
    attempts: row.attempts,
    sharing: row.together < 0 ? 'alone-always' : row.together > 0 ? 'together' : 'alone',
  };
}
