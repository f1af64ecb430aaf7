import { Composer } from 'grammy';
import { sendView } from '../sending.ts';
import type { BotContext, Texts } from '../texts.ts';
import { helpView, startView } from './start-view.ts';

/** /start in private chats, /help everywhere. */
export function startFeature(textsOf: (ctx: BotContext) => Texts): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const inPrivate = composer.chatType('private');
  inPrivate.command('start', (ctx) => sendView(ctx, startView(textsOf(ctx))));
  composer.command('help', (ctx) => sendView(ctx, helpView(textsOf(ctx))));
  return composer;
}
