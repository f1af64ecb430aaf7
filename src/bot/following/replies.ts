import { Composer } from 'grammy';
import type { Subscription } from '../../store/subscriptions.ts';
import { commandOf, wordsFor } from '../asking/addressing.ts';
import { shorten } from '../cut-words.ts';
import { directionMark, isolate } from '../direction.ts';
import { html } from '../html.ts';
import { sendView, type View } from '../sending.ts';
import type { BotServices } from '../services.ts';
import type { BotContext, Texts } from '../texts.ts';
import { mayChange } from './deciding.ts';
import { type FollowingSurroundings, follow, topicOf, whyNot } from './follow-topic.ts';
import { lookUp } from './looking-up.ts';
import { NAME_LIMIT, subscriptionView } from './subscription-view.ts';
import { readTimeZone } from './time-zone.ts';
import { timesView } from './times-view.ts';

/** What words are asked for. */
export interface Wanted {
  readonly kind: 'name' | 'topic' | 'zone';
  /** Number of the subscription. */
  readonly subject: number | null;
  /** As it is now. */
  readonly now: string | null;
}

/**
 * Asks for words in a reply. Only a reply counts, so that a question that comes instead is answered. In private,
 * Telegram opens the reply by itself; in a group that would happen to everybody there.
 */
export async function askFor(
  ctx: BotContext,
  { prompts }: Pick<BotServices, 'prompts'>,
  { kind, subject, now }: Wanted,
  { t, locale }: Texts,
): Promise<void> {
  const chatId = ctx.chat?.id;
  if (chatId === undefined) return;
  const current = now === null ? '' : html`\n${directionMark(locale)}<b>${isolate(now)}</b>`;
  const text = String(html`${t(`words-${kind}-ask`)}${current}`);
  const under = ctx.callbackQuery?.message?.message_id;
  const { message_id: messageId } = await ctx.reply(text, {
    parse_mode: 'HTML',
    ...(under === undefined
      ? {}
      : { reply_parameters: { message_id: under, allow_sending_without_reply: true } }),
    ...(ctx.chat?.type === 'private' ? { reply_markup: { force_reply: true as const } } : {}),
  });
  await prompts.keep({ chatId, messageId, kind, subject });
}

/** The words that come in reply: a new name, other words to follow, a time zone. */
export function repliesFeature(
  services: BotServices,
  { rules, textsOf, now }: FollowingSurroundings,
): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const { following, prompts } = services;

  composer.on('message:text', async (ctx, next) => {
    const to = ctx.msg.reply_to_message;
    if (to?.from?.id !== ctx.me.id || commandOf(ctx.msg)) return next();
    const prompt = await prompts.find(ctx.chat.id, to.message_id);
    if (!prompt) return next();
    const texts = textsOf(ctx);
    if (!(await mayChange(ctx, rules, texts))) return;
    const words = topicOf(wordsFor(ctx.msg, ctx.me));
    const view = /[\p{L}\p{N}]/u.test(words)
      ? await take(ctx, prompt.kind, prompt.subject, words, texts)
      : said('words-empty', texts);
    await sendView(ctx, view, ctx.chat.type === 'private' ? undefined : ctx.msg.message_id);
  });

  return composer;

  async function take(
    ctx: BotContext & { chat: { id: number } },
    kind: string,
    subject: number | null,
    words: string,
    texts: Texts,
  ): Promise<View> {
    const chatId = ctx.chat.id;
    if (kind === 'zone') {
      const timeZone = readTimeZone(words);
      if (timeZone === null) return said('zone-unknown', texts);
      return timesView(await following.setTimes(chatId, { timeZone }), now(), texts);
    }
    const old = subject === null ? null : await following.subscription(chatId, subject);
    if (!old || old.ended) return said('following-gone', texts);
    return kind === 'name' ? rename(chatId, old.id, words, texts) : other(ctx, old, words, texts);
  }

  async function rename(chatId: number, id: number, name: string, texts: Texts): Promise<View> {
    if (name.length > NAME_LIMIT) return said('name-too-long', texts, { limit: NAME_LIMIT });
    await following.change(chatId, id, { name });
    const shown = await lookUp(services, chatId, id);
    return shown ? subscriptionView(shown, texts) : said('following-gone', texts);
  }

  /** Follows other words in the place of a subscription, as often as that one. */
  async function other(ctx: BotContext, old: Subscription, topic: string, texts: Texts): Promise<View> {
    const why = whyNot(topic, texts);
    if (why !== undefined) return { text: html`${why}` };
    const { id, frequency, weekday, threadId } = old;
    const named = old.topic !== null && old.name !== shorten(old.topic, NAME_LIMIT);
    const more = { frequency, weekday, threadId, ...(named ? { name: old.name } : {}) };
    return follow(ctx, services, topic, texts, more, id);
  }
}

function said(key: string, { t }: Texts, values?: Record<string, number>): View {
  return { text: html`${t(key, values)}` };
}
