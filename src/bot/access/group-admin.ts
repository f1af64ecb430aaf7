import type { BotContext } from '../texts.ts';
import { type AccessRules, isAdmin } from './access.ts';

/** Whether the person may decide for the chat: in private always, in a group its administrators and ours. */
export async function decidesForChat(ctx: BotContext, rules: AccessRules): Promise<boolean> {
  const { chat, from } = ctx;
  if (!chat || chat.type === 'private' || isAdmin(rules, from?.id)) return chat !== undefined;
  // An administrator who writes anonymously writes as the group itself.
  if (!ctx.callbackQuery && ctx.senderChat?.id === chat.id) return true;
  if (!from) return false;
  const { status } = await ctx.api.getChatMember(chat.id, from.id);
  return status === 'creator' || status === 'administrator';
}
