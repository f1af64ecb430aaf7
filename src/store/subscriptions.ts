import type { Transaction } from 'kysely';
import type { Database } from './database.ts';
import { nextRevision } from './revision.ts';
import type { Schema, SubscriptionRow } from './schema.ts';

/** How often a subscription alerts. */
export type Frequency = 'at-once' | 'daily' | 'weekly';

/** How often, and for a weekly digest on which day: 1 (Monday) to 7. */
export interface Rhythm {
  readonly frequency: Frequency;
  readonly weekday: number;
}

/** Most subscriptions of a chat that have not ended. */
export const MOST_SUBSCRIPTIONS = 50;

/** Why a subscription rests: its people want it so, or Telegram does not let the bot write there. */
export type PauseReason = 'person' | 'unreachable';
/** Why a subscription ended. */
export type EndReason = 'person' | 'chat-gone';

/** A chat, or one topic of a forum. */
export interface ChatPlace {
  readonly chatId: number;
  /** Default: the whole chat. */
  readonly threadId?: number;
}

/** What a chat follows. */
export interface Subscription extends Rhythm {
  readonly id: number;
  readonly chatId: number;
  /** The topic of a forum where its alerts go, `null` outside topics. */
  readonly threadId: number | null;
  /** Telegram's number of the person who follows. */
  readonly createdBy: number;
  /** What is followed, in their words; `null` is every report. */
  readonly topic: string | null;
  readonly name: string;
  /** Language of its alerts, `ar` or `en`. */
  readonly locale: string;
  /** A match below this score is no alert; from 0. */
  readonly minScore: number;
  readonly paused: PauseReason | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** `null` while it lives. */
  readonly ended: { readonly at: number; readonly reason: EndReason } | null;
}

/** A living subscription as a list shows it. */
export interface Followed extends Subscription {
  /** The report that it matched last, sent or not; at which time, milliseconds. */
  readonly lastMatch: { readonly reportId: string; readonly version: number; readonly at: number } | null;
}

/** What somebody wants to follow. */
export type NewSubscription = Pick<
  Subscription,
  'chatId' | 'threadId' | 'createdBy' | 'topic' | 'name' | 'locale'
> &
  Partial<Rhythm>;

/** What can be changed of a subscription. */
export type SubscriptionChange = Partial<
  Pick<Subscription, 'name' | 'locale' | 'frequency' | 'weekday' | 'minScore' | 'paused'>
>;

/** What became of the wish to follow. `already`: this chat follows the very topic there; `full`: it has 50. */
export type FollowOutcome =
  | { readonly outcome: 'added' | 'already'; readonly subscription: Subscription }
  | { readonly outcome: 'full' };

/** Subscriptions. Each method that changes something is one transaction. */
export class SubscriptionStore {
  readonly #db: Database;
  readonly #now: () => number;

  /** @param now milliseconds since 1970 */
  constructor(db: Database, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
  }

  /** Adds a subscription, at once by default. */
  async follow(wanted: NewSubscription): Promise<FollowOutcome> {
    return this.#db.transaction().execute((trx) => this.#add(trx, wanted));
  }

