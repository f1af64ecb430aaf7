import { shorten } from './cut-words.ts';
import { formatDate } from './dates.ts';
import { isolate } from './direction.ts';
import { type Html, html, joinHtml } from './html.ts';
import type { Texts } from './texts.ts';

/** Most of a title and of an outlet's name, in UTF-16 code units: a page may claim whatever it likes. */
const MAX_TITLE = 300;
const MAX_OUTLET = 80;

/** What a reader needs to know about a report to judge it. */
export interface SourceCard {
  readonly title: string;
  readonly source: string | null;
  readonly url: string | null;
  readonly date: string | null;
}

/** `[1]`, kept in order between words of either direction. */
export function citationMark(n: number): string {
  return isolate(`[${n}]`);
}

/** The title, a link to the original if the report has a web address. */
export function titleHtml({ title, url }: SourceCard): Html {
  const shown = isolate(shorten(title, MAX_TITLE));
  const address = webAddress(url);
  return address === null ? html`${shown}` : html`<a href="${address}">${shown}</a>`;
}

/** The outlet and the day, as far as the report says, or nothing. */
export function originHtml({ source, date }: SourceCard, { t, locale }: Texts): Html | undefined {
  const outlet = source === null ? null : shorten(source, MAX_OUTLET);
  const known = [outlet, formatDate(date, locale)].filter((part) => part !== null && part !== '');
  if (known.length === 0) return undefined;
  return joinHtml(
    known.map((part) => html`${isolate(part ?? '')}`),
    `${t('comma')} `,
  );
}

/** Longest address of a button, in UTF-16 code units; Telegram refuses the whole message for a longer one. */
const MAX_URL = 2048;

/** The address of a report's original as links and buttons take it, or `null` when it is none on the web. */
export function webAddress(url: string | null): string | null {
  if (url === null || !/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  const { href, hostname } = new URL(url);
  // Telegram refuses names without a dot (an intranet's), and a button with such an address takes its message along.
  return hostname.includes('.') && !hostname.endsWith('.') && href.length <= MAX_URL ? href : null;
}
