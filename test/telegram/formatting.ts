import type { MessageEntity } from 'grammy/types';
import { badRequest } from './errors.ts';
import { type FormattedText, parseHtml } from './html-parser.ts';

/** Longest text of a message, in UTF-16 code units after parsing (Bot API, sendMessage). */
export const MAX_TEXT = 4096;
/** Longest caption of a file, in UTF-16 code units after parsing (Bot API, sendDocument). */
export const MAX_CAPTION = 1024;

/** What a request says about formatting. */
export interface FormattingParams {
  readonly parse_mode?: string | undefined;
  readonly entities?: readonly MessageEntity[] | undefined;
}

/** The text as Telegram keeps it: parsed, cleaned, trimmed, within `max` UTF-16 units. Throws ApiError. */
export function formatText(source: string, params: FormattingParams, max: number): FormattedText {
  const parsed = parse(source, params);
  const cleaned = trim(clean(parsed));
  if (cleaned.text.length > max)
    throw badRequest(max === MAX_CAPTION ? 'message caption is too long' : 'message is too long');
  return cleaned;
}

function parse(source: string, { parse_mode, entities }: FormattingParams): FormattedText {
  if (parse_mode === undefined || parse_mode === '') {
    for (const { offset, length } of entities ?? []) {
      if (offset < 0 || length <= 0 || offset + length > source.length) {
        throw badRequest(
          `entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${offset + length}`,
        );
      }
    }
    return { text: source, entities: [...(entities ?? [])] };
  }
  if (parse_mode.toLowerCase() === 'html') return parseHtml(source);
  throw badRequest('unsupported parse_mode');
}

/**
 * Telegram drops carriage returns, line and paragraph separators and the old embedding controls
 * (U+2028–U+202E), and turns other control characters into spaces (td/telegram/misc.cpp, clean_input_string).
 */
function clean({ text, entities }: FormattedText): FormattedText {
  const dropped = /[\r\u2028-\u202e]/g;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what Telegram replaces
  const spaced = text.replace(/[\u0000-\u0009\u000b\u000c\u000e-\u001f]/g, ' ');
  const result = spaced.replace(dropped, '');
  if (result.length === text.length) return { text: result, entities };
  const kept = (offset: number) => spaced.slice(0, offset).replace(dropped, '').length;
  return { text: result, entities: moved(entities, kept) };
}

function trim({ text, entities }: FormattedText): FormattedText {
  const start = text.length - text.trimStart().length;
  const result = text.trim();
  const kept = (offset: number) => Math.min(Math.max(offset - start, 0), result.length);
  return { text: result, entities: moved(entities, kept) };
}

function moved(entities: readonly MessageEntity[], kept: (offset: number) => number): MessageEntity[] {
  return entities
    .map((entity) => {
      const offset = kept(entity.offset);
      return { ...entity, offset, length: kept(entity.offset + entity.length) - offset };
    })
    .filter(({ length }) => length > 0);
}

/** The entities Telegram finds by itself in what a person types: commands, mentions, links. */
export function detectEntities(text: string): MessageEntity[] {
  const found: MessageEntity[] = [];
  const find = (type: 'bot_command' | 'mention' | 'url', pattern: RegExp) => {
    for (const match of text.matchAll(pattern)) {
      const lead = match[1]?.length ?? 0;
      found.push({ type, offset: match.index + lead, length: match[0].length - lead });
    }
  };
  find('bot_command', /(^|[\s([])\/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\p{L}\p{N}_/@])/giu);
  find('mention', /(^|[^\p{L}\p{N}_/])@[a-z0-9_]{3,32}(?![\p{L}\p{N}_])/giu);
  find('url', /(^|\s)https?:\/\/[^\s<>"]+/giu);
  return found.sort((a, b) => a.offset - b.offset);
}
