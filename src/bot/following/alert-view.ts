import type { InlineKeyboardButton } from 'grammy/types';
import { originHtml, titleHtml } from '../citation.ts';
import { firstWords, lastWords, shorten } from '../cut-words.ts';
import { directionMark, isolate } from '../direction.ts';
import { excerptButton } from '../excerpt/excerpt-button.ts';
import { type Html, html, joinHtml } from '../html.ts';
import { keyboardOf, row } from '../keyboard.ts';
import type { View } from '../sending.ts';
import type { Texts } from '../texts.ts';
import type { AlertContent, AlertedTopic, ChangedPlace, MarkedPassage } from './alert-content.ts';
import { followedButton, lessButton, stopButton } from './following-buttons.ts';

// All in UTF-16 code units; together they stay far below the 4,096 of a message.
/** Most of one marked sentence, and of what is shown before, between and after. */
const SENTENCE = 450;
const SURROUNDINGS = 90;
/** Most of what a change took away or put in. */
const CHANGED = 400;
/** Names of topics in the heading, and outlets of near copies, that are listed. */
const MOST_NAMES = 8;
const MOST_OUTLETS = 6;
const OUTLET = 60;
const BUTTON_NAME = 24;
/** Topics of one alert that have buttons of their own. */
const MOST_WITH_BUTTONS = 3;

/** One report that somebody follows: its topics, where it stands, what it says about them. */
export function alertView(alert: AlertContent, texts: Texts): View {
  const { t, locale } = texts;
  const mark = directionMark(locale);
  const origin = originHtml(alert.report, texts);
  const head = html`${mark}${headingHtml(alert, texts)}\n${mark}<b>${titleHtml(alert.report)}</b>${origin ? html`\n${mark}${origin}` : ''}`;
  const parts = [head, ...bodyHtml(alert, texts)];
  if (alert.also.length > 0) parts.push(html`${mark}${t('alert-also')} ${alsoHtml(alert, texts)}`);
  return { text: joinHtml(parts, '\n'), ...keyboardOf(keyboard(alert, texts)) };
}

function headingHtml({ kind, topics }: AlertContent, { t }: Texts): Html {
  const named = namesOf(topics, t('comma'));
  return named === undefined ? html`${t(`alert-${kind}-all`)}` : html`${t(`alert-${kind}`)} <b>${named}</b>`;
}

/** The names of topics; `undefined` where every report is followed and nothing else. */
export function namesOf(topics: readonly AlertedTopic[], comma: string): string | undefined {
  const about = topics.filter(({ topic }) => topic !== null);
  if (about.length === 0) return undefined;
  const names = about.slice(0, MOST_NAMES).map(({ name }) => isolate(name));
  return `${names.join(`${comma} `)}${about.length > MOST_NAMES ? ' …' : ''}`;
}

function bodyHtml({ kind, quotes, changes, topics }: AlertContent, texts: Texts): Html[] {
  if (kind === 'changed' && changes.length > 0) return changes.map((change) => changeHtml(change, texts));
  const plain = topics.every(({ topic }) => topic === null);
  return quotes.map((quote) => html`<blockquote>${markedHtml(quote, plain)}</blockquote>`);
}

function changeHtml({ before, after }: ChangedPlace, { t }: Texts): Html {
  const said = (key: string, words: Html) => html`${t(key)}\n<blockquote>${words}</blockquote>`;
  const old = html`${shorten(before, CHANGED)}`;
  const now = html`<b>${shorten(after, CHANGED)}</b>`;
  if (after === '') return said('alert-removed', old);
  if (before === '') return said('alert-added', now);
  return html`${said('alert-before', old)}\n${said('alert-after', now)}`;
}

/** The sentences in bold, between a few words of what stands around them. With `plain`, nothing is bold. */
export function markedHtml({ text, start, marks, goesOn }: MarkedPassage, plain = false): Html {
  const pieces: Html[] = [];
  let at = 0;
  for (const [i, mark] of marks.entries()) {
    const gap = text.slice(at, Math.max(at, mark.start - start));
    const shown = i === 0 ? lastWords(gap, SURROUNDINGS) : gap.length > 2 * SURROUNDINGS ? ' … ' : gap;
    const opening = i === 0 && (goesOn.before || shown.length < gap.length) ? '… ' : '';
    const words = shorten(text.slice(Math.max(at, mark.start - start), mark.end - start), SENTENCE);
    if (words !== '') pieces.push(html`${opening}${shown}${plain ? words : html`<b>${words}</b>`}`);
    at = Math.max(at, mark.end - start);
  }
  const rest = text.slice(at);
  const after = firstWords(rest, SURROUNDINGS);
  const closing = goesOn.after || after.length < rest.length ? ' …' : '';
  return html`${pieces}${after}${closing}`;
}

function alsoHtml({ also }: AlertContent, texts: Texts): Html {
  const { t } = texts;
  const listed = also.slice(0, MOST_OUTLETS).map((report) => {
    const named = shorten(report.source ?? report.title, OUTLET);
    return titleHtml({ ...report, title: named });
  });
  const more = also.length - listed.length;
  const names = joinHtml(listed, `${t('comma')} `);
  return more > 0 ? html`${names} ${t('alert-also-more', { count: more })}` : names;
}

function keyboard(alert: AlertContent, texts: Texts): InlineKeyboardButton[][] {
  const { t, locale } = texts;
  const { places, topics } = alert;
  const read = places.map((place, i) => ({
    text: t('alert-read-button', { n: i + 1, count: places.length }),
    callback_data: excerptButton.pack(place),
  }));
  return [row(locale, read), ...topicRows(topics, texts)];
}

function topicRows(topics: readonly AlertedTopic[], texts: Texts): InlineKeyboardButton[][] {
  const { t, locale } = texts;
  if (topics.length > MOST_WITH_BUTTONS) return [[manageButton(texts)]];
  const alone = topics.length === 1;
  return topics.map((one) => {
    const name = shorten(one.name, BUTTON_NAME);
    const stop = {
      text: alone ? t('stop-button') : t('alert-stop-of-button', { name }),
      callback_data: stopButton.pack({ id: one.id, step: 'ask', here: 0 }),
    };
    // Every report matches whoever follows all: there is no less like this.
    if (one.topic === null) return [stop];
    const label = alone ? t('alert-less-button') : t('alert-less-of-button', { name });
    return row(locale, [lessThan(one, label), stop]);
  });
}

/** The button that makes a subscription stricter than this match. */
export function lessThan({ id, score }: AlertedTopic, text: string): InlineKeyboardButton {
  return {
    text,
    callback_data: lessButton.pack({ id, score: Math.max(0, Math.ceil(score * 1000)) }),
  };
}

/** The button to what is followed, as a new message. */
export function manageButton({ t }: Texts): InlineKeyboardButton {
  return { text: t('followed-button'), callback_data: followedButton.pack({ page: 1, here: 0 }) };
}
