import type { AlertTimes } from '../../store/alert-times.ts';
import type { Followed } from '../../store/subscriptions.ts';
import type { BotServices } from '../services.ts';
import { FOLLOWED_PER_PAGE, type FollowedPage } from './list-view.ts';
import type { Shown } from './subscription-view.ts';

type Services = Pick<BotServices, 'following' | 'report'>;

/** A living subscription of a chat with all that is shown of it, or `null`. */
export async function lookUp(services: Services, chatId: number, id: number): Promise<Shown | null> {
  const found = (await services.following.followedIn(chatId)).find((one) => one.id === id);
  return found ? shownOf(services, found, await services.following.times(chatId)) : null;
}

/** A page (from 1) of what a chat follows; the last one when there are fewer by now. */
export async function lookUpPage(services: Services, chatId: number, wanted: number): Promise<FollowedPage> {
  const all = await services.following.followedIn(chatId);
  const times = await services.following.times(chatId);
  const page = Math.min(wanted, Math.max(1, Math.ceil(all.length / FOLLOWED_PER_PAGE)));
  const some = all.slice((page - 1) * FOLLOWED_PER_PAGE, page * FOLLOWED_PER_PAGE);
  const shown = await Promise.all(some.map((one) => shownOf(services, one, times)));
  return { page, total: all.length, shown, times };
}

async function shownOf({ report }: Services, subscription: Followed, times: AlertTimes): Promise<Shown> {
  const { lastMatch } = subscription;
  const last = lastMatch && (await report(lastMatch.reportId));
  return { subscription, lastTitle: last?.title ?? null, times };
}
