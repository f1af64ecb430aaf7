import { Composer } from 'grammy';
import type { InlineQueryResultArticle } from 'grammy/types';
import type { FoundPassage } from '../../retrieval/find-passages.ts';
import { unpackPlace } from '../excerpt/deep-link.ts';
import type { BotServices } from '../services.ts';
import type { BotContext, Texts } from '../texts.ts';
import { hintArticle, noneArticle, quotationArticle } from './inline-view.ts';

/** Results offered at once. */
const RESULTS = 8;
/** How long Telegram may give the same results for the same words, in seconds: reports come and change. */
const CACHE = 60;

/** Inline mode: passages for what is typed after the bot's name in any chat; a shared excerpt by its own name. */
export function inlineFeature(
  services: BotServices,
  textsOf: (ctx: BotContext) => Texts,
): Composer<BotContext> {
  const composer = new Composer<BotContext>();

  composer.on('inline_query', async (ctx) => {
    const words = ctx.inlineQuery.query.trim();
    const { results, next } = await resultsFor(ctx, words, Number.parseInt(ctx.inlineQuery.offset, 10) || 0);
    await ctx.answerInlineQuery(results, {
      cache_time: CACHE,
      // The words around the quotes are in the language of the one who asks.
      is_personal: true,
      next_offset: next,
    });
  });

  return composer;

  async function resultsFor(
    ctx: BotContext,
    words: string,
    from: number,
  ): Promise<{ results: InlineQueryResultArticle[]; next: string }> {
    const texts = textsOf(ctx);
    const none = { results: [noneArticle(texts, ctx.me)], next: '' };
    if (!/[\p{L}\p{N}]/u.test(words)) return { results: [hintArticle(texts, ctx.me)], next: '' };
    const place = unpackPlace(words);
    if (place) {
      const excerpt = await services.excerpt(place);
      if (!excerpt || excerpt.state === 'withdrawn') return none;
      const { report, mark, start, text } = excerpt;
      const words = mark ? text.slice(mark.start - start, mark.end - start) : text;
      return { results: [quotationArticle({ report, text: words, place }, texts, ctx.me)], next: '' };
    }
    const offset = Math.max(0, from);
    const found = await services.search(words, { offset, limit: RESULTS });
    // A page after the last one is empty; only the first can say that nothing was found.
    if (found.passages.length === 0) return offset === 0 ? none : { results: [], next: '' };
    const results = found.passages.map((one) => quotationArticle(quotationOf(one), texts, ctx.me));
    const after = offset + RESULTS;
    return { results: unique(results), next: after < found.total ? String(after) : '' };
  }
}

function quotationOf({ passage, sentence }: FoundPassage) {
  const { report } = passage;
  const text = passage.text.slice(sentence.start - passage.start, sentence.end - passage.start);
  return { report, text, place: { reportId: report.id, version: report.version, ...sentence } };
}

/** Passages overlap by a sentence, which may be the nearest one of both. */
function unique(results: readonly InlineQueryResultArticle[]): InlineQueryResultArticle[] {
  return [...new Map(results.map((result) => [result.id, result])).values()];
}
