import type { CallbackQuery, InlineQueryResult, Message, User } from 'grammy/types';
import type { TestChat } from './chat.ts';
import { detectEntities, formatText, MAX_TEXT } from './formatting.ts';
import { guarded } from './inbox.ts';
import type { UploadedFile } from './params.ts';
import { type CallbackAnswer, type InlineAnswer, PendingQuery, type World } from './world.ts';

/** What a person's client reaches of the server. */
export interface Connection {
  readonly world: World;
  /** Gives an update to the bot. */
  push(content: object): void;
  /** Milliseconds after which waiting for the bot fails. */
  readonly guard: number;
  /** Whether the bot sees all that is said in groups (privacy mode off). */
  readonly readsAllGroupMessages: boolean;
}

/** Where and how a message is sent. */
export interface SendOptions {
  /** Default: the private chat with the bot. */
  readonly chat?: TestChat;
  readonly replyTo?: Message;
  /** A topic of a forum. */
  readonly thread?: number;
  /** More fields of the message, as Telegram would write them. */
  readonly extra?: object;
}

/** A person with a Telegram account, driven by a test. */
export class TestUser {
  readonly user: User;
  /** The private chat with the bot. */
  readonly chat: TestChat;
  readonly #server: Connection;

  constructor(user: User, chat: TestChat, server: Connection) {
    this.user = user;
    this.chat = chat;
    this.#server = server;
  }

  /** Writes a text; in private that starts the bot, if it was not yet. */
  sends(text: string, options: SendOptions = {}): Message {
    const entities = detectEntities(text);
    return this.#post({ text, ...(entities.length > 0 ? { entities } : {}) }, options);
  }

  /** Sends something else than text: the fields of the message, e.g. `{sticker: …}`. */
  sendsOther(content: object, options: SendOptions = {}): Message {
    return this.#post(content, options);
  }

  /** Sends a file. */
  sendsFile(file: UploadedFile, options: SendOptions & { caption?: string } = {}): Message {
    const id = this.#server.world.keepFile(file);
    const document = {
      file_id: id,
      file_unique_id: id,
      file_name: file.name,
      mime_type: file.type,
      file_size: file.bytes.length,
    };
    return this.#post({ document, ...(options.caption ? { caption: options.caption } : {}) }, options);
  }

  /** Opens the bot by a link `t.me/bot?start=payload`, or by its Start button. */
  startsBot(payload?: string): Message {
    return this.sends(payload === undefined ? '/start' : `/start ${payload}`);
  }

  /** Changes an earlier message of one's own. */
  edits(message: Message, text: string): Message {
    const chat = this.#server.world.chat(message.chat.id);
    const entities = detectEntities(text);
    const { entities: _old, ...rest } = message as Message & { entities?: unknown };
    const changed = {
      ...rest,
      text,
      ...(entities.length > 0 ? { entities } : {}),
      edit_date: this.#server.world.seconds(),
    } as Message;
    chat.replace(changed, false);
    this.#server.push({ edited_message: changed });
    return changed;
  }

  /** The bot's next message in the private chat. */
  hears(): Promise<Message.TextMessage & Message> {
    return this.chat.hears();
  }

  /**
   * Presses a button of a message (by its text, bidi controls aside, or its callback data), or sends any
   * `{data}` as a stranger's client could. Gives what the bot answers, as soon as it does.
   */
  presses(message: Message, button: string | { readonly data: string }): Promise<CallbackAnswer> {
    const { world, guard } = this.#server;
    const data = typeof button === 'string' ? dataOf(message, button) : button.data;
    const id = `callback-${world.nextNumber()}`;
    const chat = world.chat(message.chat.id);
    const query: CallbackQuery = {
      id,
      from: this.user,
      message: chat.message(message.message_id) ?? {
        chat: chat.info,
        message_id: message.message_id,
        date: 0,
      },
      chat_instance: String(message.chat.id),
      data,
    } as CallbackQuery;
    const pending = new PendingQuery<CallbackQuery, CallbackAnswer>(query, world.now());
    world.callbacks.set(id, pending);
    this.#server.push({ callback_query: query });
    return guarded(pending.answered, `the answer to the button ${JSON.stringify(button)}`, guard);
  }

