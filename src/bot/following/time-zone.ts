import { isTimeZone } from '../../alerts/schedule.ts';
import { normalise } from '../../language/normalise.ts';
import type { Locale } from '../texts.ts';

/** A time zone by the city that people know it by. */
interface City {
  readonly zone: string;
  readonly ar: string;
  readonly en: string;
}

/** Those offered as buttons: where the readers of news about Syria mostly live. */
export const OFFERED: readonly City[] = [
  { zone: 'Asia/Damascus', ar: 'دمشق', en: 'Damascus' },
  { zone: 'Asia/Beirut', ar: 'بيروت', en: 'Beirut' },
  { zone: 'Asia/Amman', ar: 'عمّان', en: 'Amman' },
  { zone: 'Asia/Baghdad', ar: 'بغداد', en: 'Baghdad' },
  { zone: 'Europe/Istanbul', ar: 'إسطنبول', en: 'Istanbul' },
  { zone: 'Africa/Cairo', ar: 'القاهرة', en: 'Cairo' },
  { zone: 'Asia/Riyadh', ar: 'الرياض', en: 'Riyadh' },
  { zone: 'Asia/Dubai', ar: 'دبي', en: 'Dubai' },
  { zone: 'Europe/Berlin', ar: 'برلين', en: 'Berlin' },
  { zone: 'Europe/Paris', ar: 'باريس', en: 'Paris' },
  { zone: 'Europe/London', ar: 'لندن', en: 'London' },
  { zone: 'America/New_York', ar: 'نيويورك', en: 'New York' },
];

/** More that can be typed in Arabic; English names are those of the IANA list. */
const MORE: readonly City[] = [
  { zone: 'Asia/Jerusalem', ar: 'القدس', en: 'Jerusalem' },
  { zone: 'Asia/Gaza', ar: 'غزة', en: 'Gaza' },
  { zone: 'Asia/Kuwait', ar: 'الكويت', en: 'Kuwait' },
  { zone: 'Asia/Qatar', ar: 'الدوحة', en: 'Doha' },
  { zone: 'Asia/Aden', ar: 'عدن', en: 'Aden' },
  { zone: 'Asia/Tehran', ar: 'طهران', en: 'Tehran' },
  { zone: 'Africa/Tripoli', ar: 'طرابلس', en: 'Tripoli' },
  { zone: 'Africa/Tunis', ar: 'تونس', en: 'Tunis' },
  { zone: 'Africa/Algiers', ar: 'الجزائر', en: 'Algiers' },
  { zone: 'Africa/Casablanca', ar: 'الدار البيضاء', en: 'Casablanca' },
  { zone: 'Africa/Khartoum', ar: 'الخرطوم', en: 'Khartoum' },
  { zone: 'Europe/Moscow', ar: 'موسكو', en: 'Moscow' },
  { zone: 'Europe/Stockholm', ar: 'ستوكهولم', en: 'Stockholm' },
  { zone: 'Europe/Vienna', ar: 'فيينا', en: 'Vienna' },
  { zone: 'Europe/Amsterdam', ar: 'أمستردام', en: 'Amsterdam' },
];
const cities = [...OFFERED, ...MORE];

/** The time zone's name for a reader: its city, `UTC+03:00`, or the IANA name. */
export function zoneName(zone: string, locale: Locale): string {
  return cities.find((city) => city.zone === zone)?.[locale] ?? (/^[+-]/.test(zone) ? `UTC${zone}` : zone);
}

/**
 * The time zone that a person means: an IANA name or its city (`asia/damascus`, `Damascus`, `دمشق`), or an offset
 * (`+3`, `UTC+03:30`, Arabic digits too) as `+03:30`. `null` for anything else.
 */
export function readTimeZone(text: string): string | null {
  const typed = text.replace(/[\u200e\u200f\u061c\u2066-\u2069]/g, '').trim();
  return readOffset(typed) ?? readName(typed);
}

/** Offsets that some place on Earth has: https://en.wikipedia.org/wiki/List_of_UTC_offsets, in minutes. */
const WEST = -12 * 60;
const EAST = 14 * 60;

function readOffset(typed: string): string | null {
  const ascii = typed.replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660)).replace('−', '-');
  if (/^(?:utc|gmt|z)$/i.test(ascii)) return 'UTC';
  const found = /^(?:utc|gmt|غرينتش)?\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?$/i.exec(ascii);
  if (!found) return null;
  const [, sign, hours, minutes = '00'] = found;
  const size = Number(hours) * 60 + Number(minutes);
  const offset = sign === '-' ? -size : size;
  if (Number(minutes) > 59 || offset < WEST || offset > EAST) return null;
  return size === 0 ? 'UTC' : `${sign}${String(hours).padStart(2, '0')}:${minutes}`;
}

function readName(typed: string): string | null {
  const words = normalise(typed);
  if (words === '') return null;
  const city = cities.find(({ ar, en }) => normalise(ar) === words || normalise(en) === words);
  if (city) return city.zone;
  const name = typed.replace(/\s+/g, '_');
  // The name as it is usually written, whatever the case in which it was typed.
  if (/^[a-z]/i.test(name) && isTimeZone(name)) {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  }
  const lower = name.toLowerCase();
  return (
    Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase().split('/').at(-1) === lower) ?? null
  );
}
