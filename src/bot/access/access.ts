import type { BotContext } from '../texts.ts';

/** Who is answered, by Telegram ids; an empty list is everybody. */
export interface AccessRules {
  readonly allowedUsers: readonly number[];
  readonly allowedChats: readonly number[];
  /** They are always answered, and may do what others may not. */
  readonly admins: readonly number[];
}

/** `chat`: the bot has no business in this group. `user`: it has, or there is none, but not with this person. */
export type Verdict = 'allowed' | 'user' | 'chat';

/** Whether a person runs the bot. */
export function isAdmin(rules: AccessRules, userId: number | undefined): boolean {
  return userId !== undefined && rules.admins.includes(userId);
}

/**
 * Who may use the bot where. In a group of ALLOWED_CHATS everybody may; with that list empty, a group is
 * open to the people of ALLOWED_USERS, so that nobody gets around that list by making a group.
 */
export function judge(rules: AccessRules, ctx: Pick<BotContext, 'chat' | 'from'>): Verdict {
  const { chat, from } = ctx;
  if (chat && chat.type !== 'private' && rules.allowedChats.length > 0) {
    return rules.allowedChats.includes(chat.id) ? 'allowed' : 'chat';
  }
  if (rules.allowedUsers.length === 0 || isAdmin(rules, from?.id)) return 'allowed';
  return from && rules.allowedUsers.includes(from.id) ? 'allowed' : 'user';
}
