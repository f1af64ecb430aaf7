import { Composer } from 'grammy';
import { stricterThan } from '../../alerts/strictness.ts';
import type { SubscriptionChange } from '../../store/subscriptions.ts';
import { sendView, showInstead } from '../sending.ts';
import type { BotServices } from '../services.ts';
import type { BotContext } from '../texts.ts';
import { mayChange } from './deciding.ts';
import type { FollowingSurroundings } from './follow-topic.ts';
import {
  lessButton,
  rhythmButton,
  stopButton,
  subscriptionButton,
  switchButton,
  wordsButton,
} from './following-buttons.ts';
import { lookUp } from './looking-up.ts';
import { askFor } from './replies.ts';
import { stoppedView, stopView, subscriptionView } from './subscription-view.ts';

const switches: Record<'pause' | 'resume' | 'loose', SubscriptionChange> = {
  pause: { paused: 'person' },
  resume: { paused: null },
  loose: { minScore: 0 },
};

/** What can be done with one subscription, from its settings and from its alerts. */
export function settingsFeature(
  services: BotServices,
  { rules, textsOf }: FollowingSurroundings,
): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const { following } = services;

  composer.callbackQuery(subscriptionButton.pattern, async (ctx, next) => {
    const pressed = subscriptionButton.unpack(ctx.callbackQuery.data);
    if (!pressed || !ctx.chat) return next();
    const shown = await lookUp(services, ctx.chat.id, pressed.id);
    if (!shown) return gone(ctx);
    await ctx.answerCallbackQuery();
    const view = subscriptionView(shown, textsOf(ctx));
    if (pressed.here === 1) return showInstead(ctx, view);
    return void (await sendView(ctx, view, ctx.callbackQuery.message?.message_id));
  });

  composer.callbackQuery(rhythmButton.pattern, async (ctx, next) => {
    const pressed = rhythmButton.unpack(ctx.callbackQuery.data);
    if (!pressed) return next();
    const { id, frequency, weekday } = pressed;
    return change(ctx, id, { frequency, weekday });
  });

  composer.callbackQuery(switchButton.pattern, async (ctx, next) => {
    const pressed = switchButton.unpack(ctx.callbackQuery.data);
    if (!pressed) return next();
    return change(ctx, pressed.id, switches[pressed.to]);
  });

  composer.callbackQuery(wordsButton.pattern, async (ctx, next) => {
    const pressed = wordsButton.unpack(ctx.callbackQuery.data);
    if (!pressed || !ctx.chat) return next();
    if (!(await mayChange(ctx, rules, textsOf(ctx)))) return;
    const subscription = await following.subscription(ctx.chat.id, pressed.id);
    if (!subscription || subscription.ended || (pressed.what === 'topic' && subscription.topic === null)) {
      return gone(ctx);
    }
    await ctx.answerCallbackQuery();
    const now = pressed.what === 'topic' ? (subscription.topic ?? '') : subscription.name;
    return askFor(ctx, services, { kind: pressed.what, subject: pressed.id, now }, textsOf(ctx));
  });

  composer.callbackQuery(stopButton.pattern, async (ctx, next) => {
    const pressed = stopButton.unpack(ctx.callbackQuery.data);
    if (!pressed || !ctx.chat) return next();
    const texts = textsOf(ctx);
    if (!(await mayChange(ctx, rules, texts))) return;
    const { id, step, here } = pressed;
    const subscription =
      step === 'yes' ? await following.end(ctx.chat.id, id) : await following.subscription(ctx.chat.id, id);
    if (!subscription || (step !== 'yes' && subscription.ended)) return gone(ctx);
    await ctx.answerCallbackQuery();
    if (step !== 'ask') return showInstead(ctx, stoppedView(subscription, step, texts));
    const view = stopView(subscription, here, texts);
    if (here === 1) return showInstead(ctx, view);
    return void (await sendView(ctx, view, ctx.callbackQuery.message?.message_id));
  });

  composer.callbackQuery(lessButton.pattern, async (ctx, next) => {
    const pressed = lessButton.unpack(ctx.callbackQuery.data);
    if (!pressed || !ctx.chat) return next();
    const { t } = textsOf(ctx);
    if (!(await mayChange(ctx, rules, textsOf(ctx)))) return;
    const subscription = await following.subscription(ctx.chat.id, pressed.id);
    if (!subscription || subscription.ended) return gone(ctx);
    const { name } = subscription;
    const minScore = stricterThan(pressed.score / 1000);
    if (minScore === null) {
      return void (await ctx.answerCallbackQuery({ text: t('less-best', { name }), show_alert: true }));
    }
    const already = subscription.minScore >= minScore;
    if (!already) await following.change(ctx.chat.id, pressed.id, { minScore });
    const text = t(already ? 'less-already' : 'less-done', { name });
    return void (await ctx.answerCallbackQuery({ text }));
  });

  return composer;

  /** Changes a subscription, and shows it as it is then in place of the message whose button was pressed. */
  async function change(ctx: BotContext, id: number, wanted: SubscriptionChange): Promise<void> {
    const texts = textsOf(ctx);
    if (!ctx.chat || !(await mayChange(ctx, rules, texts))) return;
    const changed = await following.change(ctx.chat.id, id, wanted);
    const shown = changed && (await lookUp(services, ctx.chat.id, id));
    if (!shown) return gone(ctx);
    await ctx.answerCallbackQuery();
    await showInstead(ctx, subscriptionView(shown, texts));
  }

  async function gone(ctx: BotContext): Promise<void> {
    await ctx.answerCallbackQuery({ text: textsOf(ctx).t('following-gone'), show_alert: true });
  }
}
