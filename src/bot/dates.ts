import type { Locale } from './texts.ts';

const month = (tag: string) => new Intl.DateTimeFormat(tag, { month: 'long', timeZone: 'UTC' });
// Arabic months have two sets of names: the Levant's and the one of Egypt and most others. Readers get both.
const levantine = month('ar-SY-u-nu-latn');
const egyptian = month('ar-EG-u-nu-latn');
const english = month('en-GB');

/**
 * The day of a report for a reader: `12 آب/أغسطس 2023` or `12 August 2023`. `date` is `YYYY-MM-DD` or an
 * ISO 8601 date-time, of which the day as written is shown, whatever its zone. Anything else gives `null`.
 */
export function formatDate(date: string | null, locale: Locale): string | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:$|T)/.exec(date ?? '');
  if (!match) return null;
  const [year, monthNumber, day] = match.slice(1).map(Number) as [number, number, number];
  const time = new Date(Date.UTC(year, monthNumber - 1, day));
  if (time.getUTCMonth() !== monthNumber - 1 || time.getUTCDate() !== day) return null;
  const name = locale === 'en' ? english.format(time) : `${levantine.format(time)}/${egyptian.format(time)}`;
  return `${day} ${name} ${year}`;
}

/** The month of a day (`YYYY-MM-DD`) for a reader: `August 2023`, `آب/أغسطس 2023`. */
export function formatMonth(date: string, locale: Locale): string | null {
  return formatDate(`${date.slice(0, 7)}-01`, locale)?.replace(/^1 /, '') ?? null;
}
