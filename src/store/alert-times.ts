import type { Database } from './database.ts';
import type { AlertTimesRow } from './schema.ts';

/** When a chat is alerted. Times of day are minutes after midnight in its time zone, 0 to 1439. */
export interface AlertTimes {
  /** IANA name, such as `Asia/Damascus`. */
  readonly timeZone: string;
  readonly digestAt: number;
  /** From its first minute up to, not including, its last; over midnight when `from` is later than `to`. */
  readonly quiet: { readonly from: number; readonly to: number } | null;
}

/** Of a chat that has chosen nothing. */
export const DEFAULT_TIMES: AlertTimes = { timeZone: 'Asia/Damascus', digestAt: 8 * 60, quiet: null };

/** When chats are alerted. */
export class AlertTimesStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** When a chat is alerted; the default when it has chosen nothing. */
  async times(chatId: number): Promise<AlertTimes> {
    const row = await this.#db
      .selectFrom('alert_times')
      .selectAll()
      .where('chat_id', '=', chatId)
      .executeTakeFirst();
    return row === undefined ? DEFAULT_TIMES : timesOf(row);
  }

  /** Keeps when a chat is alerted. The time zone must be one that `isTimeZone` knows. */
  async setTimes(chatId: number, change: Partial<AlertTimes>): Promise<AlertTimes> {
    return this.#db.transaction().execute(async (trx) => {
      const row = await trx
        .selectFrom('alert_times')
        .selectAll()
        .where('chat_id', '=', chatId)
        .executeTakeFirst();
      const times = { ...(row === undefined ? DEFAULT_TIMES : timesOf(row)), ...change };
      const columns = {
        time_zone: times.timeZone,
        digest_at: times.digestAt,
        quiet_from: times.quiet?.from ?? null,
        quiet_to: times.quiet?.to ?? null,
      };
      await trx
        .insertInto('alert_times')
        .values({ chat_id: chatId, ...columns })
        .onConflict((conflict) => conflict.column('chat_id').doUpdateSet(columns))
        .execute();
      return times;
    });
  }
}

/** A row of `alert_times` as times. */
export function timesOf(row: Omit<AlertTimesRow, 'chat_id'>): AlertTimes {
  const { time_zone: timeZone, digest_at: digestAt, quiet_from: from, quiet_to: to } = row;
  return { timeZone, digestAt, quiet: from === null || to === null ? null : { from, to } };
}
