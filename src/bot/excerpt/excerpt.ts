import { Composer } from 'grammy';
import { sendView } from '../sending.ts';
import type { BotServices } from '../services.ts';
import type { BotContext, Texts } from '../texts.ts';
import { excerptButton } from './excerpt-button.ts';
import { excerptView } from './excerpt-view.ts';

/** The button of a citation: its passage as a reply to the answer, or a notice why there is none. */
export function excerptFeature(
  services: BotServices,
  textsOf: (ctx: BotContext) => Texts,
): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.callbackQuery(excerptButton.pattern, async (ctx, next) => {
    const place = excerptButton.unpack(ctx.callbackQuery.data);
    if (!place || place.start >= place.end || !ctx.chat) return next();
    const texts = textsOf(ctx);
    const excerpt = await services.excerpt(place);
    if (!excerpt || excerpt.state === 'withdrawn') {
      const key = excerpt ? 'excerpt-withdrawn' : 'excerpt-unknown';
      return ctx.answerCallbackQuery({ text: texts.t(key), show_alert: true });
    }
    await ctx.answerCallbackQuery();
    return sendView(ctx, excerptView(excerpt, texts), ctx.callbackQuery.message?.message_id);
  });
  return composer;
}
