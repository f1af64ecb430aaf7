import { Composer } from 'grammy';
import type { Message } from 'grammy/types';
import { html } from '../html.ts';
import { leaveButton } from '../reports/report-buttons.ts';
import { seatOf } from '../seat.ts';
import { replaceView, sendView } from '../sending.ts';
import type { BotServices } from '../services.ts';
import type { BotContext, Locale, Texts } from '../texts.ts';
import { addressedBy, commandOf, wordsFor } from './addressing.ts';
import { aboutRelatedButton } from './answer-keyboard.ts';
import { answerQuestion } from './answer-question.ts';

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

/**
 * Questions. In private any text is one; in groups only a text that mentions the bot, replies to it, or follows
 * /ask. An edited question edits its answer. Anything else sent in private gets one friendly line.
 */
export function askingFeature(
  services: BotServices,
  textsOf: (ctx: BotContext) => Texts,
  textsIn: (locale: Locale) => Texts,
): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const { conversations } = services;

  composer.command('ask', (ctx) => ask(ctx, ctx.msg, 'ask-usage'));

  composer.chatType('private').on('message:text', (ctx) => {
    if (!commandOf(ctx.msg)) return ask(ctx, ctx.msg, 'question-empty');
    return sendView(ctx, { text: html`${textsOf(ctx).t('unknown-command')}` });
  });

  composer.chatType(['group', 'supergroup']).on('message:text', async (ctx, next) => {
    if (!addressedBy(ctx.msg, ctx.me)) return next();
    return ask(ctx, ctx.msg, 'question-missing');
  });

  composer.on('edited_message:text', async (ctx, next) => {
    const kept = await conversations.asked(ctx.chat.id, ctx.msg.message_id);
    // Telegram also calls it an edit when something else about a message changed, such as its link preview.
    if (!kept || kept.exchange.kind === 'search' || kept.exchange.asked === ctx.msg.text) return next();
    return ask(ctx, ctx.msg, 'question-empty', kept.answers);
  });

  composer.callbackQuery(leaveButton.pattern, async (ctx, next) => {
    if (leaveButton.unpack(ctx.callbackQuery.data)?.again !== 1) return next();
    const under = ctx.callbackQuery.message;
    const exchange = under && (await conversations.answered(under.chat.id, under.message_id));
    const kept = exchange && (await conversations.asked(exchange.chatId, exchange.messageId));
    if (!exchange || !kept) return say(ctx, 'question-forgotten');
    if (exchange.userId !== ctx.from.id) return say(ctx, 'not-your-question');
    await ctx.answerCallbackQuery({ text: textsOf(ctx).t('scope-left') });
    const { messageId, asked: text, question, chatId, threadId, userId } = exchange;
    const seat = { chatId, threadId, userId };
    const asked = { seat, messageId, text, question, earlier: kept.answers, everywhere: true, asReply: true };
    return answerQuestion(ctx, services, textsIn, asked);
  });

  composer.callbackQuery(aboutRelatedButton.pattern, (ctx) => say(ctx, 'about-related'));

  composer
    .chatType('private')
    .on([...otherContent], (ctx) => sendView(ctx, { text: html`${textsOf(ctx).t('text-only')}` }));
  return composer;

  /** `emptyKey` says what to do when there is no question in the message; `earlier` shows its answer now. */
  async function ask(ctx: BotContext, message: Message, emptyKey: string, earlier: readonly number[] = []) {
    const seat = seatOf(ctx);
    if (!seat) return;
    const inGroup = message.chat.type !== 'private';
    const to = message.reply_to_message;
    const own = wordsFor(message, ctx.me);
    // "@bot" or /ask as a reply to somebody's words asks with those words.
    const borrowed = isWords(own) || to?.from?.id === ctx.me.id ? '' : (to?.text ?? '').trim();
    const question = borrowed === '' ? own : borrowed;
    const notice = isWords(question) ? await whyNot(ctx, question) : textsOf(ctx).t(emptyKey);
    const { message_id: messageId, text = '' } = message;
    if (notice === undefined) {
      const replyTo = to?.message_id;
      const asked = { seat, messageId, text, question, replyTo, earlier, asReply: inGroup };
      return answerQuestion(ctx, services, textsIn, asked);
    }
    const view = { text: html`${notice}` };
    const shown = await replaceView(ctx, earlier, view, inGroup ? messageId : undefined);
    // Kept so that the notice turns into the answer when the message is edited. Its text is not.
    const nothing = { asked: '', question: '', reportIds: [], passageIds: [], withinReport: null };
    await conversations.record({ ...seat, messageId, kind: 'notice', ...nothing }, shown);
  }

  /** Why a question can't be answered, if so. */
  async function whyNot(ctx: BotContext, question: string): Promise<string | undefined> {
    const { t } = textsOf(ctx);
    if (question.length > QUESTION_LIMIT) return t('question-too-long', { limit: QUESTION_LIMIT });
    const { reports, reading } = await services.collection();
    if (reports > 0) return undefined;
    return t(reading ? 'reading-reports' : 'no-reports');
  }

  function say(ctx: BotContext, key: string) {
    return ctx.answerCallbackQuery({ text: textsOf(ctx).t(key), show_alert: true });
  }
}

function isWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
