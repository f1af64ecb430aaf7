import type { MiddlewareFn } from 'grammy';
import type { BotContext, Texts } from '../texts.ts';
import { isForBot } from './for-bot.ts';

/** How fast one person may write, or press. */
export interface Pace {
  /** How many at once. */
  readonly burst: number;
  /** How many a minute in the long run. */
  readonly perMinute: number;
}

/** Questions and commands: far more than a reader needs. */
const MESSAGES: Pace = { burst: 8, perMinute: 20 };
/** Pressed buttons: turning pages is quick, and cheap to answer. */
const BUTTONS: Pace = { burst: 30, perMinute: 120 };
/** Inline queries come with every few letters typed. */
const INLINE: Pace = { burst: 20, perMinute: 90 };
/** People remembered at most; those at rest are dropped first. */
const MOST_BUCKETS = 10_000;

interface Bucket {
  tokens: number;
  at: number;
  told: boolean;
}

/** A token bucket for each person (https://en.wikipedia.org/wiki/Token_bucket). */
export class PaceKeeper {
  readonly #pace: Pace;
  readonly #buckets = new Map<number, Bucket>();

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** Whether one more is in time; `tell` the first time it is not, until the person has rested. */
  take(key: number, now: number): 'pass' | 'tell' | 'drop' {
    const bucket = this.#buckets.get(key) ?? { tokens: this.#pace.burst, at: now, told: false };
    this.#fill(bucket, now);
    if (bucket.tokens === this.#pace.burst) bucket.told = false;
    // Put at the end: the map stays in the order of last use.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > MOST_BUCKETS) this.#tidy(now);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return 'pass';
    }
    if (bucket.told) return 'drop';
    bucket.told = true;
    return 'tell';
  }

  #fill(bucket: Bucket, now: number): void {
    const gained = (Math.max(now - bucket.at, 0) * this.#pace.perMinute) / 60_000;
    bucket.tokens = Math.min(this.#pace.burst, bucket.tokens + gained);
    bucket.at = now;
  }

  /** Drops those who have rested; if all are busy, the one who was quiet longest. */
  #tidy(now: number): void {
    for (const [key, bucket] of this.#buckets) {
      this.#fill(bucket, now);
      if (bucket.tokens === this.#pace.burst) this.#buckets.delete(key);
    }
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MOST_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest);
  }
}

/**
 * Middleware that slows a person who writes faster than anybody reads: what is too much is left out, which is
 * said once. `exempt` people, who may send many files at once, are not slowed.
 */
export function floodGuard(options: {
  readonly textsOf: (ctx: BotContext) => Texts;
  readonly exempt: (userId: number) => boolean;
  readonly now: () => number;
}): MiddlewareFn<BotContext> {
  const { textsOf, exempt, now } = options;
  const messages = new PaceKeeper(MESSAGES);
  const buttons = new PaceKeeper(BUTTONS);
  const inline = new PaceKeeper(INLINE);
  return async (ctx, next) => {
    const key = ctx.from?.id;
    if (key === undefined || exempt(key) || !isForBot(ctx)) return next();
    const keeper = ctx.inlineQuery ? inline : ctx.callbackQuery ? buttons : messages;
    const verdict = keeper.take(key, now());
    if (verdict === 'pass') return next();
    if (ctx.inlineQuery) return void (await ctx.answerInlineQuery([], { is_personal: true, cache_time: 1 }));
    const { t } = textsOf(ctx);
    if (ctx.callbackQuery) return void (await ctx.answerCallbackQuery({ text: t('flood-button') }));
    if (verdict === 'tell') await ctx.reply(t('flood'));
  };
}
