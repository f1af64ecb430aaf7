import type { Api } from 'grammy';
import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import { type DeliveryCounts, Outbox } from '../store/outbox.ts';
import type { BeforeNews, NewsHook } from '../store/writing.ts';
import { Alerting, type StoriesOf } from './alerting.ts';
import { type Clock, machineClock } from './clock.ts';
import { Dispatcher } from './dispatcher.ts';
import { createFollowing, type Following } from './following.ts';
import type { TopicMatcher } from './matching.ts';
import type { Limits } from './pace.ts';
import type { RenderAlerts } from './render.ts';

/** What sending needs besides the outbox. */
export interface Sending {
  /** A client that does not retry by itself, whose calls end within half a minute. */
  readonly api: Api;
  readonly render: RenderAlerts;
  readonly log: Logger;
  /** Default: Telegram's. */
  readonly limits?: Limits;
  /** See `Dispatcher`. */
  readonly lease?: number;
  readonly random?: () => number;
}

/** Alerts: what is followed, what is due, and its sending. */
export interface Alerts {
  /** For `ReportStore`: writes the deliveries together with the reports. Needed wherever reports are ingested. */
  readonly onNews: NewsHook;
  /** For `ReportStore`: gets ready for reports before their transaction. */
  readonly beforeNews: BeforeNews;
  readonly following: Following;
  /** Lets the matcher know what is followed, so that the first report need not wait for that. */
  learn(): Promise<void>;
  /** Begins to send what is due; does nothing when that runs already. */
  start(sending: Sending): void;
  /** There may be something to send: reports were ingested, here or elsewhere. */
  wake(): void;
  /** Messages on their way. */
  readonly inHand: number;
  /** Ends the sending; what is on its way is waited for. */
  stop(): Promise<void>;
  counts(): Promise<DeliveryCounts & { subscriptions: number; chats: number }>;
}

/** Puts the parts together. Nothing is sent before `start`. */
export function createAlerts(parts: {
  readonly database: Database;
  readonly matcher: TopicMatcher;
  /** Which new reports are near copies. Default: none. */
  readonly storiesOf?: StoriesOf;
  /** Default: the machine's. */
  readonly clock?: Clock;
}): Alerts {
  const { database, matcher, storiesOf, clock = machineClock } = parts;
  const alerting = new Alerting(matcher, storiesOf);
  let dispatcher: Dispatcher | undefined;
  const wake = () => dispatcher?.wake();
  const following = createFollowing({
    database,
    now: clock.now,
    forgotten(ids) {
      for (const id of ids) matcher.remove(id);
    },
    changed: wake,
  });
  return {
    async onNews(news, trx, now) {
      await alerting.onNews(news, trx, now);
      // The dispatcher's queries wait for the end of this transaction: there is one connection.
      wake();
    },
    beforeNews: (upserts) => alerting.prepare(database, upserts),
    following,
    learn: () => alerting.prepare(database, []),
    start(sending) {
      dispatcher ??= new Dispatcher({ database, clock, ...sending });
      dispatcher.start();
    },
    wake,
    get inHand() {
      return dispatcher?.inHand ?? 0;
    },
    async stop() {
      await dispatcher?.stop();
      dispatcher = undefined;
    },
    counts: async () => ({ ...(await new Outbox(database).counts()), ...(await following.counts()) }),
  };
}
