import type { Database } from './database.ts';
import { emptyLog } from './erasing.ts';

/** How long an update is worth working on, and its number is known again, in milliseconds: as long as Telegram keeps it. */
export const REMEMBERED_FOR = 24 * 60 * 60 * 1000;
/** An update during which so many processes ended is likely what ends them. */
const MOST_TRIES = 3;

/** An update as Telegram gave it. */
export interface AcceptedUpdate {
  /** Telegram's number, one of a kind for one bot. */
  readonly id: number;
  /** JSON. */
  readonly body: string;
}

/** What earlier processes left. */
export interface LeftOver {
  /** In the order of their numbers. */
  readonly updates: readonly AcceptedUpdate[];
  /** How many are given up: too old, or tried too often. */
  readonly givenUp: number;
}

/**
 * The updates that Telegram was told are taken. Each is on disk before that, and stays until it is done: what a
 * process did not finish, the next one takes up. So each is worked on at least once, and twice only where the
 * process ended between the work and `done`. One process at a time works for a bot.
 */
export class AcceptedUpdates {
  readonly #db: Database;
  readonly #now: () => number;
  #erasing = false;

  /** @param now milliseconds since 1970 */
  constructor(db: Database, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
  }

  /** Keeps updates, all or none; gives the numbers of those that were not accepted before. */
  async accept(botId: number, updates: readonly AcceptedUpdate[]): Promise<ReadonlySet<number>> {
    const accepted_at = this.#now();
    const fresh = new Set<number>();
    await this.#db.transaction().execute(async (trx) => {
      await trx
        .deleteFrom('accepted_updates')
        .where('accepted_at', '<=', accepted_at - REMEMBERED_FOR)
        .where('body', 'is', null)
        .execute();
      for (const { id, body } of updates) {
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto('accepted_updates')
          .values({ bot_id: botId, update_id: id, body, accepted_at, tries: 1 })
          .onConflict((conflict) => conflict.columns(['bot_id', 'update_id']).doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows === 1n) fresh.add(id);
      }
    });
    return fresh;
  }

  /** An update needs no more work: its text is deleted, its number is known for a day more. */
  async done(botId: number, id: number): Promise<void> {
    await this.#db
      .updateTable('accepted_updates')
      .set({ body: null })
      .where('bot_id', '=', botId)
      .where('update_id', '=', id)
      .execute();
    if (this.#erasing && !(await this.#anyLeft()) && (await emptyLog(this.#db))) this.#erasing = false;
  }

  /** Something was forgotten, as an update asked: as soon as no update is left, its words leave the log file, too. */
  eraseSoon(): void {
    this.#erasing = true;
  }

  async #anyLeft(): Promise<boolean> {
    const left = this.#db.selectFrom('accepted_updates').select('update_id').where('body', 'is not', null);
    return (await left.limit(1).executeTakeFirst()) !== undefined;
  }

  /** What was accepted and is not done. For the start of a process, before it accepts anything. */
  async takeUp(botId: number): Promise<LeftOver> {
    return this.#db.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('accepted_updates')
        .set({ body: null })
        .where('bot_id', '=', botId)
        .where('body', 'is not', null)
        .where((or) =>
          or.or([or('tries', '>=', MOST_TRIES), or('accepted_at', '<=', this.#now() - REMEMBERED_FOR)]),
        )
        .executeTakeFirstOrThrow();
      const left = await trx
        .updateTable('accepted_updates')
        .set((row) => ({ tries: row('tries', '+', 1) }))
        .where('bot_id', '=', botId)
        .where('body', 'is not', null)
        .returning(['update_id as id', 'body'])
        .execute();
      const updates = left.map(({ id, body }) => ({ id, body: body ?? '' })).sort((a, b) => a.id - b.id);
      return { updates, givenUp: Number(numUpdatedRows) };
    });
  }
}
