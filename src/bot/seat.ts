import type { Seat } from '../store/conversations.ts';
import type { BotContext } from './texts.ts';

/** Where the person of an update talks with the bot; `undefined` when that is in no chat. */
export function seatOf(ctx: BotContext): Seat | undefined {
  if (!ctx.chat || !ctx.from) return undefined;
  // Replies in groups without topics have a thread too; only a topic is a conversation of its own.
  const threadId = ctx.msg?.is_topic_message ? (ctx.msg.message_thread_id ?? null) : null;
  return { chatId: ctx.chat.id, threadId, userId: ctx.from.id };
}
