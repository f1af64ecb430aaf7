import { DateTime } from 'luxon';
import { formatDate } from '../dates.ts';
import type { Locale, Texts } from '../texts.ts';

/** A moment for a reader in a time zone: `4 أيار/مايو 2031، 14:05`. `at` is milliseconds since 1970. */
export function formatMoment(at: number, timeZone: string, { t, locale }: Texts): string {
  const local = DateTime.fromMillis(at, { zone: timeZone, locale: 'en' });
  return `${formatDate(local.toISODate(), locale)}${t('comma')} ${local.toFormat('HH:mm')}`;
}

/** The time of day there now: `14:05`. */
export function timeThere(at: number, timeZone: string): string {
  return DateTime.fromMillis(at, { zone: timeZone, locale: 'en' }).toFormat('HH:mm');
}

/** Minutes after midnight as `08:00`. */
export function formatTimeOfDay(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const tags = { ar: 'ar-SY', en: 'en-GB' };

/** The name of a weekday, 1 (Monday) to 7. */
export function weekdayName(weekday: number, locale: Locale): string {
  // The fifth of January 1970 was a Monday.
  return new Intl.DateTimeFormat(tags[locale], { weekday: 'long', timeZone: 'UTC' }).format(
    Date.UTC(1970, 0, 4 + weekday),
  );
}
