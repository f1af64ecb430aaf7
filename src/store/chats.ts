import type { Database } from './database.ts';

/** What is kept of a chat. */
export interface KeptChat {
  /** The language chosen with /language; `null` while Telegram's is followed. */
  readonly locale: string | null;
}

/** How many questions were asked, in all chats together. */
export interface QuestionCounts {
  /** Since midnight, UTC. */
  readonly today: number;
  readonly total: number;
}

/** The chats that were answered, and how many questions there were: counts only, never whose or which. */
export class ChatStore {
  readonly #db: Database;
  readonly #now: () => number;

  /** @param now milliseconds since 1970 */
  constructor(db: Database, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
  }

  /** What is kept of a chat, or `null`. */
  async chat(id: number): Promise<KeptChat | null> {
    const row = await this.#db.selectFrom('chats').select('locale').where('id', '=', id).executeTakeFirst();
    return row ?? null;
  }

  /** Keeps that a chat was answered; does nothing when it is known. */
  async add(id: number): Promise<void> {
    await this.#db
      .insertInto('chats')
      .values({ id, locale: null, first_seen_at: this.#now() })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }

  /** Keeps the language chosen in a chat. */
  async setLocale(id: number, locale: string): Promise<void> {
    await this.#db
      .insertInto('chats')
      .values({ id, locale, first_seen_at: this.#now() })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ locale }))
      .execute();
  }

  /** A group became a supergroup, which has another number: what was kept goes with it. */
  async move(from: number, to: number): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      await trx.deleteFrom('chats').where('id', '=', to).execute();
      await trx.updateTable('chats').set({ id: to }).where('id', '=', from).execute();
    });
  }

  /** Deletes what is kept of a chat. */
  async forget(id: number): Promise<void> {
    await this.#db.deleteFrom('chats').where('id', '=', id).execute();
  }

  /** How many chats are kept. */
  async count(): Promise<number> {
    const row = await this.#db
      .selectFrom('chats')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    return row.n;
  }

  /** Counts one question. */
  async countQuestion(): Promise<void> {
    await this.#db
      .insertInto('question_counts')
      .values({ day: this.#today(), questions: 1 })
      .onConflict((conflict) =>
        conflict.column('day').doUpdateSet((eb) => ({ questions: eb('question_counts.questions', '+', 1) })),
      )
      .execute();
  }

  /** How many questions there were. */
  async questionCounts(): Promise<QuestionCounts> {
    const today = this.#today();
    const row = await this.#db
      .selectFrom('question_counts')
      .select((eb) => [
        eb.fn.coalesce(eb.fn.sum<number>('questions'), eb.val(0)).as('total'),
        eb.fn
          .coalesce(
            eb.fn.sum<number>(eb.case().when('day', '=', today).then(eb.ref('questions')).else(0).end()),
            eb.val(0),
          )
          .as('today'),
      ])
      .executeTakeFirstOrThrow();
    return { today: row.today, total: row.total };
  }

  #today(): string {
    return new Date(this.#now()).toISOString().slice(0, 10);
  }
}
