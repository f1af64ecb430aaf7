import type { CallbackQuery, Message } from 'grammy/types';
import type { BotApiServer } from '../../telegram/bot-api-server.ts';
import type { TestChat } from '../../telegram/chat.ts';
import { detectEntities } from '../../telegram/formatting.ts';
import type { TestUser } from '../../telegram/people.ts';
import { type CallbackAnswer, PendingQuery } from '../../telegram/world.ts';
import { Random } from './random.ts';
import { someText } from './texts.ts';

/** The id of an admin among the people. */
export const ADMIN = 990;

/** Makes up updates of people who talk with the bot in private, in groups, and in topics. */
export class UpdateSource {
  readonly #random: Random;
  readonly #server: BotApiServer;
  readonly #people: TestUser[];
  readonly #groups: TestChat[];

  constructor(server: BotApiServer, seed: number) {
    this.#random = new Random(seed);
    this.#server = server;
    const languages = ['ar', 'en', 'ar-SY', 'fr', undefined, ''];
    this.#people = Array.from({ length: 30 }, (_, i) =>
      server.user({
        ...(i === 0 ? { id: ADMIN } : {}),
        first_name: ['ليان', 'Mira', '<b>\u202e', ''][i % 4] as string,
        started: true,
        ...(languages[i % 6] === undefined ? {} : { language_code: languages[i % 6] as string }),
      }),
    );
    const members = { creator: this.#people.slice(1, 2), member: this.#people.slice(2) };
    this.#groups = [false, false, true, true].map((topics) => server.group({ topics, members }));
    for (const group of this.#groups.slice(2)) group.topics.add(7);
  }

  /** The content of one update; one in five is damaged. `query` is the id of a query that must be answered. */
  next(): { content: Record<string, unknown>; query: string | undefined } {
    const content = this.#sound();
    if (this.#random.chance(0.2)) {
      return { content: this.#damage(structuredClone(content)), query: undefined };
    }
    const { callback_query: pressed, inline_query: typed } = content as {
      callback_query?: { id: string };
      inline_query?: { id: string };
    };
    return { content, query: pressed?.id ?? typed?.id };
  }

  #sound(): Record<string, unknown> {
    const kind = this.#random.fraction();
    if (kind < 0.55) return { message: this.#message() };
    if (kind < 0.65) return { edited_message: { ...this.#message(), edit_date: 1 } };
    if (kind < 0.85) return { callback_query: this.#callback() };
    if (kind < 0.95) return { inline_query: this.#inline() };
    return { my_chat_member: this.#member() };
  }

  #chat(person: TestUser): TestChat {
    return this.#random.chance(0.7) ? person.chat : this.#random.pick(this.#groups);
  }

  #message(): Message {
    const random = this.#random;
    const person = random.pick(this.#people);
    const chat = this.#chat(person);
    const inTopic = chat.topics.size > 0 && random.chance(0.7);
    const earlier = random.chance(0.3) && chat.messages.length > 0 ? random.pick(chat.messages) : undefined;
    const content = {
      ...this.#content(),
      ...(inTopic ? { message_thread_id: 7, is_topic_message: true } : {}),
      ...(earlier ? { reply_to_message: earlier } : {}),
      ...(random.chance(0.05) ? { via_bot: this.#server.world.me } : {}),
      ...(random.chance(0.05) ? { sender_chat: chat.info } : {}),
    };
    // An edit changes one that is there.
    return chat.add(content, person.user, 1, false);
  }

  #content(): object {
    const random = this.#random;
    if (random.chance(0.75)) {
      const text = someText(random);
      const odd = { type: 'bold', offset: random.below(50), length: 1 + random.below(5000) };
      return { text, entities: random.chance(0.1) ? [odd] : detectEntities(text) };
    }
    const id = random.chance(0.5)
      ? this.#server.world.keepFile({
          name: 'x',
          type: 'text/plain',
          bytes: Buffer.from(`بلدة نهران ${random.below(9)}.`),
        })
      : 'no-such-file';
    return random.pick<object>([
      { sticker: { file_id: 's', file_unique_id: 's', type: 'regular' } },
      { photo: [{ file_id: 'p', file_unique_id: 'p', width: 1, height: 1 }], caption: someText(random) },
      { photo: [] },
      { document: { file_id: id, file_unique_id: id, file_name: `${someText(random).slice(0, 300)}.txt` } },
      { document: { file_id: id, file_unique_id: id } },
      { location: { latitude: 0, longitude: 0 } },
      { dice: { emoji: '🎲', value: 1 } },
      { new_chat_members: [this.#server.world.me] },
      { left_chat_member: this.#server.world.me },
      { pinned_message: { message_id: 1, date: 0, chat: { id: 1, type: 'private' } } },
      {},
    ]);
  }

  #callback(): CallbackQuery {
    const random = this.#random;
    const person = random.pick(this.#people);
    const chat = this.#chat(person);
    const buttons = chat.messages
      .flatMap((m) => m.reply_markup?.inline_keyboard.flat() ?? [])
      .flatMap((button) => ('callback_data' in button ? [button.callback_data] : []));
    const real = buttons.length > 0 ? random.pick(buttons) : '1x.nahran-00001.1.5.9';
    const data = random.pick([
      real,
      real,
      real,
      real.replace(/^1/, '0'),
      `${real.slice(0, -1)}${random.pick(['z', '.', '-', 'é', '\u0000'])}`,
      real.replace(/\.[^.]*$/, '.zzzzzzzzzzz'),
      `1${random.pick([...'abcdefghijklmnopqrstuvwxyz'])}.${random.below(99)}`,
      someText(random).slice(0, 64),
      undefined,
    ]);
    const id = `callback-${this.#server.world.nextNumber()}`;
    const message = chat.messages.length > 0 ? random.pick(chat.messages) : undefined;
    const query = {
      id,
      from: person.user,
      chat_instance: '1',
      ...(data === undefined ? { game_short_name: 'x' } : { data }),
      ...(message && random.chance(0.95) ? { message } : { inline_message_id: 'inline-1' }),
    } as CallbackQuery;
    this.#server.world.callbacks.set(
      id,
      new PendingQuery<CallbackQuery, CallbackAnswer>(query, this.#server.world.now()),
    );
    return query;
  }

  #inline(): object {
    const random = this.#random;
    const id = `inline-${this.#server.world.nextNumber()}`;
    const query = someText(random).slice(0, 256);
    this.#server.world.inlineQueries.set(id, new PendingQuery(query, this.#server.world.now()));
    const offset = random.pick(['', '', '10', '-1', 'x', '9'.repeat(40)]);
    return { id, from: random.pick(this.#people).user, query, offset };
  }

  #member(): object {
    const person = this.#random.pick(this.#people);
    const user = this.#server.world.me;
    const [before, after] = this.#random.pick([
      ['left', 'member'],
      ['member', 'kicked'],
      ['member', 'administrator'],
      ['kicked', 'member'],
    ]) as [string, string];
    return {
      chat: this.#chat(person).info,
      from: person.user,
      date: 1,
      old_chat_member: { user, status: before },
      new_chat_member: { user, status: after },
    };
  }

  /** Takes a field away, or gives it a value of a type that it never has. */
  #damage(content: Record<string, unknown>): Record<string, unknown> {
    const random = this.#random;
    let place: Record<string, unknown> = content;
    for (;;) {
      const keys = Object.keys(place);
      if (keys.length === 0) return content;
      const key = random.pick(keys);
      const inner = place[key];
      if (inner !== null && typeof inner === 'object' && random.chance(0.8)) {
        place = inner as Record<string, unknown>;
        continue;
      }
      if (random.chance(0.4)) delete place[key];
      else {
        const odd: unknown[] = [null, 0.5, [], {}, [null], { id: 'x' }, -0.1, [[[]]]];
        // Words where there were words would be a sound update again.
        if (typeof inner !== 'string') odd.push('', 'x');
        place[key] = random.pick(odd);
      }
      return content;
    }
  }
}
