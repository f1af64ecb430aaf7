import type { InlineKeyboardButton } from 'grammy/types';
import type { AlertTimes } from '../../store/alert-times.ts';
import { directionMark, isolate } from '../direction.ts';
import { type Html, html, joinHtml } from '../html.ts';
import { keyboardOf, row, rows } from '../keyboard.ts';
import type { View } from '../sending.ts';
import type { Texts } from '../texts.ts';
import { followedButton, subscriptionButton, timesButton } from './following-buttons.ts';
import { lastMatchHtml, pauseText, rhythmText, type Shown } from './subscription-view.ts';

/** Subscriptions on one page of the list. */
export const FOLLOWED_PER_PAGE = 5;

/** A page of what a chat follows. */
export interface FollowedPage {
  /** From 1. */
  readonly page: number;
  /** How many subscriptions there are in all. */
  readonly total: number;
  readonly shown: readonly Shown[];
  readonly times: AlertTimes;
}

/** What is followed here, a number and a button each. */
export function followedListView({ page, total, shown, times }: FollowedPage, texts: Texts): View {
  const { t, locale } = texts;
  if (total === 0) return { text: html`${t('followed-empty')}` };
  const first = (page - 1) * FOLLOWED_PER_PAGE + 1;
  const pages = Math.ceil(total / FOLLOWED_PER_PAGE);
  const place = pages > 1 ? html`\n\n${t('page-place', { page, pages })}` : '';
  const items = shown.map((one, i) => item(first + i, one, times, texts));
  const numbers = shown.map(({ subscription }, i) => ({
    text: String(first + i),
    callback_data: subscriptionButton.pack({ id: subscription.id, here: 1 }),
  }));
  const hours = { text: t('times-button'), callback_data: timesButton.pack({ show: 'times' }) };
  return {
    text: html`<b>${t('followed-heading', { total })}</b>\n\n${joinHtml(items, '\n\n')}${place}`,
    ...keyboardOf([
      ...rows(locale, numbers, FOLLOWED_PER_PAGE),
      row(locale, turns(page, pages, texts)),
      [hours],
    ]),
  };
}

function item(n: number, shown: Shown, times: AlertTimes, texts: Texts): Html {
  const mark = directionMark(texts.locale);
  const state = [rhythmText(shown.subscription, times, texts), pauseText(shown.subscription, texts)];
  const said = state.filter((part) => part !== undefined).join(' · ');
  return html`${mark}${n}. <b>${isolate(shown.subscription.name)}</b>\n${mark}${said}\n${mark}${lastMatchHtml(shown, texts)}`;
}

function turns(page: number, pages: number, { t }: Texts): InlineKeyboardButton[] {
  const to = (target: number, key: string) => ({
    text: t(key),
    callback_data: followedButton.pack({ page: target, here: 1 }),
  });
  return [
    ...(page > 1 ? [to(page - 1, 'previous-button')] : []),
    ...(page < pages ? [to(page + 1, 'next-button')] : []),
  ];
}