  /**
   * Follows something else in the place of a living subscription, which ends: both or neither. `null` when there is
   * none. Where the new topic is that of the old one, or of another, that one goes on.
   */
  async replace(id: number, wanted: NewSubscription): Promise<FollowOutcome | null> {
    return this.#db.transaction().execute(async (trx) => {
      const old = await liveIn(trx, wanted.chatId).where('id', '=', id).executeTakeFirst();
      if (old === undefined) return null;
      if (old.topic === wanted.topic) return { outcome: 'already', subscription: subscriptionOf(old) };
      // The old one first, so that there is room.
      await this.#end(trx, wanted.chatId, id, 'person');
      return this.#add(trx, wanted);
    });
  }

  async #add(trx: Transaction<Schema>, wanted: NewSubscription): Promise<FollowOutcome> {
    const live = await liveIn(trx, wanted.chatId).execute();
    const same = live.find((row) => row.topic === wanted.topic && row.thread_id === wanted.threadId);
    if (same) return { outcome: 'already', subscription: subscriptionOf(same) };
    if (live.length >= MOST_SUBSCRIPTIONS) return { outcome: 'full' };
    const row = await trx
      .insertInto('subscriptions')
      .values({
        chat_id: wanted.chatId,
        thread_id: wanted.threadId,
        created_by: wanted.createdBy,
        topic: wanted.topic,
        name: wanted.name,
        locale: wanted.locale,
        frequency: wanted.frequency ?? 'at-once',
        weekday: wanted.weekday ?? 1,
        min_score: 0,
        paused: null,
        created_at: this.#now(),
        ended_at: null,
        end_reason: null,
        revision: await nextRevision(trx),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return { outcome: 'added', subscription: subscriptionOf(row) };
  }

  /** The living subscriptions of a chat, oldest first. */
  async followedIn(chatId: number): Promise<Followed[]> {
    const rows = await liveIn(this.#db, chatId).execute();
    return Promise.all(
      rows.map(async (row) => ({ ...subscriptionOf(row), lastMatch: await this.#lastMatch(row.id) })),
    );
  }

  /** A subscription of this chat, living or ended, or `null`: a button may bear any number. */
  async subscription(chatId: number, id: number): Promise<Subscription | null> {
    const row = await this.#db
      .selectFrom('subscriptions')
      .selectAll()
      .where('id', '=', id)
      .where('chat_id', '=', chatId)
      .executeTakeFirst();
    return row === undefined ? null : subscriptionOf(row);
  }

  /** Changes a living subscription of this chat. `null` when there is none. */
  async change(chatId: number, id: number, change: SubscriptionChange): Promise<Subscription | null> {
    const { minScore, ...columns } = change;
    return this.#db.transaction().execute(async (trx) => {
      const row = await trx
        .updateTable('subscriptions')
        .set({
          ...columns,
          ...(minScore === undefined ? {} : { min_score: minScore }),
          revision: await nextRevision(trx),
        })
        .where('id', '=', id)
        .where('chat_id', '=', chatId)
        .where('ended_at', 'is', null)
        .returningAll()
        .executeTakeFirst();
      if (row !== undefined && row.paused !== null) await dropOpen(trx, this.#now(), [id]);
      return row === undefined ? null : subscriptionOf(row);
    });
  }

  /** Ends a living subscription of this chat: what it had not sent is dropped. `null` when there is none. */
  async end(chatId: number, id: number, reason: EndReason = 'person'): Promise<Subscription | null> {
    return this.#db.transaction().execute((trx) => this.#end(trx, chatId, id, reason));
  }

  async #end(
    trx: Transaction<Schema>,
    chatId: number,
    id: number,
    reason: EndReason,
  ): Promise<Subscription | null> {
    const row = await trx
      .updateTable('subscriptions')
      .set({ ended_at: this.#now(), end_reason: reason, revision: await nextRevision(trx) })
      .where('id', '=', id)
      .where('chat_id', '=', chatId)
      .where('ended_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return null;
    await dropOpen(trx, this.#now(), [id]);
    return subscriptionOf(row);
  }

  /**
   * The bot may write in a chat again, or with `threadId` in that topic of it: what rested because it could not goes
   * on. Gives these subscriptions.
   */
  async reachable({ chatId, threadId }: ChatPlace): Promise<Subscription[]> {
    return this.#db.transaction().execute(async (trx) => {
      const resting = await liveIn(trx, chatId).where('paused', '=', 'unreachable').execute();
      const again = resting.filter((row) => threadId === undefined || row.thread_id === threadId);
      for (const { id } of again) {
        await trx
          .updateTable('subscriptions')
          .set({ paused: null, revision: await nextRevision(trx) })
          .where('id', '=', id)
          .execute();
      }
      return again.map((row) => subscriptionOf({ ...row, paused: null }));
    });
  }

  /** How many subscriptions live, in how many chats. */
  async counts(): Promise<{ subscriptions: number; chats: number }> {
    return this.#db
      .selectFrom('subscriptions')
      .select((eb) => [
        eb.fn.countAll<number>().as('subscriptions'),
        eb.fn.count<number>('chat_id').distinct().as('chats'),
      ])
      .where('ended_at', 'is', null)
      .executeTakeFirstOrThrow();
  }

  /** Deletes all that a chat follows and what it was, or would have been, told. Gives the subscriptions' ids. */
  async forget(chatId: number): Promise<number[]> {
    return this.#db.transaction().execute(async (trx) => {
      await trx.deleteFrom('deliveries').where('chat_id', '=', chatId).execute();
      const rows = await trx
        .deleteFrom('subscriptions')
        .where('chat_id', '=', chatId)
        .returning('id')
        .execute();
      await trx.deleteFrom('alert_times').where('chat_id', '=', chatId).execute();
      return rows.map((row) => row.id);
    });
  }

  async #lastMatch(id: number): Promise<Followed['lastMatch']> {
    const row = await this.#db
      .selectFrom('deliveries')
      .select(['report_id', 'version', 'created_at'])
      .where('subscription_id', '=', id)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : { reportId: row.report_id, version: row.version, at: row.created_at };
  }
}

function subscriptionOf(row: { readonly id: number } & Omit<SubscriptionRow, 'id'>): Subscription {
  return {
    id: row.id,
    chatId: row.chat_id,
    threadId: row.thread_id,
    createdBy: row.created_by,
    topic: row.topic,
    name: row.name,
    locale: row.locale,
    frequency: row.frequency as Frequency,
    weekday: row.weekday,
    minScore: row.min_score,
    paused: row.paused as PauseReason | null,
    createdAt: row.created_at,
    ended: row.ended_at === null ? null : { at: row.ended_at, reason: row.end_reason as EndReason },
  };
}

/** The living subscriptions of a chat, oldest first. */
export function liveIn(db: Database, chatId: number) {
  return db
    .selectFrom('subscriptions')
    .selectAll()
    .where('chat_id', '=', chatId)
    .where('ended_at', 'is', null)
    .orderBy('id');
}

/** Drops what these subscriptions have not sent. */
async function dropOpen(db: Database, now: number, subscriptionIds: readonly number[]): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ state: 'dropped', done_at: now, claimed_by: null, lease_until: null })
    .where('subscription_id', 'in', subscriptionIds)
    .where('state', 'in', ['due', 'claimed'])
    .execute();
}
