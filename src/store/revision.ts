import type { Database } from './database.ts';

const REVISION_KEY = 'subscriptions-revision';

/** The next number for a change of subscriptions. Kept apart from them, so that none comes again after a deletion. */
export async function nextRevision(trx: Database): Promise<number> {
  const row = await trx
    .insertInto('meta')
    .values({ key: REVISION_KEY, value: '1' })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => ({
        value: eb.cast<string>(eb(eb.cast<number>('meta.value', 'integer'), '+', 1), 'text'),
      })),
    )
    .returning('value')
    .executeTakeFirstOrThrow();
  return Number(row.value);
}

/** What changed of subscriptions after a revision; deleted ones are not in it. */
export interface SubscriptionChanges {
  /** To ask with the next time. */
  readonly revision: number;
  /** Those that alert now. */
  readonly live: readonly { readonly id: number; readonly topic: string | null }[];
  /** Ids of those that rest or have ended. */
  readonly resting: readonly number[];
}

/** What changed of subscriptions after a revision, 0 for all that there are. */
export async function subscriptionsSince(db: Database, revision: number): Promise<SubscriptionChanges> {
  const rows = await db
    .selectFrom('subscriptions')
    .select(['id', 'topic', 'paused', 'ended_at', 'revision'])
    .where('revision', '>', revision)
    .orderBy('revision')
    .execute();
  const live: { id: number; topic: string | null }[] = [];
  const resting: number[] = [];
  for (const { id, topic, paused, ended_at } of rows) {
    if (paused === null && ended_at === null) live.push({ id, topic });
    else resting.push(id);
  }
  return { revision: rows.at(-1)?.revision ?? revision, live, resting };
}
