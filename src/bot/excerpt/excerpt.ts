import { Composer } from 'grammy';
import type { Excerpt } from '../../reports/stored.ts';
import { html } from '../html.ts';
import { sendView, showInstead } from '../sending.ts';
import type { BotServices } from '../services.ts';
import type { BotContext, Texts } from '../texts.ts';
import { unpackPlace } from './deep-link.ts';
import { excerptButton, turnButton } from './excerpt-button.ts';
import { excerptView } from './excerpt-view.ts';

/** Excerpts: the button of a citation, the pages of an excerpt, a link that opens one; or why there is none. */
export function excerptFeature(
  services: BotServices,
  textsOf: (ctx: BotContext) => Texts,
): Composer<BotContext> {
  const composer = new Composer<BotContext>();

  composer.callbackQuery(excerptButton.pattern, async (ctx, next) => {
    const place = excerptButton.unpack(ctx.callbackQuery.data);
    if (!place || place.start >= place.end || !ctx.chat) return next();
    const excerpt = await services.excerpt(place);
    if (!excerpt || excerpt.state === 'withdrawn') return refuse(ctx, excerpt);
    await ctx.answerCallbackQuery();
    const under = ctx.callbackQuery.message?.message_id;
    const sent = await sendView(ctx, excerptView(excerpt, textsOf(ctx), ctx.me), under);
    // A reply to the excerpt goes on with the conversation that it came from.
    const exchange = under === undefined ? null : await services.conversations.answered(ctx.chat.id, under);
    if (exchange) await services.conversations.link(exchange, sent);
  });

  composer.callbackQuery(turnButton.pattern, async (ctx, next) => {
    const turn = turnButton.unpack(ctx.callbackQuery.data);
    if (!turn || !ctx.chat) return next();
    const page = await services.excerptAt(turn);
    if (!page || page.state === 'withdrawn') return refuse(ctx, page);
    const cited = turn.start < turn.end ? { start: turn.start, end: turn.end } : null;
    const start = Math.max(page.start, turn.start);
    const end = Math.min(page.end, turn.end);
    const excerpt = start < end ? { ...page, mark: { start, end } } : page;
    await ctx.answerCallbackQuery();
    await showInstead(ctx, excerptView(excerpt, textsOf(ctx), ctx.me, cited));
  });

  composer.chatType('private').command('start', async (ctx, next) => {
    const place = unpackPlace(ctx.match);
    if (!place) return next();
    const excerpt = await services.excerpt(place);
    const texts = textsOf(ctx);
    if (!excerpt || excerpt.state === 'withdrawn') {
      return sendView(ctx, { text: html`${texts.t(whyNone(excerpt))}` });
    }
    return sendView(ctx, excerptView(excerpt, texts, ctx.me));
  });

  function refuse(ctx: BotContext, excerpt: Excerpt | null) {
    return ctx.answerCallbackQuery({ text: textsOf(ctx).t(whyNone(excerpt)), show_alert: true });
  }

  return composer;
}

function whyNone(excerpt: Excerpt | null): string {
  return excerpt ? 'excerpt-withdrawn' : 'excerpt-unknown';
}
