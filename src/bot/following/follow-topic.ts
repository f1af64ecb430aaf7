import { MOST_SUBSCRIPTIONS, type NewSubscription } from '../../store/subscriptions.ts';
import type { AccessRules } from '../access/access.ts';
import { shorten } from '../cut-words.ts';
import { html } from '../html.ts';
import { seatOf } from '../seat.ts';
import type { View } from '../sending.ts';
import type { BotServices } from '../services.ts';
import type { BotContext, Texts } from '../texts.ts';
import { whileTyping } from '../typing.ts';
import { followedView, PREVIEW } from './followed-view.ts';
import { NAME_LIMIT, TOPIC_LIMIT, toList } from './subscription-view.ts';

/** What following needs besides services. */
export interface FollowingSurroundings {
  readonly rules: AccessRules;
  readonly textsOf: (ctx: BotContext) => Texts;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Words to follow, on one line. */
export function topicOf(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * Follows, and says what that would have brought lately. `null` is every report.
 *
 * @param instead number of the subscription whose place it takes
 */
export async function follow(
  ctx: BotContext,
  services: BotServices,
  topic: string | null,
  texts: Texts,
  more: Partial<NewSubscription> = {},
  instead?: number,
): Promise<View> {
  const seat = seatOf(ctx);
  if (!seat) throw new Error('nobody follows outside a chat');
  const { t, locale } = texts;
  const { chatId, threadId, userId: createdBy } = seat;
  const name = topic === null ? t('every-report') : shorten(topic, NAME_LIMIT);
  const wanted = { chatId, threadId, createdBy, topic, name, locale, ...more };
  const { following } = services;
  const outcome = await (instead === undefined
    ? following.follow(wanted)
    : following.replace(instead, wanted));
  if (outcome === null) return { text: html`${t('following-gone')}` };
  if (outcome.outcome === 'full') {
    const keyboard = { inline_keyboard: [[toList(texts)]] };
    return { text: html`${t('follow-full', { most: MOST_SUBSCRIPTIONS })}`, keyboard };
  }
  services.log.info({ outcome: outcome.outcome, every: topic === null }, 'a topic is followed');
  const preview = await whileTyping(ctx, services.log, () => services.preview(topic, PREVIEW));
  return followedView({ outcome, preview, times: await following.times(chatId) }, texts);
}

/** Why words can't be followed, if so. */
export function whyNot(topic: string, { t }: Texts): string | undefined {
  if (!/[\p{L}\p{N}]/u.test(topic)) return t('follow-usage');
  return topic.length > TOPIC_LIMIT ? t('follow-too-long', { limit: TOPIC_LIMIT }) : undefined;
}
