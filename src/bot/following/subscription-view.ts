import type { InlineKeyboardButton } from 'grammy/types';
import type { AlertTimes } from '../../store/alert-times.ts';
import type { Followed, Rhythm, Subscription } from '../../store/subscriptions.ts';
import { shorten } from '../cut-words.ts';
import { directionMark, isolate } from '../direction.ts';
import { type Html, html, joinHtml } from '../html.ts';
import { keyboardOf, row, rows } from '../keyboard.ts';
import type { View } from '../sending.ts';
import type { Texts } from '../texts.ts';
import {
  followedButton,
  rhythmButton,
  stopButton,
  subscriptionButton,
  switchButton,
  timesButton,
  wordsButton,
} from './following-buttons.ts';
import { formatMoment, formatTimeOfDay, weekdayName } from './moments.ts';

/** Longest topic, in UTF-16 code units: beyond that it is a text, and a text is about everything. */
export const TOPIC_LIMIT = 300;
/** Longest name of a subscription, in UTF-16 code units. */
export const NAME_LIMIT = 60;
/** Most of a title in a line about a match, in UTF-16 code units. */
const LINE_TITLE = 100;

/** A subscription with what its views need besides. */
export interface Shown {
  readonly subscription: Followed;
  /** Title of the report it matched last, if there is one and it is known. */
  readonly lastTitle: string | null;
  readonly times: AlertTimes;
}

/** How often, in words: `daily at 08:00`. */
export function rhythmText({ frequency, weekday }: Rhythm, { digestAt }: AlertTimes, texts: Texts): string {
  const time = formatTimeOfDay(digestAt);
  if (frequency !== 'weekly') return texts.t(`rhythm-${frequency}`, { time });
  return texts.t('rhythm-weekly', { time, day: weekdayName(weekday, texts.locale) });
}

/** Why nothing comes, or `undefined` while alerts come. */
export function pauseText({ paused, ended }: Subscription, { t }: Texts): string | undefined {
  if (ended) return t('state-ended');
  return paused === null ? undefined : t(`state-paused-${paused}`);
}

/** What was matched last and when, in the chat's time zone. */
export function lastMatchHtml({ subscription, lastTitle, times }: Shown, texts: Texts): Html {
  const { t } = texts;
  const { lastMatch } = subscription;
  if (lastMatch === null) return html`${t('last-match-none')}`;
  const moment = isolate(formatMoment(lastMatch.at, times.timeZone, texts));
  const title = lastTitle === null ? '' : html`${isolate(shorten(lastTitle, LINE_TITLE))} — `;
  return html`${t('last-match')} ${title}${moment}`;
}

/** All about one subscription, and what can be changed. */
export function subscriptionView(shown: Shown, texts: Texts): View {
  const { subscription, times } = shown;
  const { t, locale } = texts;
  const mark = directionMark(locale);
  const { topic, name, minScore } = subscription;
  const paused = pauseText(subscription, texts);
  const lines = [
    html`${mark}<b>${isolate(name)}</b>`,
    topic !== null && topic !== name ? html`${mark}${t('subscription-topic')} ${isolate(topic)}` : undefined,
    html`${mark}${t('subscription-rhythm')} ${rhythmText(subscription, times, texts)}`,
    paused === undefined ? undefined : html`${mark}${paused}`,
    minScore > 0 ? html`${mark}${t('subscription-strict')}` : undefined,
    html`${mark}${lastMatchHtml(shown, texts)}`,
  ];
  return {
    text: joinHtml(
      lines.filter((line) => line !== undefined),
      '\n',
    ),
    ...keyboardOf(subscription.ended ? [[toList(texts)]] : settings(subscription, times, texts)),
  };
}

function settings(subscription: Subscription, times: AlertTimes, texts: Texts): InlineKeyboardButton[][] {
  const { t, locale } = texts;
  const { id, paused, topic, frequency, minScore } = subscription;
  const turn = (to: 'pause' | 'resume' | 'loose') => ({
    text: t(`${to}-button`),
    callback_data: switchButton.pack({ id, to }),
  });
  const words = (what: 'name' | 'topic') => ({
    text: t(`words-${what}-button`),
    callback_data: wordsButton.pack({ id, what }),
  });
  const hour = {
    text: t('hour-button', { time: formatTimeOfDay(times.digestAt) }),
    callback_data: timesButton.pack({ show: 'hour' }),
  };
  return [
    rhythmRow(subscription, texts),
    ...(frequency === 'weekly' ? weekdayRows(subscription, texts) : []),
    frequency === 'at-once' ? [] : [hour],
    row(locale, [turn(paused === null ? 'pause' : 'resume'), ...(minScore > 0 ? [turn('loose')] : [])]),
    row(locale, topic === null ? [words('name')] : [words('name'), words('topic')]),
    row(locale, [stop(id, texts), toList(texts)]),
  ];
}

/** At once, daily, weekly; the one that holds has a mark. */
export function rhythmRow({ id, frequency, weekday }: Subscription, texts: Texts): InlineKeyboardButton[] {
  const all = (['at-once', 'daily', 'weekly'] as const).map((one) => ({
    text: `${one === frequency ? '✓ ' : ''}${texts.t(`rhythm-${one}-button`)}`,
    callback_data: rhythmButton.pack({ id, frequency: one, weekday }),
  }));
  return row(texts.locale, all);
}

function weekdayRows({ id, weekday }: Subscription, { locale }: Texts): InlineKeyboardButton[][] {
  const days = [1, 2, 3, 4, 5, 6, 7].map((day) => ({
    text: `${day === weekday ? '✓ ' : ''}${weekdayName(day, locale)}`,
    callback_data: rhythmButton.pack({ id, frequency: 'weekly', weekday: day }),
  }));
  return rows(locale, days, 4);
}

function stop(id: number, { t }: Texts): InlineKeyboardButton {
  return { text: t('stop-button'), callback_data: stopButton.pack({ id, step: 'ask', here: 1 }) };
}

/** The button to all that is followed, in place of the message it stands under. */
export function toList({ t }: Texts): InlineKeyboardButton {
  return { text: t('followed-button'), callback_data: followedButton.pack({ page: 1, here: 1 }) };
}

/** The question before a subscription is stopped. `here`: asked in place of its settings. */
export function stopView({ id, name }: Subscription, here: number, texts: Texts): View {
  const { t, locale } = texts;
  const button = (step: 'yes' | 'no') => ({
    text: t(`stop-${step}`),
    callback_data: stopButton.pack({ id, step, here }),
  });
  return {
    text: html`${t('stop-ask')}\n${directionMark(locale)}<b>${isolate(name)}</b>`,
    keyboard: { inline_keyboard: [row(locale, [button('yes'), button('no')])] },
  };
}

/** What came of it. */
export function stoppedView({ id, name }: Subscription, step: 'yes' | 'no', texts: Texts): View {
  const open = {
    text: texts.t('settings-button'),
    callback_data: subscriptionButton.pack({ id, here: 1 }),
  };
  return {
    text: html`${texts.t(step === 'yes' ? 'stop-done' : 'stop-not')}\n${directionMark(texts.locale)}<b>${isolate(name)}</b>`,
    ...keyboardOf([step === 'yes' ? [toList(texts)] : [open]]),
  };
}
