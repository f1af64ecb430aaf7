import type { Filters } from '../answering/filters.ts';
import { formatDate, formatMonth } from './dates.ts';
import type { Texts } from './texts.ts';

/** One sentence on which reports were searched, as the question asked; texts may come from reports and are not escaped. */
export function filtersText(filters: Filters, texts: Texts): string {
  const { t, locale } = texts;
  const { unit, outlets, applied } = filters;
  const key = unit === null ? 'outlets' : outlets.length === 0 ? 'period' : 'both';
  const names = outlets.map((outlet) => (locale === 'ar' ? `«${outlet}»` : `“${outlet}”`));
  return t(`${applied ? '' : 'un'}filtered-${key}`, {
    ...(unit !== null && { period: periodText(filters, texts) }),
    ...(names.length > 0 && { outlets: names.join(`${t('comma')} `) }),
  });
}

function periodText({ from, to, unit }: Filters, { t, locale }: Texts): string {
  const day = (date: string): string => formatDate(date, locale) ?? date;
  if (from === null) return t('period-until', { to: day(to ?? '') });
  if (to === null) return t('period-since', { from: day(from) });
  if (unit === 'year') return t('period-year', { year: from.slice(0, 4) });
  if (unit === 'month') return formatMonth(from, locale) ?? from;
  return from === to ? day(from) : t('period-span', { from: day(from), to: day(to) });
}
