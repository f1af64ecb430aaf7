import type { AccessRules } from '../access/access.ts';
import { decidesForChat } from '../access/group-admin.ts';
import { html } from '../html.ts';
import { sendView } from '../sending.ts';
import type { BotContext, Texts } from '../texts.ts';

/** Whether the person may change what is followed here: in groups administrators only. Others are told so. */
export async function mayChange(ctx: BotContext, rules: AccessRules, { t }: Texts): Promise<boolean> {
  if (await decidesForChat(ctx, rules)) return true;
  const text = t('group-admins-only');
  if (ctx.callbackQuery) await ctx.answerCallbackQuery({ text, show_alert: true });
  else await sendView(ctx, { text: html`${text}` }, ctx.msg?.message_id);
  return false;
}
