import type { InlineKeyboardButton } from 'grammy/types';
import { originHtml, titleHtml } from '../citation.ts';
import { shorten } from '../cut-words.ts';
import { directionMark } from '../direction.ts';
import { excerptButton } from '../excerpt/excerpt-button.ts';
import { type Html, html, joinHtml } from '../html.ts';
import { keyboardOf, row } from '../keyboard.ts';
import type { View } from '../sending.ts';
import type { Texts } from '../texts.ts';
import type { AlertContent } from './alert-content.ts';
import { lessThan, manageButton, namesOf } from './alert-view.ts';

/** Most of a title and of a quote in a digest, in UTF-16 code units. */
const TITLE = 120;
const QUOTE = 220;
/** Up to so many reports, each has a row of buttons; more have a number each. */
const WITH_ROWS = 6;
/** Numbers in a row, and in all: Telegram takes 100 buttons. */
const NUMBERS_IN_ROW = 8;
const MOST_NUMBERS = 90;

/** Several reports in one message, each with its topics, a quote and a button to read on. */
export function digestView(alerts: readonly AlertContent[], texts: Texts): View {
  const items = alerts.map((alert, i) => item(i + 1, alert, texts));
  return {
    text: html`<b>${texts.t('digest-heading', { reports: alerts.length })}</b>\n\n${joinHtml(items, '\n\n')}`,
    ...keyboardOf([...buttons(alerts, texts), [manageButton(texts)]]),
  };
}

function item(n: number, alert: AlertContent, texts: Texts): Html {
  const { t, locale } = texts;
  const mark = directionMark(locale);
  const { report, topics, kind } = alert;
  const names = namesOf(topics, t('comma'));
  const about = [names, kind === 'changed' ? t('digest-changed') : undefined].filter(
    (one) => one !== undefined,
  );
  const origin = originHtml(report, texts);
  const title = titleHtml({ ...report, title: shorten(report.title, TITLE) });
  const quote = quoteOf(alert);
  return html`${mark}<b>${n}.</b> ${title}${origin ? html` — ${origin}` : ''}${about.length > 0 ? html`\n${mark}<b>${about.join(' · ')}</b>` : ''}${quote === '' ? '' : html`\n<blockquote>${quote}</blockquote>`}`;
}

/** The best sentence, or what a change put in; of what was taken away, that. */
function quoteOf({ kind, quotes, changes, places }: AlertContent): string {
  const [change] = changes;
  if (kind === 'changed' && change) return shorten(change.after || change.before, QUOTE);
  const [place] = places;
  const passage = quotes.find(({ marks }) => marks.some(({ start }) => start === place?.start)) ?? quotes[0];
  const mark = passage?.marks.find(({ start }) => start === place?.start) ?? passage?.marks[0];
  if (!passage || !mark) return '';
  return shorten(passage.text.slice(mark.start - passage.start, mark.end - passage.start), QUOTE);
}

function buttons(alerts: readonly AlertContent[], texts: Texts): InlineKeyboardButton[][] {
  const { t, locale } = texts;
  if (alerts.length <= WITH_ROWS) {
    return alerts.map(({ topics, places }, i) => {
      const n = i + 1;
      const read = places.slice(0, 1).map((place) => ({
        // Two of them, so that the number is named.
        text: t('alert-read-button', { n, count: 2 }),
        callback_data: excerptButton.pack(place),
      }));
      const [only, ...others] = topics;
      const less =
        only && others.length === 0 && only.topic !== null
          ? [lessThan(only, t('alert-less-numbered-button', { n }))]
          : [];
      return row(locale, [...read, ...less]);
    });
  }
  const numbers = alerts.slice(0, MOST_NUMBERS).flatMap(({ places: [place] }, i) => {
    return place ? [{ text: String(i + 1), callback_data: excerptButton.pack(place) }] : [];
  });
  const all: InlineKeyboardButton[][] = [];
  for (let i = 0; i < numbers.length; i += NUMBERS_IN_ROW) {
    all.push(row(locale, numbers.slice(i, i + NUMBERS_IN_ROW)));
  }
  return all;
}
