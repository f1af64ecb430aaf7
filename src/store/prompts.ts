import type { Database } from './database.ts';

/** How long a reply to a prompt is waited for, in milliseconds. */
export const PROMPT_LIFE = 24 * 60 * 60 * 1000;

/** A message of the bot that asks for words, which come as a reply to it. */
export interface Prompt {
  readonly chatId: number;
  readonly messageId: number;
  /** What the words are for. */
  readonly kind: string;
  /** Number of the subscription that they are about, `null` where there is none. */
  readonly subject: number | null;
}

/** Prompts of the last 24 hours: a reply is understood after a restart, too. */
export class PromptStore {
  readonly #db: Database;
  readonly #now: () => number;

  /** @param now milliseconds since 1970 */
  constructor(db: Database, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
  }

  /** Keeps a prompt, and deletes those that are too old. */
  async keep({ chatId, messageId, kind, subject }: Prompt): Promise<void> {
    const now = this.#now();
    await this.prune();
    await this.#db
      .insertInto('prompts')
      .values({ chat_id: chatId, message_id: messageId, kind, subject, asked_at: now })
      .onConflict((conflict) =>
        conflict.columns(['chat_id', 'message_id']).doUpdateSet({ kind, subject, asked_at: now }),
      )
      .execute();
  }

  /** Deletes those that are too old. */
  async prune(): Promise<void> {
    await this.#db
      .deleteFrom('prompts')
      .where('asked_at', '<=', this.#now() - PROMPT_LIFE)
      .execute();
  }

  /** The prompt that a message is, or `null`. It stays: what was replied may have to be said better. */
  async find(chatId: number, messageId: number): Promise<Prompt | null> {
    const row = await this.#db
      .selectFrom('prompts')
      .select(['kind', 'subject'])
      .where('chat_id', '=', chatId)
      .where('message_id', '=', messageId)
      .where('asked_at', '>', this.#now() - PROMPT_LIFE)
      .executeTakeFirst();
    return row === undefined ? null : { chatId, messageId, ...row };
  }

  /** Deletes the prompts of a chat. */
  async forget(chatId: number): Promise<void> {
    await this.#db.deleteFrom('prompts').where('chat_id', '=', chatId).execute();
  }
}
