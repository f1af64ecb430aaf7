import { commandIn } from '../asking/addressing.ts';
import type { BotContext } from '../texts.ts';

/** Whether somebody means the bot: in groups people talk to each other, and to the bot by name or by a reply. */
export function isForBot(ctx: BotContext): boolean {
  if (ctx.inlineQuery || ctx.callbackQuery) return true;
  const message = ctx.message ?? ctx.editedMessage;
  if (!message) return false;
  if (message.chat.type === 'private') return true;
  if (message.reply_to_message?.from?.id === ctx.me.id) return true;
  const command = commandIn(message, ctx.me);
  if (command !== undefined) return command.ours;
  const text = message.text ?? message.caption ?? '';
  return text.toLowerCase().includes(`@${ctx.me.username.toLowerCase()}`);
}
