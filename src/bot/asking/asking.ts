import { Composer } from 'grammy';
import type { Message } from 'grammy/types';
import { courtesyOf } from '../../language/courtesy.ts';
import { KEPT_FOR, type Seat } from '../../store/conversations.ts';
import { html } from '../html.ts';
import { leaveButton } from '../reports/report-buttons.ts';
import { seatOf } from '../seat.ts';
import { replaceView, sendView } from '../sending.ts';
import type { BotServices } from '../services.ts';
import type { BotContext, Locale, Texts } from '../texts.ts';
import { addressedBy, commandIn, commandOf, textOf, wordsFor } from './addressing.ts';
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
 * Questions. In private any text is one, also under a picture; in groups only a text that mentions the bot, replies
 * to it, or follows /ask. A greeting or thanks get one back. An edited question edits its answer. Anything else sent in private gets one friendly line.
 */
export function askingFeature(
  services: BotServices,
  textsOf: (ctx: BotContext) => Texts,
  textsIn: (locale: Locale) => Texts,
): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const { conversations } = services;

  composer.command('ask', (ctx) => ask(ctx, ctx.msg, 'ask-usage'));

  composer.chatType('private').on(['message:text', 'message:caption'], async (ctx, next) => {
    const seat = seatOf(ctx);
    if (seat && commandOf(ctx.msg)) return notice(ctx, seat, textsOf(ctx).t('unknown-command'));
    if (ctx.msg.text === undefined && !isWords(textOf(ctx.msg))) return next();
    return ask(ctx, ctx.msg, 'question-empty');
  });

  const inGroup = composer.chatType(['group', 'supergroup']);
  inGroup.on(['message:text', 'message:caption'], async (ctx, next) => {
    if (!addressedBy(ctx.msg, ctx.me)) return next();
    return ask(ctx, ctx.msg, 'question-missing');
  });

  composer.on(['edited_message:text', 'edited_message:caption'], async (ctx, next) => {
    const kept = await conversations.asked(ctx.chat.id, ctx.msg.message_id);
    // Telegram also calls it an edit when something else about a message changed, such as its link preview.
    if (kept && kept.exchange.asked !== textOf(ctx.msg)) return ask(ctx, ctx.msg, 'question-empty');
    return next();
  });

  // The name that was forgotten at first.
  inGroup.on(['edited_message:text', 'edited_message:caption'], async (ctx, next) => {
    const { date, edit_date: edited = date, chat, message_id } = ctx.msg;
    const command = commandIn(ctx.msg, ctx.me);
    const asks = addressedBy(ctx.msg, ctx.me) !== undefined || (command?.ours && command.name === 'ask');
    // What is older may have been answered and forgotten since.
    if (!asks || (edited - date) * 1000 >= KEPT_FOR) return next();
    if (await conversations.asked(chat.id, message_id)) return next();
    return ask(ctx, ctx.msg, 'question-missing');
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

  /** `emptyKey` says what to do when there is no question in the message. */
  async function ask(ctx: BotContext, message: Message, emptyKey: string) {
    const seat = seatOf(ctx);
    if (!seat) return;
    const inGroup = message.chat.type !== 'private';
    const to = message.reply_to_message;
    const own = wordsFor(message, ctx.me);
    // "@bot" or /ask as a reply to somebody's words asks with those words.
    const borrowed = isWords(own) || to?.from?.id === ctx.me.id ? '' : to ? textOf(to).trim() : '';
    const question = borrowed === '' ? own : borrowed;
    const courtesy = courtesyOf(question);
    if (courtesy) return notice(ctx, seat, textsIn(courtesy.language).t(`courtesy-${courtesy.kind}`));
    const why = isWords(question) ? await whyNot(ctx, question) : textsOf(ctx).t(emptyKey);
    if (why !== undefined) return notice(ctx, seat, why);
    const { message_id: messageId } = message;
    const earlier = await shownFor(seat, messageId);
    const replyTo = to?.message_id;
    const asked = { seat, messageId, text: textOf(message), question, replyTo, earlier, asReply: inGroup };
    return answerQuestion(ctx, services, textsIn, asked);
  }

  /** Says something in place of an answer. */
  async function notice(ctx: BotContext, seat: Seat, words: string) {
    const message = ctx.msg;
    if (!message) return;
    const { message_id: messageId, chat } = message;
    const replyTo = chat.type === 'private' ? undefined : messageId;
    const earlier = await shownFor(seat, messageId);
    const shown = await replaceView(ctx, earlier, { text: html`${words}` }, replyTo);
    // Kept so that the notice turns into the answer when the message is edited. Its text is not.
    const nothing = { asked: '', question: '', reportIds: [], passageIds: [], withinReport: null };
    await conversations.record({ ...seat, messageId, kind: 'notice', ...nothing }, shown);
  }

  /** What shows the answer to a message now: it was edited, or a process ended after answering it. */
  async function shownFor({ chatId }: Seat, messageId: number): Promise<readonly number[]> {
    return (await conversations.asked(chatId, messageId))?.answers ?? [];
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