  /** Types `@bot query` in any chat; gives the results that are offered. */
  inline(query: string, offset = ''): Promise<InlineAnswer> {
    const { world, guard } = this.#server;
    const id = `inline-${world.nextNumber()}`;
    const pending = new PendingQuery<string, InlineAnswer>(query, world.now());
    world.inlineQueries.set(id, pending);
    this.#server.push({ inline_query: { id, from: this.user, query, offset, chat_type: 'sender' } });
    return guarded(pending.answered, `the results of the inline query "${query}"`, guard);
  }

  /** Picks an inline result: it is posted in the chat in this person's name. */
  picks(result: InlineQueryResult, chat: TestChat, query = ''): Message {
    const { world } = this.#server;
    const given = result as InlineQueryResult & {
      input_message_content?: { message_text: string; parse_mode?: string };
    };
    const content = given.input_message_content;
    if (!content) throw new Error('only results with input_message_content can be picked');
    const { text, entities } = formatText(content.message_text, content, MAX_TEXT);
    const markup = given.reply_markup ? { reply_markup: given.reply_markup } : {};
    const message = chat.add(
      { via_bot: world.me, text, entities, ...markup },
      this.user,
      world.seconds(),
      false,
    );
    const inlineId = given.reply_markup ? { inline_message_id: `inline-message-${world.nextNumber()}` } : {};
    if ('inline_message_id' in inlineId)
      world.inlineMessages.set(String(inlineId.inline_message_id), message);
    // Bots hear what is sent through them, in privacy mode too.
    if (chat.access === 'open') this.#server.push({ message });
    this.#server.push({
      chosen_inline_result: { result_id: result.id, from: this.user, query, ...inlineId },
    });
    return message;
  }

  /** Blocks the bot: it can no longer write here. */
  blocksBot(): void {
    this.#changeMembership('kicked');
  }

  /** Takes the bot back. */
  unblocksBot(): void {
    this.#changeMembership('member');
  }

  #changeMembership(status: 'kicked' | 'member'): void {
    const { world } = this.#server;
    const old = this.chat.access === 'open' ? 'member' : 'kicked';
    this.chat.access = status === 'member' ? 'open' : 'blocked';
    this.#server.push({
      my_chat_member: {
        chat: this.chat.info,
        from: this.user,
        date: world.seconds(),
        old_chat_member: { user: world.me, status: old, ...(old === 'kicked' ? { until_date: 0 } : {}) },
        new_chat_member: { user: world.me, status, ...(status === 'kicked' ? { until_date: 0 } : {}) },
      },
    });
  }

  #post(content: object, { chat = this.chat, replyTo, thread, extra }: SendOptions): Message {
    const { world } = this.#server;
    if (chat === this.chat && chat.access !== 'open') {
      if (chat.access === 'blocked') this.unblocksBot();
      chat.access = 'open';
    }
    const place = {
      ...(thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true }),
      ...(replyTo ? { reply_to_message: replyTo } : {}),
    };
    const message = chat.add({ ...place, ...content, ...extra }, this.user, world.seconds(), false);
    if (this.#botSees(message, chat)) this.#server.push({ message });
    return message;
  }

  /** Privacy mode: in groups only commands, mentions and replies to the bot reach it. */
  #botSees(message: Message, chat: TestChat): boolean {
    const { world, readsAllGroupMessages } = this.#server;
    if (chat.info.type === 'private' || readsAllGroupMessages) return chat.access === 'open';
    const text = message.text ?? message.caption ?? '';
    return (
      chat.access === 'open' &&
      (text.startsWith('/') ||
        text.toLowerCase().includes(`@${world.me.username.toLowerCase()}`) ||
        message.reply_to_message?.from?.id === world.me.id)
    );
  }
}

const bidiControls = /[\u200e\u200f\u061c\u2066-\u2069]/g;

function dataOf(message: Message, label: string): string {
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
  const plain = label.replace(bidiControls, '');
  const button = buttons.find(
    (b) => b.text.replace(bidiControls, '') === plain || ('callback_data' in b && b.callback_data === label),
  );
  if (button && 'callback_data' in button && button.callback_data) return button.callback_data;
  const known = buttons.map(({ text }) => `"${text}"`).join(', ') || 'none';
  throw new Error(
    `message ${message.message_id} has no button "${label}" that asks the bot; it has: ${known}`,
  );
}
