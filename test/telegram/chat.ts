import type { Chat, ChatMember, Message, User } from 'grammy/types';
import { ApiError, badRequest, forbidden } from './errors.ts';
import { Inbox } from './inbox.ts';

/** What the bot may do in a chat. */
export type Access = 'open' | 'not started' | 'blocked' | 'kicked' | { readonly migratedTo: number };

/** One chat: what was said in it, and what its people have yet to read. */
export class TestChat {
  readonly id: number;
  readonly info: Chat;
  /** All messages not deleted, of people and of the bot, oldest first, as they read now. */
  messages: Message[] = [];
  /** Chat actions (`typing`) in the order they came. */
  readonly actions: string[] = [];
  /** Ids of the topics of a forum. */
  readonly topics = new Set<number>();
  readonly members = new Map<number, ChatMember>();
  access: Access;
  readonly #sent = new Inbox<Message>();
  readonly #edited = new Inbox<Message>();
  readonly #guard: number;
  #lastMessageId = 0;

  constructor(info: Chat, access: Access, guard: number) {
    this.id = info.id;
    this.info = info;
    this.access = access;
    this.#guard = guard;
  }

  /** The bot's next message here that was not heard yet, in order. */
  hears(): Promise<Message.TextMessage & Message> {
    return this.#sent.next(`a message in chat ${this.id}`, this.#guard) as Promise<
      Message.TextMessage & Message
    >;
  }

  /** The bot's next edit of a message here, as the message reads after it. */
  seesEdit(): Promise<Message.TextMessage & Message> {
    return this.#edited.next(`an edit in chat ${this.id}`, this.#guard) as Promise<
      Message.TextMessage & Message
    >;
  }

  /** What the bot sent and nobody heard yet, without waiting. */
  unheard(): Message[] {
    return this.#sent.drain();
  }

  /** What the bot edited and nobody saw yet, without waiting. */
  unseenEdits(): Message[] {
    return this.#edited.drain();
  }

  /** The message with this number, as it reads now. */
  message(id: number): Message | undefined {
    return this.messages.find(({ message_id }) => message_id === id);
  }

  /** Adds a message; gives it its number. `fromBot` ones can be heard. */
  add(content: object, from: User, date: number, fromBot: boolean): Message {
    this.#lastMessageId += 1;
    const message = { message_id: this.#lastMessageId, from, chat: this.info, date, ...content } as Message;
    this.messages.push(message);
    if (fromBot) this.#sent.push(structuredClone(message));
    return message;
  }

  /** Puts a changed message in the place of the old one. */
  replace(message: Message, fromBot: boolean): void {
    const index = this.messages.findIndex(({ message_id }) => message_id === message.message_id);
    this.messages[index] = message;
    if (fromBot) this.#edited.push(structuredClone(message));
  }

  /** Takes a message away; false if there is none. */
  remove(id: number): boolean {
    const before = this.messages.length;
    this.messages = this.messages.filter(({ message_id }) => message_id !== id);
    return this.messages.length < before;
  }

  /** Throws what Telegram answers when the bot may not write here. */
  checkAccess(): void {
    if (this.access === 'open') return;
    if (this.access === 'not started') throw forbidden("bot can't initiate conversation with a user");
    if (this.access === 'blocked') throw forbidden('bot was blocked by the user');
    if (this.access === 'kicked') throw forbidden(`bot was kicked from the ${this.info.type} chat`);
    throw new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: this.access.migratedTo,
    });
  }

  /** The fields that put a message into a topic and make it a reply. Throws ApiError. */
  placing(params: {
    message_thread_id?: number | undefined;
    reply_parameters?: { message_id: number; allow_sending_without_reply?: boolean | undefined } | undefined;
  }): object {
    const { message_thread_id: thread, reply_parameters: reply } = params;
    if (thread !== undefined && !this.topics.has(thread)) throw badRequest('message thread not found');
    const original = reply && this.message(reply.message_id);
    if (reply && !original && !reply.allow_sending_without_reply) {
      throw badRequest('message to be replied not found');
    }
    return {
      ...(thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true }),
      ...(original ? { reply_to_message: original } : {}),
    };
  }
}
