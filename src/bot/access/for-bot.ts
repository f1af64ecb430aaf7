import type { BotContext } from '../texts.ts';

/** Whether somebody means the bot: in groups people talk to each other, and to the bot by name or by a reply. */
export function isForBot(ctx: BotContext): boolean {
  if (ctx.inlineQuery || ctx.callbackQuery) return true;
  const message = ctx.message ?? ctx.editedMessage;
  if (!message) return false;
  if (message.chat.type === 'private') return true;
  if (message.reply_to_message?.from?.id === ctx.me.id) return true;
  const text = message.text ?? message.caption ?? '';
  return text.startsWith('/') || text.toLowerCase().includes(`@${ctx.me.username.toLowerCase()}`);
}
