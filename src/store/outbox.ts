import { type SqlBool, sql } from 'kysely';
import type { Database } from './database.ts';
import { type Delivery, deliveryOf, SHARING, type Sharing } from './delivery.ts';

/** How a process takes hold of deliveries. */
export interface Claiming {
  /** Name of the process, unique among those running. */
  readonly by: string;
  /** Milliseconds since 1970, as all times here. */
  readonly now: number;
  /** When others may take them over. */
  readonly leaseUntil: number;
  /** Most messages, each of another chat. */
  readonly limit: number;
  /** Chats that must wait. */
  readonly except: readonly number[];
}

/** How many deliveries there are in each state. */
export type DeliveryCounts = Record<'due' | 'claimed' | 'sent' | 'expired' | 'dropped', number>;

/** Most deliveries of one message. */
const MOST_TOGETHER = 100;
/** When more than this wait in a chat, single alerts share messages too: nobody wants 200 at once. */
const MANY = 10;

/** The words of the partial index, so that SQLite sees that it may use it. */
const open = sql<SqlBool>`deliveries.state in ('due', 'claimed')`;

/**
 * The outbox: alerts written with their reports, to be sent in the order of their ids within each chat. A chat
 * whose first due delivery is claimed by a process, or waits for its next attempt, gives out no other.
 */
export class Outbox {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Claims what can be sent now: for each of several chats the first due deliveries, as many as make one
   * message. Chats whose turn came first are first. A claim that lapsed is taken over.
   */
  async claim(claiming: Claiming): Promise<Delivery[][]> {
    const { by, now, leaseUntil: lease_until } = claiming;
    // Looked up without the write lock first: mostly there is nothing.
    if ((await readyChats(this.#db, claiming)).length === 0) return [];
    return this.#db.transaction().execute(async (trx) => {
      const messages: Delivery[][] = [];
      for (const chat of await readyChats(trx, claiming)) {
        const rows = await trx
          .selectFrom('deliveries')
          .innerJoin('subscriptions', 'subscriptions.id', 'deliveries.subscription_id')
          .selectAll('deliveries')
          .select(['thread_id', 'topic', 'name', 'locale'])
          .where('deliveries.chat_id', '=', chat)
          .where(open)
          .where('due_at', '<=', now)
          .orderBy('deliveries.id')
          .limit(MOST_TOGETHER)
          .execute();
        const message = firstMessage(rows.map(deliveryOf));
        await trx
          .updateTable('deliveries')
          .set({ state: 'claimed', claimed_by: by, lease_until })
          .where('id', 'in', idsOf(message))
          .execute();
        messages.push(message);
      }
      return messages;
    });
  }

  /** Notes that a message with these deliveries was sent. Gives how many were still this process's to send. */
  async markSent(by: string, ids: readonly number[], messageId: number, now: number): Promise<number> {
    return this.#release(by, ids, { state: 'sent', sent_message_id: messageId, done_at: now });
  }

  /** Gives back what was not tried, for now or for a later time. */
  async putBack(by: string, ids: readonly number[], notBefore: number | null = null): Promise<void> {
    await this.#release(by, ids, { state: 'due', next_attempt_at: notBefore });
  }

  /** Gives back what must not be sent before `at`, a new due time, and then shares a message with what else is due. */
  async postpone(by: string, ids: readonly number[], at: number): Promise<void> {
    await this.#release(by, ids, { state: 'due', due_at: at, together: SHARING.together });
  }

  /** Gives back what failed, for another attempt at `at`, then perhaps each alone. */
  async putOff(by: string, delivery: Delivery, at: number, sharing: Sharing): Promise<void> {
    await this.#release(by, [delivery.id], {
      state: 'due',
      attempts: delivery.attempts + 1,
      next_attempt_at: at,
      together: SHARING[sharing],
    });
  }

  /** These will not be sent. */
  async drop(by: string, ids: readonly number[], now: number): Promise<void> {
    await this.#release(by, ids, { state: 'dropped', done_at: now });
  }

  /** Gives up what has been due since before `since` and nobody is sending. Gives how many that were. */
  async expire(since: number, now: number): Promise<number> {
    const rows = await this.#db
      .updateTable('deliveries')
      .set({ state: 'expired', done_at: now, claimed_by: null, lease_until: null })
      .where(open)
      .where('due_at', '<=', since)
      .where((eb) => eb.or([eb('state', '=', 'due'), eb('lease_until', '<=', now)]))
      .returning('id')
      .execute();
    return rows.length;
  }

  /** The next time after `now` at which something becomes due or a claim lapses, or `null`. */
  async nextAfter(now: number): Promise<number | null> {
    const row = await this.#db
      .selectFrom('deliveries')
      .select(
        sql<number | null>`min(case
          when state = 'claimed' then lease_until
          else max(due_at, coalesce(next_attempt_at, 0)) end)`.as('at'),
      )
      .where(open)
      .where(
        sql<SqlBool>`case when state = 'claimed' then lease_until
          else max(due_at, coalesce(next_attempt_at, 0)) end > ${now}`,
      )
      .executeTakeFirst();
    return row?.at ?? null;
  }

  /** Gives the unsent deliveries of a chat other times, as when its digest hour changed. */
  async reschedule(
    chatId: number,
    due: (delivery: Delivery) => { readonly at: number; readonly together: boolean } | null,
  ): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      const rows = await trx
        .selectFrom('deliveries')
        .innerJoin('subscriptions', 'subscriptions.id', 'deliveries.subscription_id')
        .selectAll('deliveries')
        .select(['thread_id', 'topic', 'name', 'locale'])
        .where('deliveries.chat_id', '=', chatId)
        .where('state', '=', 'due')
        .orderBy('deliveries.id')
        .execute();
      for (const row of rows) {
        const next = due(deliveryOf(row));
        if (next === null) continue;
        await trx
          .updateTable('deliveries')
          .set({ due_at: next.at, together: SHARING[next.together ? 'together' : 'alone'] })
          .where('id', '=', row.id)
          .execute();
      }
    });
  }

  /** Deletes what was done with before `before`. Near copies of older stories are told again. */
  async prune(before: number): Promise<void> {
    await this.#db.deleteFrom('deliveries').where('done_at', '<', before).execute();
  }

  /** How many there are in each state. */
  async counts(): Promise<DeliveryCounts> {
    const rows = await this.#db
      .selectFrom('deliveries')
      .select((eb) => ['state', eb.fn.countAll<number>().as('n')])
      .groupBy('state')
      .execute();
    const counts: DeliveryCounts = { due: 0, claimed: 0, sent: 0, expired: 0, dropped: 0 };
    for (const { state, n } of rows) counts[state as keyof DeliveryCounts] = n;
    return counts;
  }

  async #release(
    by: string,
    ids: readonly number[],
    columns: {
      state: string;
      done_at?: number;
      sent_message_id?: number;
      attempts?: number;
      next_attempt_at?: number | null;
      due_at?: number;
      together?: number;
    },
  ): Promise<number> {
    const result = await this.#db
      .updateTable('deliveries')
      .set({ ...columns, claimed_by: null, lease_until: null })
      .where('id', 'in', ids)
      .where('state', '=', 'claimed')
      .where('claimed_by', '=', by)
      .executeTakeFirst();
    return Number(result.numUpdatedRows);
  }
}

