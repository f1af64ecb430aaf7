import { GrammyError } from 'grammy';
import type { InlineKeyboardMarkup } from 'grammy/types';
import type { Html } from './html.ts';
import { splitHtml } from './split.ts';
import type { BotContext } from './texts.ts';

/** What a view gives: the text, of any length, and the buttons below it. */
export interface View {
  readonly text: Html;
  readonly keyboard?: InlineKeyboardMarkup;
}

/**
 * Sends a view to the chat (and topic) of the update, as several messages when it is long, the buttons under the
 * last. `replyTo` is the number of the message that the first one replies to, if it is still there. Gives the
 * numbers of the messages.
 */
export async function sendView(ctx: BotContext, view: View, replyTo?: number): Promise<number[]> {
  return replaceView(ctx, [], view, replyTo);
}

/**
 * Puts a view in the place of earlier messages of the bot: they are edited, surplus ones deleted, missing ones
 * sent. Gives the numbers of the messages that show it now.
 */
export async function replaceView(
  ctx: BotContext,
  earlier: readonly number[],
  view: View,
  replyTo?: number,
): Promise<number[]> {
  const parts = splitHtml(view.text);
  const shown: number[] = [];
  for (const [i, part] of parts.entries()) {
    const options = partOptions(view, i === parts.length - 1);
    const old = earlier[i];
    if (old !== undefined && (await edit(ctx, old, part, options))) shown.push(old);
    else {
      const reply = i === 0 && replyTo !== undefined ? replyOptions(replyTo) : {};
      shown.push((await ctx.reply(String(part), { ...options, ...reply })).message_id);
    }
  }
  for (const surplus of earlier.slice(parts.length)) {
    await ctx.api.deleteMessage(ctx.chat?.id ?? 0, surplus).catch(() => {});
  }
  return shown;
}

/** Changes messages of the bot that show a view to show another of as many messages; else nothing happens. */
export async function editView(ctx: BotContext, shown: readonly number[], view: View): Promise<void> {
  const parts = splitHtml(view.text);
  if (parts.length !== shown.length) return;
  for (const [i, part] of parts.entries()) {
    if (!(await edit(ctx, shown[i]!, part, partOptions(view, i === parts.length - 1)))) return;
  }
}

/** Shows a view, which must fit one message, in place of the message whose button was pressed. */
export async function showInstead(ctx: BotContext, view: View): Promise<void> {
  const pressed = ctx.callbackQuery?.message?.message_id;
  if (pressed === undefined) return;
  const [text] = splitHtml(view.text);
  if (text && !(await edit(ctx, pressed, text, partOptions(view, true)))) await sendView(ctx, view);
}

type PartOptions = ReturnType<typeof partOptions>;

function partOptions(view: View, last: boolean) {
  return {
    parse_mode: 'HTML' as const,
    link_preview_options: { is_disabled: true },
    ...(last && view.keyboard ? { reply_markup: view.keyboard } : {}),
  };
}

function replyOptions(messageId: number) {
  return { reply_parameters: { message_id: messageId, allow_sending_without_reply: true } };
}

/** False when the message is gone; one that reads like this already (a button pressed twice) is fine. */
async function edit(ctx: BotContext, messageId: number, text: Html, options: PartOptions): Promise<boolean> {
  try {
    await ctx.api.editMessageText(ctx.chat?.id ?? 0, messageId, String(text), options);
    return true;
  } catch (error) {
    if (!(error instanceof GrammyError) || error.error_code !== 400) throw error;
    if (error.description.includes('message is not modified')) return true;
    if (/message to edit not found|message can't be edited|MESSAGE_ID_INVALID/.test(error.description)) {
      return false;
    }
    throw error;
  }
}
