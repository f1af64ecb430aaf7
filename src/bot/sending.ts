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
 * Sends a view to the chat of the update, as several messages when it is long, the buttons under the last.
 * `replyTo` is the number of the message that the first one replies to, if it is still there.
 */
export async function sendView(ctx: BotContext, view: View, replyTo?: number): Promise<void> {
  const parts = splitHtml(view.text);
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1;
    await ctx.reply(String(part), {
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      ...(last && view.keyboard ? { reply_markup: view.keyboard } : {}),
      ...(i === 0 && replyTo !== undefined
        ? { reply_parameters: { message_id: replyTo, allow_sending_without_reply: true } }
        : {}),
    });
  }
}
