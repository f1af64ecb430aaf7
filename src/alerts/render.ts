import type { InlineKeyboardMarkup } from 'grammy/types';
import type { Delivery } from '../store/delivery.ts';

/** A message made of alerts. */
export interface RenderedAlerts {
  /** HTML of the Bot API. One alert alone must fit a message. */
  readonly text: string;
  readonly keyboard?: InlineKeyboardMarkup;
}

/**
 * Makes one message of deliveries of one chat, in their order; `null` when there is nothing to say any more (they
 * are dropped then). `locale` is the language of the first. Several make a digest, or are one report for several
 * topics. Called with fewer of them when the message got too long.
 */
export type RenderAlerts = (
  deliveries: readonly Delivery[],
  locale: string,
) => RenderedAlerts | null | Promise<RenderedAlerts | null>;

/** Longest text of a message, in UTF-16 code units without the tags (https://core.telegram.org/bots/api#sendmessage). */
const MESSAGE_LIMIT = 4096;

/** A message, and how many of the deliveries, from the first on, it tells of. */
export interface Fitted {
  readonly message: RenderedAlerts | null;
  readonly count: number;
}

/** The message of as many of the deliveries as fit one, at least of the first. */
export async function fitMessage(deliveries: readonly Delivery[], render: RenderAlerts): Promise<Fitted> {
  const locale = deliveries[0]?.locale ?? 'ar';
  const of = async (count: number): Promise<Fitted> => ({
    message: await render(deliveries.slice(0, count), locale),
    count,
  });
  const all = await of(deliveries.length);
  if (fits(all.message)) return all;
  let best = await of(1);
  let tooMany = deliveries.length;
  while (tooMany - best.count > 1) {
    const tried = await of((best.count + tooMany) >> 1);
    if (fits(tried.message)) best = tried;
    else tooMany = tried.count;
  }
  return best;
}

function fits(message: RenderedAlerts | null): boolean {
  return message === null || visibleLength(message.text) <= MESSAGE_LIMIT;
}

function visibleLength(html: string): number {
  return html.replace(/<[^>]*>/g, '').replace(/&(?:amp|lt|gt|quot);/g, ' ').length;
}
