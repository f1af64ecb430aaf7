// The limits of https://core.telegram.org/bots/api that a bot meets, with Telegram's words for each refusal.

import type { BotCommand, InlineKeyboardMarkup, InlineQueryResult } from 'grammy/types';
import { z } from 'zod';
import { badRequest } from './errors.ts';
import { formatText, MAX_CAPTION, MAX_TEXT } from './formatting.ts';
import { httpUrl } from './html-parser.ts';

/** Most buttons of one inline keyboard (not documented; td/telegram/ReplyMarkup.cpp, 300 and 12 a row). */
const MAX_BUTTONS = 100;

const buttonSchema = z.looseObject({ text: z.string({ error: 'button text must be a string' }) });
const keyboardSchema = z.object({ inline_keyboard: z.array(z.array(buttonSchema)) });

/** What a button does: exactly one of these. */
const actions = [
  'url',
  'callback_data',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
];

/** Checks a `reply_markup`; gives the inline keyboard if it is one. Throws ApiError. */
export function checkKeyboard(markup: Record<string, unknown> | undefined): InlineKeyboardMarkup | undefined {
  if (!markup || !('inline_keyboard' in markup)) return undefined;
  const parsed = keyboardSchema.safeParse(markup);
  if (!parsed.success) throw badRequest("can't parse reply keyboard markup JSON object");
  const rows = parsed.data.inline_keyboard.filter((row) => row.length > 0);
  const buttons = rows.flat();
  if (buttons.length > MAX_BUTTONS) throw badRequest('REPLY_MARKUP_TOO_LONG');
  for (const button of buttons) {
    if (button.text.trim() === '') throw badRequest('text buttons are unallowed in the inline keyboard');
    const kinds = actions.filter((action) => button[action] !== undefined);
    if (kinds.length !== 1) throw badRequest('text buttons are unallowed in the inline keyboard');
    const { callback_data: data, url, copy_text: copy } = button;
    if (data !== undefined) {
      const bytes = typeof data === 'string' ? Buffer.byteLength(data) : 0;
      if (bytes < 1 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID');
    }
    if (url !== undefined && (typeof url !== 'string' || !httpUrl(url))) {
      throw badRequest(`inline keyboard button URL '${String(url)}' is invalid: Wrong HTTP URL`);
    }
    if (copy !== undefined) {
      const text = z.object({ text: z.string().min(1).max(256) }).safeParse(copy);
      if (!text.success) throw badRequest('BUTTON_COPY_TEXT_INVALID');
    }
  }
  return rows.length > 0 ? ({ inline_keyboard: rows } as unknown as InlineKeyboardMarkup) : undefined;
}

/** Checks the list of setMyCommands. Throws ApiError. */
export function checkCommands(commands: readonly BotCommand[]): void {
  if (commands.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  for (const { command, description } of commands) {
    if (!/^\/?[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
    if (description.trim().length < 1 || description.length > 256) {
      throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
    }
  }
}

const resultSchema = z.looseObject({
  type: z.string(),
  id: z.string(),
  input_message_content: z
    .looseObject({ message_text: z.string().optional(), parse_mode: z.string().optional() })
    .optional(),
  reply_markup: z.record(z.string(), z.unknown()).optional(),
});

/** Checks the results of answerInlineQuery. Throws ApiError. */
export function checkInlineResults(results: readonly unknown[]): InlineQueryResult[] {
  if (results.length > 50) throw badRequest('RESULTS_TOO_MUCH');
  const ids = new Set<string>();
  return results.map((result) => {
    const parsed = resultSchema.safeParse(result);
    if (!parsed.success)
      throw badRequest('can\'t parse inline query result: Field "type" or "id" is missing');
    const { id, type, title, input_message_content: content, reply_markup, caption } = parsed.data;
    if (Buffer.byteLength(id) < 1 || Buffer.byteLength(id) > 64) throw badRequest('RESULT_ID_INVALID');
    if (ids.has(id)) throw badRequest('RESULT_ID_DUPLICATE');
    ids.add(id);
    if (type === 'article') {
      if (typeof title !== 'string' || title.trim() === '') throw badRequest('ARTICLE_TITLE_EMPTY');
      if (!content) throw badRequest('MESSAGE_TEXT_EMPTY');
    }
    if (content?.message_text !== undefined) {
      const { text } = formatText(content.message_text, { parse_mode: content.parse_mode }, MAX_TEXT);
      if (text === '') throw badRequest('MESSAGE_TEXT_EMPTY');
    }
    if (typeof caption === 'string') {
      formatText(caption, { parse_mode: parsed.data.parse_mode as string | undefined }, MAX_CAPTION);
    }
    checkKeyboard(reply_markup);
    return parsed.data as unknown as InlineQueryResult;
  });
}
