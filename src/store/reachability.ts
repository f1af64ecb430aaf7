import type { Transaction } from 'kysely';
import type { Database } from './database.ts';
import { nextRevision } from './revision.ts';
import type { Schema } from './schema.ts';
import { type ChatPlace, liveIn } from './subscriptions.ts';

/**
 * The bot may not write somewhere (blocked, kicked, the topic closed): what is followed there rests until
 * `SubscriptionStore.reachable`, and what is due is dropped. Gives how many deliveries that were.
 */
export async function pauseUnreachable(db: Database, where: ChatPlace, now: number): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const ids = await idsThere(trx, where);
    for (const id of ids) {
      await trx
        .updateTable('subscriptions')
        .set({ paused: 'unreachable', revision: await nextRevision(trx) })
        .where('id', '=', id)
        .where('paused', 'is', null)
        .execute();
    }
    return dropOpenThere(trx, where, now);
  });
}

/** A chat is gone for good: what it followed ends, what is due is dropped. Gives how many deliveries that were. */
export async function endGone(db: Database, chatId: number, now: number): Promise<number> {
  return db.transaction().execute(async (trx) => {
    for (const id of await idsThere(trx, { chatId })) {
      await trx
        .updateTable('subscriptions')
        .set({ ended_at: now, end_reason: 'chat-gone', revision: await nextRevision(trx) })
        .where('id', '=', id)
        .execute();
    }
    return dropOpenThere(trx, { chatId }, now);
  });
}

/** A group became a supergroup, which has another number: its subscriptions, times and deliveries go with it. */
export async function moveAlerts(db: Database, from: number, to: number): Promise<void> {
  if (from === to) return;
  await db.transaction().execute(async (trx) => {
    await trx.updateTable('subscriptions').set({ chat_id: to }).where('chat_id', '=', from).execute();
    await trx.updateTable('deliveries').set({ chat_id: to }).where('chat_id', '=', from).execute();
    const times = await trx
      .selectFrom('alert_times')
      .selectAll()
      .where('chat_id', '=', from)
      .executeTakeFirst();
    if (times === undefined) return;
    await trx.deleteFrom('alert_times').where('chat_id', '=', from).execute();
    await trx
      .insertInto('alert_times')
      .values({ ...times, chat_id: to })
      .onConflict((conflict) => conflict.column('chat_id').doNothing())
      .execute();
  });
}

async function idsThere(trx: Transaction<Schema>, { chatId, threadId }: ChatPlace): Promise<number[]> {
  const rows = await liveIn(trx, chatId).execute();
  return rows.filter((row) => threadId === undefined || row.thread_id === threadId).map((row) => row.id);
}

async function dropOpenThere(trx: Transaction<Schema>, where: ChatPlace, now: number): Promise<number> {
  const { chatId, threadId } = where;
  const rows = await trx
    .updateTable('deliveries')
    .set({ state: 'dropped', done_at: now, claimed_by: null, lease_until: null })
    .where('chat_id', '=', chatId)
    .where('state', 'in', ['due', 'claimed'])
    .$if(threadId !== undefined, (query) =>
      query.where('subscription_id', 'in', (eb) =>
        eb
          .selectFrom('subscriptions')
          .select('id')
          .where('chat_id', '=', chatId)
          .where('thread_id', '=', threadId ?? 0),
      ),
    )
    .returning('id')
    .execute();
  return rows.length;
}