/** Ids of deliveries. */
export function idsOf(deliveries: readonly Delivery[]): number[] {
  return deliveries.map(({ id }) => id);
}

/** Chats with something to send now, the one with the lowest id first. */
async function readyChats(db: Database, { now, limit, except }: Claiming): Promise<number[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select('chat_id')
    .where(open)
    .where('due_at', '<=', now)
    .$if(except.length > 0, (query) => query.where('chat_id', 'not in', except))
    .groupBy('chat_id')
    .having(sql<SqlBool>`max(case when state = 'claimed' and lease_until > ${now} then 1 else 0 end) = 0`)
    .having(sql<SqlBool>`max(coalesce(next_attempt_at, 0)) <= ${now}`)
    .orderBy(sql`min(id)`)
    .limit(limit)
    .execute();
  return rows.map((row) => row.chat_id);
}

/**
 * The first of a chat's due deliveries (in the order of ids) that go into one message: digests that are due, the
 * same report for several topics, or everything when many wait. They are a beginning of the row, so that none
 * overtakes another.
 */
function firstMessage(due: readonly Delivery[]): Delivery[] {
  const first = due[0];
  if (first === undefined || first.sharing === 'alone-always') return due.slice(0, 1);
  const many = due.length > MANY;
  const end = due.findIndex(
    (other) =>
      other.threadId !== first.threadId ||
      other.sharing === 'alone-always' ||
      !(
        many ||
        (other.sharing === 'together' && first.sharing === 'together') ||
        (other.sharing === first.sharing &&
          other.reportId === first.reportId &&
          other.version === first.version)
      ),
  );
  return end === -1 ? [...due] : due.slice(0, end);
}
