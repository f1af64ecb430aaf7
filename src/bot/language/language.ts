import { Composer } from 'grammy';
import { type AccessRules, isAdmin } from '../access/access.ts';
import { decidesForChat } from '../access/group-admin.ts';
import { html } from '../html.ts';
import { publishChatCommands } from '../profile.ts';
import { sendView, showInstead } from '../sending.ts';
import type { BotServices } from '../services.ts';
import type { BotContext, Locale, Texts } from '../texts.ts';
import { languageButton } from './language-button.ts';
import { languageView } from './language-view.ts';

/** /language: the language of the interface in this chat. In a group its administrators choose. */
export function languageFeature(
  { chats, log }: Pick<BotServices, 'chats' | 'log'>,
  rules: AccessRules,
  textsOf: (ctx: BotContext) => Texts,
  textsIn: (locale: Locale) => Texts,
): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.command('language', async (ctx) => {
    const texts = textsOf(ctx);
    if (await decidesForChat(ctx, rules)) return sendView(ctx, languageView(texts, false));
    return sendView(ctx, { text: html`${texts.t('group-admins-only')}` });
  });
  composer.callbackQuery(languageButton.pattern, async (ctx, next) => {
    const choice = languageButton.unpack(ctx.callbackQuery.data);
    if (!choice || !ctx.chat) return next();
    if (!(await decidesForChat(ctx, rules))) {
      const text = textsOf(ctx).t('group-admins-only');
      return ctx.answerCallbackQuery({ text, show_alert: true });
    }
    await chats.setLocale(ctx.chat.id, choice.locale);
    await ctx.answerCallbackQuery();
    const texts = textsIn(choice.locale);
    await showInstead(ctx, languageView(texts, true));
    if (ctx.chat.type !== 'private') return;
    await publishChatCommands(ctx.api, texts, ctx.chat.id, isAdmin(rules, ctx.from.id)).catch(
      (error: unknown) => log.debug({ reason: String(error) }, 'could not change the commands of a chat'),
    );
  });
  return composer;
}
