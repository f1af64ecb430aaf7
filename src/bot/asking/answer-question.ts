import { isDeepStrictEqual } from 'node:util';
import { GrammyError } from 'grammy';
import type { Answer } from '../../answering/answer.ts';
import type { Exchange, Seat } from '../../store/conversations.ts';
import { editView, replaceView } from '../sending.ts';
import type { BotServices, PreviousExchange } from '../services.ts';
import type { BotContext, Locale, Texts } from '../texts.ts';
import { whileTyping } from '../typing.ts';
import { type AnswerExtras, type AnswerScope, answerView } from './answer-view.ts';

/** A question put to the bot. */
export interface Asked {
  readonly seat: Seat;
  /** The message that asks. */
  readonly messageId: number;
  /** Its text as it was sent. */
  readonly text: string;
  /** The question in it. */
  readonly question: string;
  /** The message that it replies to. */
  readonly replyTo?: number | undefined;
  /** The bot's messages to show the answer in place of. */
  readonly earlier?: readonly number[];
  /** Look in all reports, also when the conversation is about one. */
  readonly everywhere?: boolean;
  /** The answer replies to the question (in groups). */
  readonly asReply: boolean;
}

/** Answers a question in its conversation, shows the answer, and keeps the exchange. */
export async function answerQuestion(
  ctx: BotContext,
  services: BotServices,
  textsIn: (locale: Locale) => Texts,
  asked: Asked,
): Promise<void> {
  const { conversations, log } = services;
  const { seat, messageId, question } = asked;
  const replied = await exchangeRepliedTo(services, asked);
  const scope = await scopeOf(services, asked, replied);
  const previous = replied ?? (await conversations.last(seat, messageId));
  const started = performance.now();
  const answer = await whileTyping(ctx, log, () =>
    services.ask(question, {
      ...(previous ? { previous: conversationOf(previous) } : {}),
      ...(scope.within ? { reportId: scope.within.id } : {}),
    }),
  );
  const ms = Math.round(performance.now() - started);
  log.info({ outcome: answer.outcome, language: answer.language, ms }, 'question answered');
  log.debug({ question }, 'question');

  const { reading } = await services.collection();
  const texts = textsIn(answer.language);
  const extras = { ...scope, reading };
  const view = answerView(answer, texts, extras);
  const shown = await replaceView(ctx, asked.earlier ?? [], view, asked.asReply ? messageId : undefined);
  const exchange: Exchange = {
    ...seat,
    messageId,
    kind: 'question',
    asked: asked.text,
    question: answer.understoodAs ?? question,
    reportIds: [...new Set(answer.citations.map(({ reportId }) => reportId))],
    passageIds: [...new Set(answer.citations.map(({ passageId }) => passageId))],
    withinReport: scope.within?.id ?? null,
  };
  await conversations.record(exchange, shown);
  // Not waited for: what the person asks next should not wait either.
  void addSummary(ctx, services, { answer, exchange, shown, texts, extras });
}

/** Puts a summary into an answer that was shown, when it comes, unless another answer stands there by then. */
async function addSummary(
  ctx: BotContext,
  { summarise, conversations, log }: BotServices,
  at: { answer: Answer; exchange: Exchange; shown: readonly number[]; texts: Texts; extras: AnswerExtras },
): Promise<void> {
  const { answer, exchange, shown, texts, extras } = at;
  if (!summarise || answer.outcome !== 'answer') return;
  try {
    const summary = await summarise(answer);
    if (summary.length === 0) return;
    const now = await conversations.asked(exchange.chatId, exchange.messageId);
    if (!now || !isDeepStrictEqual([now.exchange, now.answers], [exchange, shown])) return;
    await editView(ctx, shown, answerView(answer, texts, { ...extras, summary }));
  } catch (error) {
    log.warn(
      { reason: error instanceof GrammyError ? error.description : String(error) },
      'no summary shown',
    );
  }
}

/** The exchange whose answer (or excerpt) a question replies to, whoever asked then. */
async function exchangeRepliedTo(
  { conversations }: BotServices,
  { seat, replyTo, messageId }: Asked,
): Promise<Exchange | null> {
  if (replyTo === undefined) return null;
  const replied = await conversations.answered(seat.chatId, replyTo);
  return replied && replied.kind === 'question' && replied.messageId !== messageId ? replied : null;
}

/** The report to look in: that of the answer replied to, else the one this person is asking within. */
async function scopeOf(
  { conversations, report }: BotServices,
  { seat, everywhere }: Asked,
  replied: Exchange | null,
): Promise<AnswerScope> {
  const wanted = everywhere ? null : (replied?.withinReport ?? (await conversations.scope(seat)));
  if (wanted === null) return { within: null, lost: false };
  const found = await report(wanted);
  if (found && found.withdrawnAt === null) return { within: found, lost: false };
  await conversations.leaveScope(seat);
  return { within: null, lost: true };
}

function conversationOf({ question, reportIds }: Exchange): PreviousExchange {
  return { question, reportIds };
}
