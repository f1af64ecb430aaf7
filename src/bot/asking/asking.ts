import { Composer } from 'grammy';
import { html } from '../html.ts';
import { sendView } from '../sending.ts';
import type { BotServices } from '../services.ts';
import type { BotContext, Locale, Texts } from '../texts.ts';
import { answerView } from './answer-view.ts';

/** Longest question, in UTF-16 code units. */
export const QUESTION_LIMIT = 1000;

/** What a person may send that is not text (service messages, such as a pinned one, are left alone). */
const otherContent = [
  'message:file',
  'message:location',
  'message:contact',
  'message:poll',
  'message:dice',
  'message:story',
  'message:game',
] as const;

/** Questions in private chats: a text is a question, anything else gets one friendly line. */
export function askingFeature(
  services: BotServices,
  textsOf: (ctx: BotContext) => Texts,
  textsIn: (locale: Locale) => Texts,
): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const inPrivate = composer.chatType('private');
  const say = (ctx: BotContext, key: string, values?: Record<string, number>) =>
    sendView(ctx, { text: html`${textsOf(ctx).t(key, values)}` });

  inPrivate.on('message:text', async (ctx) => {
    const question = ctx.msg.text.trim();
    if (ctx.msg.entities?.some(({ type, offset }) => type === 'bot_command' && offset === 0)) {
      return say(ctx, 'unknown-command');
    }
    if (!/[\p{L}\p{N}]/u.test(question)) return say(ctx, 'question-empty');
    if (question.length > QUESTION_LIMIT) return say(ctx, 'question-too-long', { limit: QUESTION_LIMIT });
    const typing = ctx.replyWithChatAction('typing').catch((error: unknown) => {
      services.log.debug({ reason: String(error) }, 'no typing action');
    });
    const started = performance.now();
    const answer = await services.ask(question);
    const ms = Math.round(performance.now() - started);
    services.log.info({ outcome: answer.outcome, language: answer.language, ms }, 'question answered');
    services.log.debug({ question }, 'question');
    await typing;
    return sendView(ctx, answerView(answer, textsIn(answer.language)));
  });

  inPrivate.on([...otherContent], (ctx) => say(ctx, 'text-only'));
  return composer;
}
