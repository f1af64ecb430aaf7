// Reads the Bot API's HTML the way Telegram's own parser does (td/telegram/MessageEntity.cpp, parse_html),
// with its error messages. Stricter in one point: nested blockquotes, which Telegram's documentation forbids
// and its parser silently repairs, are an error here.

import type { MessageEntity } from 'grammy/types';
import { badRequest } from './errors.ts';

/** Text with its formatting taken out; offsets and lengths in UTF-16 code units. */
export interface FormattedText {
  readonly text: string;
  readonly entities: MessageEntity[];
}

type OpenTag = { readonly name: string; readonly argument: string; readonly offset: number };

const simpleTags = new Map<string, MessageEntity['type']>([
  ['b', 'bold'],
  ['strong', 'bold'],
  ['i', 'italic'],
  ['em', 'italic'],
  ['u', 'underline'],
  ['ins', 'underline'],
  ['s', 'strikethrough'],
  ['strike', 'strikethrough'],
  ['del', 'strikethrough'],
  ['tg-spoiler', 'spoiler'],
  ['span', 'spoiler'],
]);
const tags = new Set([...simpleTags.keys(), 'a', 'code', 'pre', 'blockquote', 'tg-emoji']);
const namedCharacters: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** Parses the HTML of a message. Throws an {@link ApiError} in Telegram's words when it is not well formed. */
export function parseHtml(source: string): FormattedText {
  const reader = new TagReader(source);
  const open: OpenTag[] = [];
  const entities: MessageEntity[] = [];
  let text = '';
  while (!reader.atEnd()) {
    if (reader.peek() === '&') text += reader.character();
    else if (reader.peek() !== '<') text += reader.take();
    else if (reader.peek(1) === '/') {
      const at = reader.byteOffset();
      const tag = open.pop();
      if (!tag) throw unparsable(`Unexpected end tag at byte offset ${at}`);
      const name = reader.endTag();
      if (name !== '' && name !== tag.name) {
        throw unparsable(
          `Unmatched end tag at byte offset ${at}, expected "</${tag.name}>", found "</${name}>"`,
        );
      }
      if (text.length > tag.offset) addEntity(entities, tag, text);
    } else {
      const at = reader.byteOffset();
      const tag = { ...reader.startTag(), offset: text.length };
      if (tag.name === 'blockquote' && open.some(({ name }) => name === 'blockquote')) {
        throw unparsable(`Blockquote can't be nested at byte offset ${at}`);
      }
      open.push(tag);
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) throw unparsable(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };
}

function addEntity(entities: MessageEntity[], tag: OpenTag, text: string): void {
  const place = { offset: tag.offset, length: text.length - tag.offset };
  const simple = simpleTags.get(tag.name);
  if (simple) entities.push({ type: simple, ...place } as MessageEntity);
  else if (tag.name === 'a') {
    const url = httpUrl(tag.argument || text.slice(tag.offset));
    // Telegram drops a link it can't follow and keeps its text.
    if (url) entities.push({ type: 'text_link', ...place, url });
  } else if (tag.name === 'tg-emoji') {
    if (!/^\d+$/.test(tag.argument)) throw unparsable('Invalid custom emoji identifier specified');
    entities.push({ type: 'custom_emoji', ...place, custom_emoji_id: tag.argument });
  } else if (tag.name === 'blockquote') {
    entities.push({ type: tag.argument ? 'expandable_blockquote' : 'blockquote', ...place });
  } else if (tag.name === 'code') {
    entities.push({ type: 'code', ...place });
  } else {
    // `<pre><code class="language-x">` is one block that knows its language.
    const inner = entities.findIndex(
      (e) => e.type === 'code' && e.offset === place.offset && e.length === place.length,
    );
    if (inner >= 0) entities.splice(inner, 1);
    entities.push({ type: 'pre', ...place });
  }
}

/** An http, https, tg or mailto link, or nothing. A host without a scheme gets `http://`. */
export function httpUrl(value: string): string | undefined {
  const withScheme = /^[a-z][a-z0-9+.-]*:/i.test(value) ? value : `http://${value}`;
  if (!URL.canParse(withScheme)) return undefined;
  const url = new URL(withScheme);
  if (!['http:', 'https:', 'tg:', 'mailto:', 'ton:'].includes(url.protocol)) return undefined;
  if (url.protocol.startsWith('http') && !/\.|^localhost$|^\[/.test(url.hostname)) return undefined;
  return url.href;
}

function unparsable(why: string) {
  return badRequest(`can't parse entities: ${why}`);
}

/** Walks over the source; errors name places in bytes of UTF-8, as Telegram does. */
class TagReader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  atEnd(): boolean {
    return this.#at >= this.#source.length;
  }

  peek(ahead = 0): string {
    return this.#source[this.#at + ahead] ?? '';
  }

  take(): string {
    return this.#source[this.#at++] ?? '';
  }

  byteOffset(): number {
    return Buffer.byteLength(this.#source.slice(0, this.#at));
  }

  /** What a `&` stands for; unknown names stay as they are written. */
  character(): string {
    const match = /^&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));?/i.exec(
      this.#source.slice(this.#at, this.#at + 12),
    );
    const code = match?.[1] ? Number(match[1]) : match?.[2] ? Number.parseInt(match[2], 16) : 0;
    const decoded = match?.[3]
      ? namedCharacters[match[3]]
      : code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
        ? String.fromCodePoint(code)
        : undefined;
    if (!match || decoded === undefined) return this.take();
    this.#at += match[0].length;
    return decoded;
  }

  endTag(): string {
    const at = this.byteOffset();
    this.#at += 2;
    const name = this.#word(/[\s>]/);
    this.#spaces();
    if (this.take() !== '>') throw unparsable(`Unclosed end tag at byte offset ${at}`);
    return name.toLowerCase();
  }

  startTag(): { name: string; argument: string } {
    const at = this.byteOffset();
    this.#at += 1;
    const name = this.#word(/[\s>]/).toLowerCase();
    if (this.atEnd()) throw unparsable(`Unclosed start tag at byte offset ${at}`);
    if (!tags.has(name)) throw unparsable(`Unsupported start tag "${name}" at byte offset ${at}`);
    let argument = '';
    for (;;) {
      this.#spaces();
      if (this.peek() === '>') break;
      if (this.atEnd()) throw unparsable(`Unclosed start tag "${name}" at byte offset ${at}`);
      const [attribute, value] = this.#attribute(name, at);
      if (name === 'a' && attribute === 'href') argument = value;
      if (name === 'code' && attribute === 'class' && value.startsWith('language-'))
        argument = value.slice(9);
      if (name === 'span' && attribute === 'class' && value.startsWith('tg-')) argument = value.slice(3);
      if (name === 'tg-emoji' && attribute === 'emoji-id') argument = value;
      if (name === 'blockquote' && attribute === 'expandable') argument = 'expandable';
    }
    this.#at += 1;
    if (name === 'span' && argument !== 'spoiler') {
      throw unparsable(`Tag "span" must have class "tg-spoiler" at byte offset ${at}`);
    }
    return { name, argument };
  }

  #attribute(tag: string, at: number): [name: string, value: string] {
    const name = this.#word(/[\s=>]/);
    if (!name) throw unparsable(`Empty attribute name in the tag "${tag}" at byte offset ${at}`);
    this.#spaces();
    if (this.peek() !== '=') {
      if (tag === 'blockquote' && name === 'expandable') return [name, ''];
      throw unparsable(
        `Expected equal sign in declaration of an attribute of the tag "${tag}" at byte offset ${at}`,
      );
    }
    this.#at += 1;
    this.#spaces();
    const quote = this.peek();
    if (quote !== '"' && quote !== "'") {
      const value = this.#word(/[^a-z0-9.-]/i);
      if (!/[\s>]/.test(this.peek()))
        throw unparsable(`Unexpected end of name token at byte offset ${this.byteOffset()}`);
      return [name, value.toLowerCase()];
    }
    this.#at += 1;
    let value = '';
    while (!this.atEnd() && this.peek() !== quote)
      value += this.peek() === '&' ? this.character() : this.take();
    if (this.atEnd()) throw unparsable(`Unclosed start tag at byte offset ${at}`);
    this.#at += 1;
    return [name, value];
  }

  #word(end: RegExp): string {
    let word = '';
    while (!this.atEnd() && !end.test(this.peek())) word += this.take();
    return word;
  }

  #spaces(): void {
    while (/\s/.test(this.peek())) this.#at += 1;
  }
}
