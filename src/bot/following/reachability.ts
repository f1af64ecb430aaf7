import { Composer } from 'grammy';
import type { ChatMember } from 'grammy/types';
import type { Subscription } from '../../store/subscriptions.ts';
import { directionMark, isolate } from '../direction.ts';
import { html, joinHtml } from '../html.ts';
import { sendView, type View } from '../sending.ts';
import type { BotServices } from '../services.ts';
import type { BotContext, Texts } from '../texts.ts';
import { manageButton } from './alert-view.ts';
import type { FollowingSurroundings } from './follow-topic.ts';

/** Names that are listed of what goes on; the rest is behind the button. */
const MOST_NAMES = 10;

/**
 * Whoever blocks the bot, or takes it or its right to write from a group, is sent nothing, and what is followed there
 * rests. Whoever lets it in again goes on where they were, and is told so.
 */
export function reachabilityFeature(
  services: Pick<BotServices, 'following'>,
  { textsOf }: Pick<FollowingSurroundings, 'textsOf'>,
): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const { following } = services;

  composer.on('my_chat_member', async (ctx, next) => {
    const chatId = ctx.chat.id;
    if (mayWrite(ctx.myChatMember.new_chat_member)) {
      const again = await following.reachable({ chatId });
      if (again.length > 0 && ctx.chat.type !== 'channel')
        await sendView(ctx, againView(again, textsOf(ctx)));
    } else await following.unreachable({ chatId });
    return next();
  });
  composer.on('message:forum_topic_closed', async (ctx, next) => {
    const threadId = ctx.msg.message_thread_id;
    if (threadId !== undefined) await following.unreachable({ chatId: ctx.chat.id, threadId });
    return next();
  });
  composer.on('message:forum_topic_reopened', async (ctx, next) => {
    const threadId = ctx.msg.message_thread_id;
    const again = threadId === undefined ? [] : await following.reachable({ chatId: ctx.chat.id, threadId });
    if (again.length > 0) await sendView(ctx, againView(again, textsOf(ctx)));
    return next();
  });
  composer.on('message:migrate_to_chat_id', async (ctx, next) => {
    const to = ctx.msg.migrate_to_chat_id;
    await following.move(ctx.chat.id, to);
    // The bot may have heard first that it is no longer in the old group.
    await following.reachable({ chatId: to });
    return next();
  });
  return composer;
}

function mayWrite(member: ChatMember): boolean {
  if (member.status === 'restricted') return member.is_member && member.can_send_messages;
  return member.status !== 'left' && member.status !== 'kicked';
}

/** What goes on, now that the bot may write again. */
export function againView(again: readonly Subscription[], texts: Texts): View {
  const { t, locale } = texts;
  const mark = directionMark(locale);
  const names = again.slice(0, MOST_NAMES).map(({ name }) => html`${mark}• <b>${isolate(name)}</b>`);
  const more = again.length > names.length ? ['…'] : [];
  return {
    text: html`${t('followed-again', { count: again.length })}\n${joinHtml([...names, ...more.map((one) => html`${one}`)], '\n')}\n\n${t('followed-again-missed')}`,
    keyboard: { inline_keyboard: [[manageButton(texts)]] },
  };
}
