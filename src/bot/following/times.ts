import { Composer } from 'grammy';
import { isTimeZone } from '../../alerts/schedule.ts';
import type { AlertTimes } from '../../store/alert-times.ts';
import { wordsFor } from '../asking/addressing.ts';
import { html } from '../html.ts';
import { sendView, showInstead, type View } from '../sending.ts';
import type { BotServices } from '../services.ts';
import type { BotContext } from '../texts.ts';
import { mayChange } from './deciding.ts';
import type { FollowingSurroundings } from './follow-topic.ts';
import { hourButton, quietButton, timesButton, zoneButton } from './following-buttons.ts';
import { askFor } from './replies.ts';
import { readTimeZone } from './time-zone.ts';
import { hourView, quietView, timesView, zoneView } from './times-view.ts';

/** /timezone, and when a chat is alerted: hour of digests, quiet hours, time zone. */
export function timesFeature(
  services: BotServices,
  { rules, textsOf, now }: FollowingSurroundings,
): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const { following } = services;

  composer.command('timezone', async (ctx) => {
    const texts = textsOf(ctx);
    const replyTo = ctx.chat.type === 'private' ? undefined : ctx.msg.message_id;
    if (!(await mayChange(ctx, rules, texts))) return;
    const typed = wordsFor(ctx.msg, ctx.me);
    if (typed === '') {
      return sendView(ctx, zoneView(await following.times(ctx.chat.id), now(), texts), replyTo);
    }
    const timeZone = readTimeZone(typed);
    if (timeZone === null) return sendView(ctx, { text: html`${texts.t('zone-unknown')}` }, replyTo);
    const times = await following.setTimes(ctx.chat.id, { timeZone });
    return sendView(ctx, timesView(times, now(), texts), replyTo);
  });

  composer.callbackQuery(timesButton.pattern, async (ctx, next) => {
    const pressed = timesButton.unpack(ctx.callbackQuery.data);
    if (!pressed || !ctx.chat) return next();
    const texts = textsOf(ctx);
    const times = await following.times(ctx.chat.id);
    const views: Record<typeof pressed.show, () => View> = {
      times: () => timesView(times, now(), texts),
      hour: () => hourView(times, texts),
      quiet: () => quietView(null, texts),
      zone: () => zoneView(times, now(), texts),
    };
    await ctx.answerCallbackQuery();
    return showInstead(ctx, views[pressed.show]());
  });

  composer.callbackQuery(hourButton.pattern, async (ctx, next) => {
    const pressed = hourButton.unpack(ctx.callbackQuery.data);
    return pressed ? set(ctx, { digestAt: pressed.hour * 60 }) : next();
  });

  composer.callbackQuery(quietButton.pattern, async (ctx, next) => {
    const pressed = quietButton.unpack(ctx.callbackQuery.data);
    if (!pressed) return next();
    const { from, to } = pressed;
    if (to < 24) return set(ctx, { quiet: from === to ? null : { from: from * 60, to: to * 60 } });
    await ctx.answerCallbackQuery();
    return showInstead(ctx, quietView(from, textsOf(ctx)));
  });

  composer.callbackQuery(zoneButton.pattern, async (ctx, next) => {
    const pressed = zoneButton.unpack(ctx.callbackQuery.data);
    if (!pressed) return next();
    if (pressed.zone !== '?') {
      return isTimeZone(pressed.zone) ? set(ctx, { timeZone: pressed.zone }) : next();
    }
    if (!(await mayChange(ctx, rules, textsOf(ctx)))) return;
    await ctx.answerCallbackQuery();
    return askFor(ctx, services, { kind: 'zone', subject: null, now: null }, textsOf(ctx));
  });

  return composer;

  async function set(ctx: BotContext, change: Partial<AlertTimes>): Promise<void> {
    const texts = textsOf(ctx);
    if (!ctx.chat || !(await mayChange(ctx, rules, texts))) return;
    const times = await following.setTimes(ctx.chat.id, change);
    await ctx.answerCallbackQuery();
    await showInstead(ctx, timesView(times, now(), texts));
  }
}
