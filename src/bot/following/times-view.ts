import type { InlineKeyboardButton } from 'grammy/types';
import type { AlertTimes } from '../../store/alert-times.ts';
import { directionMark, isolate } from '../direction.ts';
import { type Html, html, joinHtml } from '../html.ts';
import { keyboardOf, row, rows } from '../keyboard.ts';
import type { View } from '../sending.ts';
import type { Texts } from '../texts.ts';
import { hourButton, quietButton, timesButton, zoneButton } from './following-buttons.ts';
import { formatTimeOfDay, timeThere } from './moments.ts';
import { toList } from './subscription-view.ts';
import { OFFERED, zoneName } from './time-zone.ts';

/** Hours in a row of buttons. */
const HOURS_IN_ROW = 6;
const CITIES_IN_ROW = 3;
const hours = Array.from({ length: 24 }, (_, hour) => hour);

/** When this chat is alerted, and what can be changed about it. `now` is milliseconds since 1970. */
export function timesView(times: AlertTimes, now: number, texts: Texts): View {
  const { t, locale } = texts;
  const mark = directionMark(locale);
  const lines = [
    html`<b>${t('times-title')}</b>`,
    zoneLine(times.timeZone, now, texts),
    html`${mark}${t('times-digest')} ${isolate(formatTimeOfDay(times.digestAt))}`,
    html`${mark}${t('times-quiet')} ${quietText(times.quiet, texts)}`,
  ];
  const show = (what: 'hour' | 'quiet' | 'zone') => ({
    text: t(`times-${what}-button`),
    callback_data: timesButton.pack({ show: what }),
  });
  return {
    text: joinHtml(lines, '\n'),
    ...keyboardOf([row(locale, [show('hour'), show('quiet')]), [show('zone')], [toList(texts)]]),
  };
}

function zoneLine(timeZone: string, now: number, { t, locale }: Texts): Html {
  const zone = isolate(zoneName(timeZone, locale));
  const there = t('times-now', { time: timeThere(now, timeZone) });
  return html`${directionMark(locale)}${t('times-zone')} ${zone} (${there})`;
}

function quietText(quiet: AlertTimes['quiet'], { t }: Texts): string {
  if (quiet === null) return t('quiet-none');
  return t('quiet-span', { from: formatTimeOfDay(quiet.from), to: formatTimeOfDay(quiet.to) });
}

/** The choice of the hour of digests. */
export function hourView({ digestAt }: AlertTimes, texts: Texts): View {
  const buttons = hours.map((hour) => ({
    text: `${hour * 60 === digestAt ? '✓ ' : ''}${formatTimeOfDay(hour * 60)}`,
    callback_data: hourButton.pack({ hour }),
  }));
  return chooser('hour-ask', buttons, HOURS_IN_ROW, [], texts);
}

/** The choice of quiet hours: when they begin, then (`from` is known, 0 to 23) when they end. */
export function quietView(from: number | null, texts: Texts): View {
  const { t } = texts;
  const none = { text: t('quiet-none-button'), callback_data: quietButton.pack({ from: 0, to: 0 }) };
  const choices = hours.filter((hour) => hour !== from);
  const buttons = choices.map((hour) => ({
    text: formatTimeOfDay(hour * 60),
    callback_data: quietButton.pack(from === null ? { from: hour, to: 24 } : { from, to: hour }),
  }));
  const key = from === null ? 'quiet-from-ask' : 'quiet-to-ask';
  const values = from === null ? undefined : { from: formatTimeOfDay(from * 60) };
  return chooser(key, buttons, HOURS_IN_ROW, from === null ? [none] : [], texts, values);
}

/** The choice of the time zone. `now` is milliseconds since 1970. */
export function zoneView({ timeZone }: AlertTimes, now: number, texts: Texts): View {
  const { t, locale } = texts;
  const buttons = OFFERED.map((city) => ({
    text: `${city.zone === timeZone ? '✓ ' : ''}${city[locale]}`,
    callback_data: zoneButton.pack({ zone: city.zone }),
  }));
  const other = { text: t('zone-other-button'), callback_data: zoneButton.pack({ zone: '?' }) };
  const view = chooser('zone-ask', buttons, CITIES_IN_ROW, [other], texts);
  return { ...view, text: html`${zoneLine(timeZone, now, texts)}\n\n${view.text}` };
}

function chooser(
  key: string,
  buttons: readonly InlineKeyboardButton[],
  width: number,
  more: readonly InlineKeyboardButton[],
  texts: Texts,
  values?: Record<string, string>,
): View {
  const { t, locale } = texts;
  const back = { text: t('back-button'), callback_data: timesButton.pack({ show: 'times' }) };
  return {
    text: html`${t(key, values)}`,
    ...keyboardOf([...rows(locale, buttons, width), row(locale, more), [back]]),
  };
}
