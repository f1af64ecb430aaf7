import { Composer } from 'grammy';
import { wordsFor } from '../asking/addressing.ts';
import { shorten } from '../cut-words.ts';
import { html } from '../html.ts';
import { sendView, showInstead } from '../sending.ts';
import type { BotServices } from '../services.ts';
import type { BotContext } from '../texts.ts';
import { mayChange } from './deciding.ts';
import { type FollowingSurroundings, follow, topicOf, whyNot } from './follow-topic.ts';
import { everythingView } from './followed-view.ts';
import {
  everythingButton,
  followAnswerButton,
  followedButton,
  followReportButton,
} from './following-buttons.ts';
import { followedListView } from './list-view.ts';
import { lookUpPage } from './looking-up.ts';
import { reachabilityFeature } from './reachability.ts';
import { repliesFeature } from './replies.ts';
import { settingsFeature } from './settings.ts';
import { TOPIC_LIMIT } from './subscription-view.ts';
import { timesFeature } from './times.ts';

/** Following topics and reports, the list of what is followed, and all that can be changed about it. */
export function followingFeature(
  services: BotServices,
  surroundings: FollowingSurroundings,
): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const { rules, textsOf } = surroundings;
  const { conversations } = services;

  composer.command('follow', async (ctx) => {
    const texts = textsOf(ctx);
    const inGroup = ctx.chat.type !== 'private';
    const replyTo = inGroup ? ctx.msg.message_id : undefined;
    if (!(await mayChange(ctx, rules, texts))) return;
    const topic = topicOf(wordsFor(ctx.msg, ctx.me));
    if (topic === '') return sendView(ctx, everythingView(texts), replyTo);
    const why = whyNot(topic, texts);
    const view = why === undefined ? await follow(ctx, services, topic, texts) : { text: html`${why}` };
    return sendView(ctx, view, replyTo);
  });

  composer.callbackQuery(everythingButton.pattern, async (ctx, next) => {
    const pressed = everythingButton.unpack(ctx.callbackQuery.data);
    if (!pressed) return next();
    const texts = textsOf(ctx);
    if (!(await mayChange(ctx, rules, texts))) return;
    await ctx.answerCallbackQuery();
    if (pressed.answer === 'no') return showInstead(ctx, { text: html`${texts.t('everything-not')}` });
    return showInstead(ctx, await follow(ctx, services, null, texts));
  });

  composer.callbackQuery(followAnswerButton.pattern, async (ctx, next) => {
    const under = ctx.callbackQuery.message;
    if (!under) return next();
    const exchange = await conversations.answered(under.chat.id, under.message_id);
    return followPressed(ctx, exchange && topicOf(exchange.question), 'question-forgotten');
  });

  composer.callbackQuery(followReportButton.pattern, async (ctx, next) => {
    const pressed = followReportButton.unpack(ctx.callbackQuery.data);
    if (!pressed) return next();
    const report = await services.report(pressed.reportId);
    return followPressed(ctx, report && topicOf(shorten(report.title, TOPIC_LIMIT - 2)), 'report-unknown');
  });

  composer.command('following', async (ctx) => {
    const replyTo = ctx.chat.type === 'private' ? undefined : ctx.msg.message_id;
    const view = followedListView(await lookUpPage(services, ctx.chat.id, 1), textsOf(ctx));
    return sendView(ctx, view, replyTo);
  });

  composer.callbackQuery(followedButton.pattern, async (ctx, next) => {
    const pressed = followedButton.unpack(ctx.callbackQuery.data);
    if (!pressed || !ctx.chat) return next();
    const page = await lookUpPage(services, ctx.chat.id, pressed.page);
    await ctx.answerCallbackQuery();
    const view = followedListView(page, textsOf(ctx));
    if (pressed.here === 1) return showInstead(ctx, view);
    return void (await sendView(ctx, view, ctx.callbackQuery.message?.message_id));
  });

  composer.use(reachabilityFeature(services, surroundings));
  composer.use(settingsFeature(services, surroundings));
  composer.use(timesFeature(services, surroundings));
  composer.use(repliesFeature(services, surroundings));
  return composer;

  /** Follows what a button stands for, in a message of its own. */
  async function followPressed(ctx: BotContext, topic: string | null, goneKey: string): Promise<void> {
    const texts = textsOf(ctx);
    const why = topic === null ? texts.t(goneKey) : whyNot(topic, texts);
    if (why !== undefined) return void (await ctx.answerCallbackQuery({ text: why, show_alert: true }));
    if (!(await mayChange(ctx, rules, texts))) return;
    await ctx.answerCallbackQuery();
    const view = await follow(ctx, services, topic, texts);
    await sendView(ctx, view, ctx.callbackQuery?.message?.message_id);
  }
}
