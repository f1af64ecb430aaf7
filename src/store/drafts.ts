import { type AlertTimes, DEFAULT_TIMES, timesOf } from './alert-times.ts';
import type { Database } from './database.ts';
import {
  type AlertMatch,
  packMatch,
  packReports,
  type ReportVersion,
  SHARING,
  unpackReports,
} from './delivery.ts';
import type { Frequency, Rhythm } from './subscriptions.ts';

/** A subscription that alerts, as far as it matters for what is written into the outbox. */
export interface Recipient extends Rhythm {
  readonly id: number;
  readonly chatId: number;
  readonly minScore: number;
  readonly times: AlertTimes;
}

/** A delivery to be written. */
export interface Draft extends ReportVersion {
  readonly chatId: number;
  readonly subscriptionId: number;
  readonly kind: 'new' | 'changed';
  readonly match: AlertMatch;
  readonly story: string;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
  readonly together: boolean;
}

/** A delivery that told a story, or is going to. */
export interface Telling extends ReportVersion {
  readonly id: number;
  readonly chatId: number;
  readonly subscriptionId: number;
  readonly state: 'due' | 'claimed' | 'sent';
  readonly also: readonly ReportVersion[];
}

/** Far from SQLite's 32,766 parameters: a delivery needs 15. */
const ROWS_PER_QUERY = 1_000;

/** Those of these subscriptions that alert now, by id. */
export async function recipients(db: Database, ids: readonly number[]): Promise<Map<number, Recipient>> {
  const found = new Map<number, Recipient>();
  for (let from = 0; from < ids.length; from += ROWS_PER_QUERY) {
    const rows = await db
      .selectFrom('subscriptions')
      .leftJoin('alert_times', 'alert_times.chat_id', 'subscriptions.chat_id')
      .select(['id', 'subscriptions.chat_id', 'frequency', 'weekday', 'min_score'])
      .select(['time_zone', 'digest_at', 'quiet_from', 'quiet_to'])
      .where('id', 'in', ids.slice(from, from + ROWS_PER_QUERY))
      .where('paused', 'is', null)
      .where('ended_at', 'is', null)
      .execute();
    for (const row of rows) {
      const { time_zone, digest_at } = row;
      found.set(row.id, {
        id: row.id,
        chatId: row.chat_id,
        frequency: row.frequency as Frequency,
        weekday: row.weekday,
        minScore: row.min_score,
        times:
          time_zone === null || digest_at === null
            ? DEFAULT_TIMES
            : timesOf({ ...row, time_zone, digest_at }),
      });
    }
  }
  return found;
}

/** Writes deliveries in their order; one that is there already stays as it is. */
export async function writeDrafts(db: Database, drafts: readonly Draft[], now: number): Promise<void> {
  for (let from = 0; from < drafts.length; from += ROWS_PER_QUERY) {
    await db
      .insertInto('deliveries')
      .values(
        drafts.slice(from, from + ROWS_PER_QUERY).map((draft) => ({
          chat_id: draft.chatId,
          subscription_id: draft.subscriptionId,
          report_id: draft.reportId,
          version: draft.version,
          kind: draft.kind,
          state: 'due',
          due_at: draft.dueAt,
          together: SHARING[draft.together ? 'together' : 'alone'],
          attempts: 0,
          created_at: now,
          story: draft.story,
          also: packReports([]),
          match: packMatch(draft.match),
        })),
      )
      .onConflict((conflict) => conflict.columns(['subscription_id', 'report_id', 'version']).doNothing())
      .execute();
  }
}

/** The deliveries that tell a story, of whatever chats, in the order of their ids; not those given up. */
export async function tellingsOf(db: Database, story: string): Promise<Telling[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['id', 'chat_id', 'subscription_id', 'report_id', 'version', 'state', 'also'])
    .where('story', '=', story)
    .where('state', 'in', ['due', 'claimed', 'sent'])
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    chatId: row.chat_id,
    subscriptionId: row.subscription_id,
    reportId: row.report_id,
    version: row.version,
    state: row.state as Telling['state'],
    also: unpackReports(row.also),
  }));
}

/** Lets an unsent delivery name one more report. */
export async function nameAlso(db: Database, telling: Telling, report: ReportVersion): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ also: packReports([...telling.also, report]) })
    .where('id', '=', telling.id)
    .execute();
}
