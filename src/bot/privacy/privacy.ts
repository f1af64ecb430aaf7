import { Composer } from 'grammy';
import type { AccessRules } from '../access/access.ts';
import { decidesForChat } from '../access/group-admin.ts';
import { html } from '../html.ts';
import { unpublishChatCommands } from '../profile.ts';
import { sendView, showInstead } from '../sending.ts';
import type { BotServices } from '../services.ts';
import type { BotContext, Texts } from '../texts.ts';
import { forgetButton } from './forget-button.ts';
import { forgetView, forgottenView, privacyView } from './privacy-view.ts';

/** /privacy says what is kept of a chat; /forget deletes it all after a question. */
export function privacyFeature(
  { forget, log, summarise }: Pick<BotServices, 'forget' | 'log' | 'summarise'>,
  rules: AccessRules,
  textsOf: (ctx: BotContext) => Texts,
): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.command('privacy', (ctx) => sendView(ctx, privacyView(textsOf(ctx), summarise !== undefined)));
  composer.command('forget', async (ctx) => {
    const texts = textsOf(ctx);
    if (await decidesForChat(ctx, rules)) return sendView(ctx, forgetView(texts));
    return sendView(ctx, { text: html`${texts.t('group-admins-only')}` });
  });
  composer.callbackQuery(forgetButton.pattern, async (ctx, next) => {
    const pressed = forgetButton.unpack(ctx.callbackQuery.data);
    if (!pressed || !ctx.chat) return next();
    const texts = textsOf(ctx);
    if (!(await decidesForChat(ctx, rules))) {
      return ctx.answerCallbackQuery({ text: texts.t('group-admins-only'), show_alert: true });
    }
    if (pressed.answer === 'yes') {
      await forget(ctx.chat.id);
      await unpublishChatCommands(ctx.api, ctx.chat.id).catch((error: unknown) =>
        log.debug({ reason: String(error) }, 'the chat had no commands of its own'),
      );
    }
    await ctx.answerCallbackQuery();
    return showInstead(ctx, forgottenView(pressed.answer, texts));
  });
  return composer;
}
