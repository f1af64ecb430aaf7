import { tokenise } from './tokens.ts';

/** Month names as normalised words, by their number: those of the Levant, Egypt, the Maghreb, and English. */
export const months = monthNames();

function monthNames(): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const locale of ['ar-SY', 'ar-EG', 'ar-MA', 'ar-DZ', 'en']) {
    for (const style of ['long', 'short'] as const) {
      const format = new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, { month: style, timeZone: 'UTC' });
      for (let month = 1; month <= 12; month++) {
        names.set(wordsOf(format.format(Date.UTC(2023, month - 1, 15))), month);
      }
    }
  }
  return names;
}

function wordsOf(text: string): string {
  return tokenise(text)
    .map(({ term }) => term)
    .join(' ');
}

/** Month names that are also other words: they need a day or a year beside them. */
export const ambiguousMonths = new Set(['may', 'mar', 'march', 'sep', 'dec', 'jan', 'اب', 'مايو', 'ماي']);

/** Numbers in words that count days, weeks …; Arabic without its article. */
export const numberWords: ReadonlyMap<string, number> = new Map([
  ['two', 2], ['three', 3], ['four', 4], ['five', 5], ['six', 6], ['seven', 7], ['ten', 10],
  ['ثلاثه', 3], ['ثلاث', 3], ['اربعه', 4], ['اربع', 4], ['خمسه', 5], ['خمس', 5], ['سته', 6], ['سبعه', 7], ['عشره', 10],
]); // biome-ignore format: a table reads best as one

/** The units that times are counted in. */
export type Step = 'day' | 'week' | 'month' | 'year';
/** The units by their names, singular, dual and plural. */
export const steps: readonly (readonly [Step, RegExp])[] = [
  ['day', /^(?:days?|يوم|يوما|ايام|اليوم|الايام)$/],
  ['week', /^(?:weeks?|اسبوع|اسبوعا|اسابيع|الاسبوع|الاسابيع)$/],
  ['month', /^(?:months?|شهر|شهرا|اشهر|شهور|الشهر|الاشهر)$/],
  ['year', /^(?:years?|سنه|سنوات|سنين|عام|عاما|اعوام|السنه|العام|السنوات|الاعوام)$/],
];
/** Arabic duals: two of a unit in one word. */
export const duals: ReadonlyMap<string, Step> = new Map([
  ['يومين', 'day'], ['اسبوعين', 'week'], ['شهرين', 'month'], ['سنتين', 'year'], ['عامين', 'year'],
]); // biome-ignore format: a table reads best as one

/** "Last", after its Arabic noun. */
export const isPast =
  /^(?:ماضي|ماضيه|الماضي|الماضيه|الفايت|الفايته|المنصرم|المنصرمه|السابق|السابقه|ماضيين|الماضيين|الاخير|الاخيره)$/;
/** "This", after its Arabic noun. */
export const isCurrent = /^(?:الحالي|الحاليه|الجاري|الجاريه)$/;
