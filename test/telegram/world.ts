import type {
  BotCommand,
  CallbackQuery,
  Chat,
  InlineQueryResult,
  Message,
  User,
  UserFromGetMe,
} from 'grammy/types';
import type { TestChat } from './chat.ts';
import { badRequest } from './errors.ts';
import type { UploadedFile } from './params.ts';

/** How long a callback or inline query can be answered, in milliseconds (observed, not documented). */
const QUERY_LIFE = 15_000;

/** What the bot answered to a pressed button. */
export type CallbackAnswer = {
  readonly text?: string | undefined;
  readonly show_alert?: boolean | undefined;
  readonly url?: string | undefined;
};
/** What the bot answered to an inline query. */
export type InlineAnswer = {
  readonly results: readonly InlineQueryResult[];
  readonly next_offset?: string | undefined;
  readonly button?: Record<string, unknown> | undefined;
  readonly is_personal?: boolean | undefined;
  readonly cache_time?: number | undefined;
};

/** A question of Telegram that the bot must answer in time. */
export class PendingQuery<Q, A> {
  readonly query: Q;
  readonly answered: Promise<A>;
  readonly askedAt: number;
  done = false;
  #resolve: (answer: A) => void = () => {};

  constructor(query: Q, askedAt: number) {
    this.query = query;
    this.askedAt = askedAt;
    this.answered = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Takes the bot's answer; throws when it comes too late or twice. */
  answer(answer: A, now: number): void {
    if (this.done || now - this.askedAt > QUERY_LIFE) throw tooOld();
    this.done = true;
    this.#resolve(answer);
  }
}

/** What Telegram says of a query it does not know or no longer waits for. */
export function tooOld() {
  return badRequest('query is too old and response timeout expired or query ID is invalid');
}

/** All that the server knows: people, chats, what is pending, the bot's profile. */
export class World {
  readonly me: UserFromGetMe;
  readonly users = new Map<number, User>();
  readonly chats = new Map<number, TestChat>();
  readonly callbacks = new Map<string, PendingQuery<CallbackQuery, CallbackAnswer>>();
  readonly inlineQueries = new Map<string, PendingQuery<string, InlineAnswer>>();
  /** Messages sent through inline mode, by inline_message_id. */
  readonly inlineMessages = new Map<string, Message>();
  readonly files = new Map<string, UploadedFile>();
  /** Commands by `scope:language`. */
  readonly commands = new Map<string, BotCommand[]>();
  /** Texts of the profile by `description:ar`, `short_description:` and so on. */
  readonly texts = new Map<string, string>();
  readonly reactions: { chat: number; message: number; reaction: unknown }[] = [];
  readonly now: () => number;
  #counter = 0;

  constructor(me: UserFromGetMe, now: () => number) {
    this.me = me;
    this.now = now;
  }

  /** A number that was not used before. */
  nextNumber(): number {
    this.#counter += 1;
    return this.#counter;
  }

  /** The time in seconds, as Telegram writes dates. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** A chat by number or `@name`. Throws ApiError when there is none. */
  chat(id: number | string): TestChat {
    const found =
      typeof id === 'number'
        ? this.chats.get(id)
        : [...this.chats.values()].find(({ info }) => usernameOf(info) === id.replace(/^@/, ''));
    if (!found) throw badRequest('chat not found');
    return found;
  }

  /** A chat the bot may write to. Throws ApiError. */
  writable(id: number | string): TestChat {
    const chat = this.chat(id);
    chat.checkAccess();
    return chat;
  }

  /** Keeps a file; gives the id by which it can be fetched. */
  keepFile(file: UploadedFile): string {
    const id = `file-${this.nextNumber()}`;
    this.files.set(id, file);
    return id;
  }
}

function usernameOf(chat: Chat): string | undefined {
  return 'username' in chat ? chat.username : undefined;
}
