import type { MiddlewareFn } from 'grammy';
import type { BotServices } from '../services.ts';
import { type BotContext, locales } from '../texts.ts';

/** Middleware that finds the language chosen in the chat; for an inline query, in the chat with the person. */
export function chatLanguage({ chats }: Pick<BotServices, 'chats'>): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    const id = ctx.chat?.id ?? ctx.from?.id;
    const kept = id === undefined ? null : await chats.chat(id);
    ctx.isNewChat = kept === null && ctx.chat !== undefined;
    ctx.chosenLocale = locales.find((locale) => locale === kept?.locale);
    return next();
  };
}

/** Middleware that keeps a chat which was not known, and takes what was kept along when a group gets a new number. */
export function chatKeeper({ chats, log }: Pick<BotServices, 'chats' | 'log'>): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    const status = ctx.myChatMember?.new_chat_member.status;
    if (ctx.chat && ctx.isNewChat && status !== 'left' && status !== 'kicked') await chats.add(ctx.chat.id);
    const to = ctx.message?.migrate_to_chat_id;
    if (ctx.chat && to !== undefined) {
      await chats.move(ctx.chat.id, to);
      log.warn(`The group ${ctx.chat.id} is now ${to}: if it is in ALLOWED_CHATS, change it there.`);
    }
    return next();
  };
}
