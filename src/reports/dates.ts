/** Month names, normalised, to 1–12, from ICU: Levantine, Egyptian, Moroccan, Algerian and English, long and short. */
const MONTHS = monthNames();

function monthNames(): ReadonlyMap<string, number> {
  const months = new Map<string, number>();
  for (const locale of ['ar-SY', 'ar-EG', 'ar-MA', 'ar-DZ', 'en']) {
    for (const style of ['long', 'short'] as const) {
      const format = new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, { month: style, timeZone: 'UTC' });
      for (let month = 1; month <= 12; month++) {
        months.set(plain(format.format(Date.UTC(2023, month - 1, 15))), month);
      }
    }
  }
  return months;
}

/** Case, spelling variants of alif, harakat, direction marks and spaces evened out; digits made ASCII. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u064b-\u0652\u0640\p{Cf}]/gu, '')
    .replace(/[أإآ]/gu, 'ا')
    .replace(/[٠-٩]/gu, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/gu, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase();
}

const ISO =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)? ?(z|[+-]\d{2}(?::?\d{2})?)?)?$/u;
const DAY_FIRST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:\s.*)?$/u;
const NAME = '[\\p{L}]+(?:(?: |[ /(]+)\\p{L}+)*[)]?';
const DAY_NAME_YEAR = new RegExp(
  `(?:^|[ ,،])(\\d{1,2})(?:st|nd|rd|th)?(?: من)?[ -](${NAME})\\.?[ -,،]+(\\d{4})`,
  'u',
);
const NAME_DAY_YEAR = /(?:^|[ ,،])(\p{L}+)\.? (\d{1,2})(?:st|nd|rd|th)?[,،]? (\d{4})/u;
const TIME_WITH_ZONE = /(\d{1,2}):(\d{2})(?::(\d{2}))? ?(z|gmt|utc|[+-]\d{2}:?\d{2})(?:\s|$)/u;

/**
 * A written date as `YYYY-MM-DD`, or as an ISO 8601 date-time when the hour is given with it; null when it isn't
 * understood or no such day exists. Knows ISO, day/month/year (the order used in the Arab world; month first only
 * when the day shows it), RFC 2822, and month names of both Arabic kinds ("12 آب 2023", "12 أغسطس/آب 2023") and of
 * English, with digits of either script.
 */
export function readDate(written: string): string | null {
  const text = plain(written.slice(0, 100));
  const iso = ISO.exec(text);
  if (iso) {
    const date = dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
    return date && iso[4] !== undefined ? withTime(date, iso.slice(4)) : date;
  }
  const slashed = DAY_FIRST.exec(text);
  if (slashed) {
    const [first, second, year] = [Number(slashed[1]), Number(slashed[2]), Number(slashed[3])];
    return dayOf(year, second, first) ?? dayOf(year, first, second);
  }
  const named = DAY_NAME_YEAR.exec(text);
  const english = named ? null : NAME_DAY_YEAR.exec(text);
  const date = named
    ? dayOf(Number(named[3]), monthOf(named[2] as string), Number(named[1]))
    : english
      ? dayOf(Number(english[3]), monthOf(english[1] as string), Number(english[2]))
      : null;
  const time = date === null ? null : TIME_WITH_ZONE.exec(text);
  return date !== null && time ? withTime(date, time.slice(1)) : date;
}

/** The month of "آب", "أغسطس/آب", "أغسطس (آب)"; 0 when it is none, or two different ones. */
function monthOf(name: string): number {
  const whole = MONTHS.get(name);
  if (whole) return whole;
  const months = name
    .split(/[/()]/u)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => MONTHS.get(part) ?? 0);
  return months.every((month) => month === months[0]) ? (months[0] ?? 0) : 0;
}

function dayOf(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1000 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.toISOString().slice(0, 10);
}

/** `parts`: hour, minute, second, zone as written. */
function withTime(date: string, parts: readonly (string | undefined)[]): string {
  const [hour, minute, second, zone] = parts;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return date;
  const time = `${(hour ?? '').padStart(2, '0')}:${minute}:${second ?? '00'}`;
  const offset = (zone ?? '').replace(/^(?:z|gmt|utc)$/u, 'Z').replace(/^([+-]\d{2}):?(\d{2})?$/u, '$1:$2');
  return `${date}T${time}${offset.endsWith(':') ? `${offset}00` : offset}`;
}
