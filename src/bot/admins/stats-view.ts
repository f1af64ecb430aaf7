import { html, joinHtml } from '../html.ts';
import type { View } from '../sending.ts';
import type { Stats } from '../services.ts';
import type { Locale, Texts } from '../texts.ts';

/** The numbers, a line each. */
export function statsView(stats: Stats, { t, locale }: Texts): View {
  const lines = [
    t('stats-reports', { reports: stats.reports, passages: stats.passages }),
    t('stats-withdrawn', { withdrawn: stats.withdrawn }),
    t('stats-chats', { chats: stats.chats }),
    t('stats-questions', { today: stats.questionsToday, total: stats.questions }),
    t('stats-following', { subscriptions: stats.subscriptions, waiting: stats.waiting }),
    t('stats-uptime', { uptime: formatDuration(stats.uptime, locale) }),
    t('stats-memory', { memory: formatSize(stats.memory, locale) }),
    t('stats-disk', {
      database: formatSize(stats.database, locale),
      indexes: formatSize(stats.indexes, locale),
    }),
    ...(stats.reading ? [t('stats-reading')] : []),
  ];
  return {
    text: html`<b>${t('stats-title')}</b>\n${joinHtml(
      lines.map((line) => html`${line}`),
      '\n',
    )}`,
  };
}

const tags = { ar: 'ar-u-nu-latn', en: 'en-GB' };

/** Days and hours, hours and minutes, or minutes: two units at most. `ms` milliseconds. */
export function formatDuration(ms: number, locale: Locale): string {
  const all = Math.floor(ms / 60_000);
  const parts = [
    { unit: 'day', value: Math.floor(all / 1440) },
    { unit: 'hour', value: Math.floor(all / 60) % 24 },
    { unit: 'minute', value: all % 60 },
  ];
  const first = parts.findIndex(({ value }) => value > 0);
  const shown = first < 0 ? parts.slice(2) : parts.slice(first, first + 2).filter(({ value }) => value > 0);
  const words = shown.map(({ unit, value }) =>
    new Intl.NumberFormat(tags[locale], { style: 'unit', unit, unitDisplay: 'long' }).format(value),
  );
  return new Intl.ListFormat(tags[locale], { type: 'conjunction' }).format(words);
}

/** Megabytes with one decimal. */
export function formatSize(bytes: number, locale: Locale): string {
  const format = new Intl.NumberFormat(tags[locale], {
    style: 'unit',
    unit: 'megabyte',
    unitDisplay: locale === 'ar' ? 'long' : 'short',
    maximumFractionDigits: 1,
  });
  return format.format(bytes / 2 ** 20);
}
