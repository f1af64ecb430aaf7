import type { Database } from './database.ts';
import type { ExchangeRow } from './schema.ts';

/** How long a question is kept, in milliseconds. */
export const KEPT_FOR = 24 * 60 * 60 * 1000;

/** Where a person talks with the bot: a chat, and the topic in it, if it has topics. */
export interface Seat {
  /** Telegram's number of the chat. */
  readonly chatId: number;
  /** The topic (`message_thread_id`), `null` outside topics. */
  readonly threadId: number | null;
  readonly userId: number;
}

/** A question and what it was answered with. */
export interface Exchange extends Seat {
  /** The message that asked. */
  readonly messageId: number;
  /** `notice`: nothing was asked (an empty text), but an edit may turn it into a question. */
  readonly kind: 'question' | 'search' | 'notice';
  /** The text as it was sent. */
  readonly asked: string;
  /** The question that was answered, completed from the conversation where it was a follow-up. */
  readonly question: string;
  /** Ids of the cited reports, in the order of their citations. */
  readonly reportIds: readonly string[];
  /** Ids of the passages shown already. */
  readonly passageIds: readonly number[];
  /** The report within which it was asked, or `null` for all of them. */
  readonly withinReport: string | null;
}

/**
 * The conversations of the last 24 hours: which messages answer which question (an edited question edits its
 * answer), what was asked before (a follow-up is understood from it), and within which report a person asks.
 * What is older is never given out, and is deleted by `prune` and whenever something is written.
 */
export class ConversationStore {
  readonly #db: Database;
  readonly #now: () => number;

  /** @param now milliseconds since 1970 */
  constructor(db: Database, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
  }

