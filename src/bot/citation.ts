import { formatDate } from './dates.ts';
import { isolate } from './direction.ts';
import { type Html, html, joinHtml } from './html.ts';
import type { Texts } from './texts.ts';

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
  const shown = isolate(title);
  return isWebAddress(url) ? html`<a href="${url}">${shown}</a>` : html`${shown}`;
}

/** The outlet and the day, as far as the report says, or nothing. */
export function originHtml({ source, date }: SourceCard, { t, locale }: Texts): Html | undefined {
  const known = [source, formatDate(date, locale)].filter((part) => part !== null && part !== '');
  if (known.length === 0) return undefined;
  return joinHtml(
    known.map((part) => html`${isolate(part ?? '')}`),
    `${t('comma')} `,
  );
}

function isWebAddress(url: string | null): url is string {
  return url !== null && /^https?:\/\//i.test(url) && URL.canParse(url);
}
