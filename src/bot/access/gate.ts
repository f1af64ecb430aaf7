import type { MiddlewareFn } from 'grammy';
import type { Logger } from 'pino';
import { isolate } from '../direction.ts';
import { html } from '../html.ts';
import { sendView, type View } from '../sending.ts';
import type { BotContext, Texts } from '../texts.ts';
import { type AccessRules, judge } from './access.ts';

/** What a person gets who is not answered: their id, by which the one who runs the bot can let them in. */
export function refusalView(key: 'access-user' | 'access-chat', id: number, { t }: Texts): View {
  return { text: html`${t(key)}\n<code>${isolate(String(id))}</code>` };
}

/**
 * Middleware that stops updates of people and groups that are not allowed. A person is told so with their id,
 * but in a group only when they press a button: there it would be noise. A group that is not allowed is told
 * once, and left: in it the bot would go on receiving what its people say, and be no use to them.
 */
export function accessGate(
  rules: AccessRules,
  textsOf: (ctx: BotContext) => Texts,
  log: Logger,
): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    const verdict = judge(rules, ctx);
    if (verdict === 'allowed') return next();
    log.info({ user: ctx.from?.id, chat: ctx.chat?.id }, `not allowed: ${verdict}`);
    if (verdict === 'chat') return leave(ctx, textsOf(ctx));
    const { t } = textsOf(ctx);
    if (ctx.inlineQuery) {
      const button = { text: t('access-inline'), start_parameter: 'access' };
      await ctx.answerInlineQuery([], { is_personal: true, cache_time: 10, button });
    } else if (ctx.callbackQuery) {
      const text = `${t('access-user')} ${isolate(String(ctx.callbackQuery.from.id))}`;
      await ctx.answerCallbackQuery({ text, show_alert: true });
    } else if (ctx.message && ctx.chat?.type === 'private') {
      await sendView(ctx, refusalView('access-user', ctx.message.from.id, textsOf(ctx)));
    }
  };
}

async function leave(ctx: BotContext, texts: Texts): Promise<void> {
  const { chat } = ctx;
  if (!chat) return;
  const status = ctx.myChatMember?.new_chat_member.status;
  if (status === 'left' || status === 'kicked') return;
  if (ctx.callbackQuery) await ctx.answerCallbackQuery();
  try {
    if (chat.type !== 'channel') await sendView(ctx, refusalView('access-chat', chat.id, texts));
  } finally {
    await ctx.leaveChat();
  }
}
