import { Composer } from 'grammy';
import type { Exchange } from '../../store/conversations.ts';
import { commandIn, textOf, wordsFor } from '../asking/addressing.ts';
import { QUESTION_LIMIT } from '../asking/asking.ts';
import { html } from '../html.ts';
import { seatOf } from '../seat.ts';
import { replaceView, sendView, showInstead, type View } from '../sending.ts';
import type { BotServices } from '../services.ts';
import type { BotContext, Texts } from '../texts.ts';
import { whileTyping } from '../typing.ts';
import { moreButton, pageButton } from './search-buttons.ts';
import { PASSAGES_PER_PAGE, passageListView } from './search-view.ts';

/** /search TEXT, and the further passages of an answer: lists that are paged in place. */
export function searchingFeature(
  services: BotServices,
  textsOf: (ctx: BotContext) => Texts,
): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const { conversations, log } = services;

  composer.command('search', list);

  composer.on('edited_message:text', async (ctx, next) => {
    const command = commandIn(ctx.msg, ctx.me);
    if (!command?.ours || command.name !== 'search') return next();
    const kept = await conversations.asked(ctx.chat.id, ctx.msg.message_id);
    if (!kept || kept.exchange.asked === ctx.msg.text) return next();
    return list(ctx);
  });

  composer.callbackQuery(moreButton.pattern, async (ctx) => {
    const under = ctx.callbackQuery.message;
    const exchange = under ? await conversations.answered(under.chat.id, under.message_id) : null;
    if (!exchange || !under) return say(ctx, 'question-forgotten');
    const view = await passagesFor(ctx, exchange, 0);
    if (!view) return say(ctx, 'no-more');
    await ctx.answerCallbackQuery();
    await conversations.link(exchange, await sendView(ctx, view, under.message_id));
  });

  composer.callbackQuery(pageButton.pattern, async (ctx, next) => {
    const wanted = pageButton.unpack(ctx.callbackQuery.data);
    const under = ctx.callbackQuery.message;
    if (!wanted || !under) return next();
    const exchange = await conversations.answered(under.chat.id, under.message_id);
    if (!exchange) return say(ctx, 'question-forgotten');
    const view = await passagesFor(ctx, exchange, wanted.offset);
    if (!view) return say(ctx, 'no-more');
    await ctx.answerCallbackQuery();
    await showInstead(ctx, view);
  });

  return composer;

  /** Lists the passages for the words of a message, in place of what answers it now. */
  async function list(ctx: BotContext) {
    const seat = seatOf(ctx);
    if (!seat || !ctx.msg) return;
    const { message_id: messageId } = ctx.msg;
    const text = textOf(ctx.msg);
    const earlier = (await conversations.asked(seat.chatId, messageId))?.answers ?? [];
    const { t } = textsOf(ctx);
    const words = wordsFor(ctx.msg, ctx.me);
    const asked = { ...seat, messageId, kind: 'search', asked: text, question: words } as const;
    const exchange: Exchange = { ...asked, reportIds: [], passageIds: [], withinReport: null };
    let view: View | undefined;
    if (!/[\p{L}\p{N}]/u.test(words)) view = { text: html`${t('search-usage')}` };
    else if (words.length > QUESTION_LIMIT)
      view = { text: html`${t('question-too-long', { limit: QUESTION_LIMIT })}` };
    else view = await whileTyping(ctx, log, () => passagesFor(ctx, exchange, 0));
    const shown = view ?? { text: html`${t('search-none')}` };
    const replyTo = ctx.chat?.type === 'private' ? undefined : messageId;
    await conversations.record(exchange, await replaceView(ctx, earlier, shown, replyTo));
  }

  /** A page of passages for an exchange; `undefined` when there are none there. */
  async function passagesFor(ctx: BotContext, exchange: Exchange, offset: number): Promise<View | undefined> {
    const { question, kind, passageIds, withinReport } = exchange;
    if (question === '') return undefined;
    const found = await services.search(question, {
      offset,
      limit: PASSAGES_PER_PAGE,
      except: passageIds,
      ...(withinReport === null ? {} : { reportId: withinReport }),
    });
    if (found.passages.length === 0) return undefined;
    const list = { ...found, offset, kind: kind === 'search' ? 'search' : 'more' } as const;
    return passageListView(list, textsOf(ctx));
  }

  function say(ctx: BotContext, key: string) {
    return ctx.answerCallbackQuery({ text: textsOf(ctx).t(key), show_alert: true });
  }
}
