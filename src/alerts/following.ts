import { type AlertTimes, AlertTimesStore } from '../store/alert-times.ts';
import type { Database } from '../store/database.ts';
import { Outbox } from '../store/outbox.ts';
import { moveAlerts, pauseUnreachable } from '../store/reachability.ts';
import {
  type ChatPlace,
  type EndReason,
  type Followed,
  type FollowOutcome,
  type NewSubscription,
  type Subscription,
  type SubscriptionChange,
  SubscriptionStore,
} from '../store/subscriptions.ts';
import { dueAt, isTimeZone } from './schedule.ts';

/** What is followed, for those who show and change it: changes reach what waits in the outbox, too. */
export interface Following {
  /** Follows a topic in a chat; at most 50 live there. */
  follow(wanted: NewSubscription): Promise<FollowOutcome>;
  /** Follows something else in the place of a living subscription; `null` when there is none. */
  replace(id: number, wanted: NewSubscription): Promise<FollowOutcome | null>;
  /** The living subscriptions of a chat, oldest first, with what each matched last. */
  followedIn(chatId: number): Promise<Followed[]>;
  /** A subscription of this chat, living or ended. */
  subscription(chatId: number, id: number): Promise<Subscription | null>;
  /**
   * Renames, pauses (`paused: 'person'`), resumes (`null`), changes how often or how strictly. What waits of a
   * paused one is dropped; of one with another rhythm, it gets other times. `null` when there is none.
   */
  change(chatId: number, id: number, change: SubscriptionChange): Promise<Subscription | null>;
  /** Stops following. `null` when there is none. */
  end(chatId: number, id: number, reason?: EndReason): Promise<Subscription | null>;
  times(chatId: number): Promise<AlertTimes>;
  /** Changes when a chat is alerted. Throws RangeError for a time zone that nobody knows (see `isTimeZone`). */
  setTimes(chatId: number, change: Partial<AlertTimes>): Promise<AlertTimes>;
  /** The bot may no longer write somewhere: what is followed there rests, what waits is dropped. */
  unreachable(place: ChatPlace): Promise<void>;
  /** The bot may write there again: what rested because it could not goes on. Gives these. */
  reachable(place: ChatPlace): Promise<Subscription[]>;
  /** A group has another number now. */
  move(from: number, to: number): Promise<void>;
  /** Deletes all that a chat follows and was told. */
  forget(chatId: number): Promise<void>;
  counts(): Promise<{ subscriptions: number; chats: number }>;
}

/** Puts it together. `changed` is called when the outbox may have to be looked at. */
export function createFollowing(parts: {
  readonly database: Database;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** These subscriptions are deleted. */
  readonly forgotten: (ids: readonly number[]) => void;
  readonly changed: () => void;
}): Following {
  const { database, now, forgotten, changed } = parts;
  const store = new SubscriptionStore(database, now);
  const alertTimes = new AlertTimesStore(database);
  const outbox = new Outbox(database);

  async function reschedule(chatId: number): Promise<void> {
    const at = now();
    const times = await alertTimes.times(chatId);
    const rhythms = new Map((await store.followedIn(chatId)).map((followed) => [followed.id, followed]));
    await outbox.reschedule(chatId, (delivery) => {
      const rhythm = rhythms.get(delivery.subscriptionId);
      return rhythm === undefined || delivery.dueAt <= at ? null : dueAt(at, rhythm, times);
    });
    changed();
  }

  return {
    follow: (wanted) => store.follow(wanted),
    followedIn: (chatId) => store.followedIn(chatId),
    subscription: (chatId, id) => store.subscription(chatId, id),
    async change(chatId, id, change) {
      const subscription = await store.change(chatId, id, change);
      if (change.frequency !== undefined || change.weekday !== undefined) await reschedule(chatId);
      return subscription;
    },
    end: (chatId, id, reason) => store.end(chatId, id, reason),
    times: (chatId) => alertTimes.times(chatId),
    async setTimes(chatId, change) {
      if (change.timeZone !== undefined && !isTimeZone(change.timeZone)) {
        throw new RangeError(`There is no time zone ${change.timeZone}.`);
      }
      const times = await alertTimes.setTimes(chatId, change);
      await reschedule(chatId);
      return times;
    },
    replace: (id, wanted) => store.replace(id, wanted),
    async unreachable(place) {
      await pauseUnreachable(database, place, now());
    },
    reachable: (place) => store.reachable(place),
    async move(from, to) {
      await moveAlerts(database, from, to);
      changed();
    },
    async forget(chatId) {
      forgotten(await store.forget(chatId));
    },
    counts: () => store.counts(),
  };
}