  /**
   * Keeps an exchange and the messages that answer it, in their order, in place of what was kept of the same
   * question. An edited question stays as old as it was.
   */
  async record(exchange: Exchange, answerMessageIds: readonly number[]): Promise<void> {
    const now = this.#now();
    const { chatId: chat_id, messageId: question_message_id } = exchange;
    const columns = {
      kind: exchange.kind,
      asked: exchange.asked,
      question: exchange.question,
      report_ids: JSON.stringify(exchange.reportIds),
      passage_ids: JSON.stringify(exchange.passageIds),
      within_report: exchange.withinReport,
    };
    await this.#db.transaction().execute(async (trx) => {
      await prune(trx, now);
      await trx
        .insertInto('exchanges')
        .values({
          chat_id,
          question_message_id,
          thread_id: exchange.threadId ?? 0,
          user_id: exchange.userId,
          asked_at: now,
          ...columns,
        })
        .onConflict((c) => c.columns(['chat_id', 'question_message_id']).doUpdateSet(columns))
        .execute();
      await trx
        .deleteFrom('exchange_messages')
        .where('chat_id', '=', chat_id)
        .where('question_message_id', '=', question_message_id)
        .where('role', '=', 'answer')
        .execute();
      for (const message_id of answerMessageIds) {
        await trx
          .insertInto('exchange_messages')
          .values({ chat_id, message_id, question_message_id, role: 'answer' })
          .onConflict((c) =>
            c.columns(['chat_id', 'message_id']).doUpdateSet({ question_message_id, role: 'answer' }),
          )
          .execute();
      }
    });
  }

  /** Deletes what is too old. */
  async prune(): Promise<void> {
    await this.#db.transaction().execute((trx) => prune(trx, this.#now()));
  }

  /** Keeps that later messages (an excerpt, more passages) belong to an exchange, if it is still kept. */
  async link(exchange: Pick<Exchange, 'chatId' | 'messageId'>, messageIds: readonly number[]): Promise<void> {
    const { chatId: chat_id, messageId: question_message_id } = exchange;
    await this.#db.transaction().execute(async (trx) => {
      const kept = await trx
        .selectFrom('exchanges')
        .select('chat_id')
        .where('chat_id', '=', chat_id)
        .where('question_message_id', '=', question_message_id)
        .executeTakeFirst();
      if (kept === undefined || messageIds.length === 0) return;
      await trx
        .insertInto('exchange_messages')
        .values(
          messageIds.map((message_id) => ({
            chat_id,
            message_id,
            question_message_id,
            role: 'more' as const,
          })),
        )
        .onConflict((c) => c.columns(['chat_id', 'message_id']).doNothing())
        .execute();
    });
  }

  /** The exchange that a message asked, and the messages that answer it, in their order. */
  async asked(chatId: number, messageId: number): Promise<{ exchange: Exchange; answers: number[] } | null> {
    const row = await this.#exchanges()
      .where('chat_id', '=', chatId)
      .where('question_message_id', '=', messageId)
      .executeTakeFirst();
    if (row === undefined) return null;
    const messages = await this.#db
      .selectFrom('exchange_messages')
      .select('message_id')
      .where('chat_id', '=', chatId)
      .where('question_message_id', '=', messageId)
      .where('role', '=', 'answer')
      .orderBy('message_id')
      .execute();
    return { exchange: exchangeOf(row), answers: messages.map(({ message_id }) => message_id) };
  }

  /** The exchange that a message of the bot belongs to. */
  async answered(chatId: number, messageId: number): Promise<Exchange | null> {
    const row = await this.#exchanges()
      .where('chat_id', '=', chatId)
      .where('question_message_id', '=', (eb) =>
        eb
          .selectFrom('exchange_messages')
          .select('question_message_id')
          .where('chat_id', '=', chatId)
          .where('message_id', '=', messageId),
      )
      .executeTakeFirst();
    return row === undefined ? null : exchangeOf(row);
  }

  /** The last question of a person in one chat or topic, before the message `before`. */
  async last(seat: Seat, before: number): Promise<Exchange | null> {
    const row = await this.#exchanges()
      .where('chat_id', '=', seat.chatId)
      .where('thread_id', '=', seat.threadId ?? 0)
      .where('user_id', '=', seat.userId)
      .where('kind', '=', 'question')
      .where('question_message_id', '<', before)
      .orderBy('question_message_id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : exchangeOf(row);
  }

  /** The report within which a person asks now, or `null`. */
  async scope(seat: Seat): Promise<string | null> {
    const row = await this.#scopeOf(seat)
      .where('set_at', '>', this.#now() - KEPT_FOR)
      .executeTakeFirst();
    return row?.report_id ?? null;
  }

  /** From now on this person asks within a report, in place of another one. */
  async setScope({ chatId, threadId, userId }: Seat, reportId: string): Promise<void> {
    const scope = { report_id: reportId, set_at: this.#now() };
    await this.#db
      .insertInto('report_scopes')
      .values({ chat_id: chatId, thread_id: threadId ?? 0, user_id: userId, ...scope })
      .onConflict((c) => c.columns(['chat_id', 'thread_id', 'user_id']).doUpdateSet(scope))
      .execute();
  }

  /** From now on this person asks in all reports. */
  async leaveScope({ chatId, threadId, userId }: Seat): Promise<void> {
    await this.#db
      .deleteFrom('report_scopes')
      .where('chat_id', '=', chatId)
      .where('thread_id', '=', threadId ?? 0)
      .where('user_id', '=', userId)
      .execute();
  }

  /** Deletes all that was said in a chat. */
  async forget(chatId: number): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      await trx.deleteFrom('exchanges').where('chat_id', '=', chatId).execute();
      await trx.deleteFrom('report_scopes').where('chat_id', '=', chatId).execute();
    });
  }

  /** Deletes all that a person asked, in whatever chat. */
  async forgetUser(userId: number): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      await trx.deleteFrom('exchanges').where('user_id', '=', userId).execute();
      await trx.deleteFrom('report_scopes').where('user_id', '=', userId).execute();
    });
  }

  #exchanges() {
    return this.#db
      .selectFrom('exchanges')
      .selectAll()
      .where('asked_at', '>', this.#now() - KEPT_FOR);
  }

  #scopeOf({ chatId, threadId, userId }: Seat) {
    return this.#db
      .selectFrom('report_scopes')
      .select('report_id')
      .where('chat_id', '=', chatId)
      .where('thread_id', '=', threadId ?? 0)
      .where('user_id', '=', userId);
  }
}

async function prune(db: Database, now: number): Promise<void> {
  const old = now - KEPT_FOR;
  await db.deleteFrom('exchanges').where('asked_at', '<=', old).execute();
  await db.deleteFrom('report_scopes').where('set_at', '<=', old).execute();
}

function exchangeOf(row: ExchangeRow): Exchange {
  return {
    chatId: row.chat_id,
    threadId: row.thread_id === 0 ? null : row.thread_id,
    userId: row.user_id,
    messageId: row.question_message_id,
    kind: row.kind as Exchange['kind'],
    asked: row.asked,
    question: row.question,
    reportIds: JSON.parse(row.report_ids) as string[],
    passageIds: JSON.parse(row.passage_ids) as number[],
    withinReport: row.within_report,
  };
}
