import { DateTime, type DurationLike } from 'luxon';
import type { Span } from '../reports/report.ts';
import {
  ambiguousMonths,
  duals,
  isCurrent,
  isPast,
  months,
  numberWords,
  type Step,
  steps,
} from './calendar-words.ts';
import { type Token, tokenise } from './tokens.ts';

/** How exactly a time is named; a `span` has its ends named. */
export type PeriodUnit = 'day' | 'week' | 'month' | 'year' | 'span';

/** A stretch of days, both ends in it, as `YYYY-MM-DD`; `null` for an open end. */
export interface Period {
  readonly from: string | null;
  readonly to: string | null;
  readonly unit: PeriodUnit;
}

/** A period named in a text, with its preposition. */
export interface NamedPeriod {
  readonly period: Period;
  /** Offsets into the text. */
  readonly span: Span;
}

/** A moment read from some tokens: the day it begins, the day it ends, the token after it. */
interface Moment {
  readonly from: DateTime;
  readonly to: DateTime;
  readonly unit: PeriodUnit;
  readonly next: number;
}

/** What stands before a moment: during it, from it on, after it, before it. */
const prepositions: readonly (readonly ['in' | 'since' | 'after' | 'before', RegExp])[] = [
  ['since', /^(?:since|منذ|من)$/],
  ['after', /^(?:after|بعد)$/],
  ['before', /^(?:before|قبل)$/],
  ['in', /^(?:in|on|during|of|dated|throughout|في|ب|خلال|اثناء|بتاريخ|يوم|شهر)$/],
];

/**
 * The first period that a question names in English or Arabic: a day, a month or a year ("in July 2023", «في عام 2022»,
 * «في تموز»), one that depends on `today` (`YYYY-MM-DD`) such as "last week", or one between, since, after or before
 * such. A year needs a word that makes it a time: in names and counts four figures are no date.
 */
export function findPeriod(text: string, today: string): NamedPeriod | null {
  const tokens = tokenise(text).flatMap(apart);
  const reader = new MomentReader(text, tokens, DateTime.fromISO(today, { zone: 'utc' }));
  for (let i = 0; i < tokens.length; i++) {
    const found = namedFrom(reader, tokens, i);
    if (!found) continue;
    const { next, ...period } = found;
    return { period, span: { start: tokens[i]!.start, end: tokens[next - 1]!.end } };
  }
  return null;
}

/** «وأيار» and «بأيار» as two tokens. */
function apart(token: Token): Token[] {
  const { term, start } = token;
  const rest = term.slice(1);
  // «باب» is a door, not «in August».
  if (!/^(?:و|ب(?=...))/.test(term) || !(months.has(rest) || firstWords.has(rest))) return [token];
  return [
    { ...token, term: term.startsWith('ب') ? 'في' : 'و', end: start + 1 },
    { ...token, term: rest, start: start + 1 },
  ];
}

/** What a moment may begin with besides the name of a month. */
const firstWords = new Set('عام العام سنه شهر كانون تشرين'.split(' '));

type Found = Period & { readonly next: number };

function namedFrom(reader: MomentReader, tokens: readonly Token[], i: number): Found | null {
  const term = tokens[i]!.term;
  if (/^(?:between|from|بين|من)$/.test(term)) {
    const first = reader.at(i + 1, true);
    const joined = first && reader.joined(first.next);
    const second = joined ? reader.at(joined, true) : null;
    if (first && second) return spanOf(first, second);
  }
  const preposition = prepositions.find(([, pattern]) => pattern.test(term))?.[0];
  const ago = term === 'قبل' || term === 'منذ' ? reader.ago(i + 1) : null;
  if (ago) return term === 'منذ' ? period(ago.from, null, 'span', ago.next) : asIs(ago);
  const moment = preposition ? reader.at(i + 1, term !== 'من' && term !== 'of') : reader.at(i, false);
  if (!moment) return null;
  if (preposition === 'since') {
    // «من تموز 2023» without an end is "of July 2023".
    return term === 'من' ? asIs(moment) : period(moment.from, null, 'span', moment.next);
  }
  if (preposition === 'after') return period(moment.to.plus({ days: 1 }), null, 'span', moment.next);
  if (preposition === 'before') return period(null, moment.from.minus({ days: 1 }), 'span', moment.next);
  return asIs(moment);
}

/** "Between March and May 2021": a month without a year has that of the end. */
function spanOf(first: Moment, second: Moment): Found {
  const { year } = second.from;
  const from = first.from > second.to && first.unit !== 'year' ? first.from.set({ year }) : first.from;
  if (from <= second.to) return period(from, second.to, 'span', second.next);
  return first.unit === 'year'
    ? period(second.from, first.to, 'span', second.next)
    : period(from.minus({ years: 1 }), second.to, 'span', second.next);
}

function period(from: DateTime | null, to: DateTime | null, unit: PeriodUnit, next: number): Found {
  return { from: from?.toISODate() ?? null, to: to?.toISODate() ?? null, unit, next };
}

function asIs({ from, to, unit, next }: Moment): Found {
  return period(from, to, unit, next);
}

/** Reads moments from tokens. */
class MomentReader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #today: DateTime;

  constructor(text: string, tokens: readonly Token[], today: DateTime) {
    this.#text = text;
    this.#tokens = tokens;
    this.#today = today;
  }

  /** The moment that begins at a token; `afterPreposition` lets a bare year or month be one. */
  at(i: number, afterPreposition: boolean): Moment | null {
    return (
      this.#day(i) ??
      this.#month(i, afterPreposition) ??
      this.#year(i, afterPreposition) ??
      this.#relative(i) ??
      (this.#is(i, /^(?:the|ال|يوم|شهر)$/) && afterPreposition ? this.at(i + 1, true) : null)
    );
  }

  /** Where the second moment of a span begins when a joining word stands at `i`; 0 for none. */
  joined(i: number): number {
    return this.#is(i, /^(?:and|to|until|till|و|الي|حتي|لغايه)$/) ? i + 1 : 0;
  }

  /** `3 days ago` with the number first, «3 أيام» after قبل. */
  ago(i: number): Moment | null {
    const dual = duals.get(this.#term(i));
    if (dual) return this.#back(dual, 2, i + 1);
    const count = this.#number(i);
    const step = count === null ? null : this.#step(i + 1);
    return step ? this.#back(step, count!, i + 2) : null;
  }

  #back(step: Step, count: number, next: number): Moment {
    const from = this.#today.minus({ [`${step}s`]: count } as DurationLike);
    return step === 'day' || step === 'week'
      ? { from, to: from, unit: 'day', next }
      : { from: from.startOf(step), to: from.endOf(step), unit: step, next };
  }

  #relative(i: number): Moment | null {
    const today = this.#today;
    const term = this.#term(i);
    const day = (back: number, next: number): Moment => {
      const from = today.minus({ days: back });
      return { from, to: from, unit: 'day', next };
    };
    if (/^(?:yesterday|امس|البارحه|مبارح|امبارح)$/.test(term)) return day(1, i + 1);
    if (term === 'اول' && this.#is(i + 1, /^(?:امس|مبارح|امبارح|البارحه)$/)) return day(2, i + 2);
    const isLast = i === this.#tokens.length - 1;
    if (/^(?:today|اليوم)$/.test(term) && (isLast || i === 0)) return day(0, i + 1);
    const count = this.#number(i);
    const counted = count === null ? null : this.#step(i + 1);
    if (counted && this.#is(i + 2, /^ago$/)) return this.#back(counted, count!, i + 3);
    return this.#lastOnes(i) ?? this.#lastOne(i);
  }

  /** "the last 3 weeks", «آخر 3 أسابيع», «الأيام الثلاثة الماضية». */
  #lastOnes(i: number): Moment | null {
    const lead = this.#is(i, /^the$/) ? i + 1 : i;
    const count = this.#is(lead, /^(?:last|past|اخر)$/) ? this.#number(lead + 1) : null;
    const step = count === null ? null : this.#step(lead + 2);
    if (step) return this.#until(step, count!, lead + 3);
    const plural = /^ال(?:ايام|اسابيع|اشهر|سنوات)$/.test(this.#term(i)) ? this.#step(i) : null;
    const after = plural === null ? null : this.#number(i + 1);
    return plural && after !== null && this.#is(i + 2, isPast) ? this.#until(plural, after, i + 3) : null;
  }

  #until(step: Step, count: number, next: number): Moment {
    const from = this.#today.minus({ [`${step}s`]: count } as DurationLike);
    return { from, to: this.#today, unit: 'span', next };
  }

  /** "last week", "this year", «الأسبوع الماضي», «هذا العام». */
  #lastOne(i: number): Moment | null {
    const before = /^(last|past|previous|this|current|هذا|هذه)$/.exec(this.#term(i))?.[1];
    const step = this.#step(before ? i + 1 : i);
    if (!step || step === 'day') return null;
    if (before) return this.#whole(step, /^(?:last|past|previous)$/.test(before) ? 1 : 0, i + 2);
    if (!/^ال/.test(this.#term(i))) return null;
    if (this.#is(i + 1, isPast)) return this.#whole(step, 1, i + 2);
    return this.#is(i + 1, isCurrent) ? this.#whole(step, 0, i + 2) : null;
  }

  #whole(step: Exclude<Step, 'day'>, back: number, next: number): Moment {
    const then = this.#today.minus({ [`${step}s`]: back } as DurationLike);
    // The week of the Arab world begins on different days: the seven days before today are in every one's last week.
    if (step === 'week')
      return { from: then.minus({ days: 7 - 7 * back }), to: this.#today, unit: step, next };
    return { from: then.startOf(step), to: then.endOf(step), unit: step, next };
  }

  #day(i: number): Moment | null {
    const numeric = this.#numericDay(i);
    if (numeric) return numeric;
    const dayFirst = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(this.#term(i));
    if (dayFirst) {
      const skip = this.#is(i + 1, /^(?:of|من|شهر)$/) ? 2 : 1;
      const month = this.#monthName(i + skip);
      if (!month) return null;
      const year = this.#yearAfter(month.next);
      return this.#dayOf(year?.year ?? null, month.month, Number(dayFirst[1]), year?.next ?? month.next);
    }
    const month = this.#monthName(i);
    const second = month && /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(this.#term(month.next));
    if (!month || !second) return null;
    const year = this.#yearAfter(month.next + 1);
    return this.#dayOf(year?.year ?? null, month.month, Number(second[1]), year?.next ?? month.next + 1);
  }

  /** 2023-07-12, 12/7/2023. */
  #numericDay(i: number): Moment | null {
    const [a, b, c] = this.#tokens.slice(i, i + 3);
    if (!a || !b || !c || ![a, b, c].every(({ script }) => script === 'number')) return null;
    const between = this.#text.slice(a.end, b.start) + this.#text.slice(b.end, c.start);
    if (!/^(?:--|\/\/|\.\.)$/.test(between)) return null;
    const [x, y, z] = [Number(a.term), Number(b.term), Number(c.term)];
    return x > 31 ? this.#dayOf(x, y, z, i + 3) : this.#dayOf(z, y, x, i + 3);
  }

  #dayOf(year: number | null, month: number, day: number, next: number): Moment | null {
    const from = DateTime.utc(year ?? this.#today.year, month, day);
    if (!from.isValid || !isYear(from.year)) return null;
    const then = year === null && from > this.#today ? from.minus({ years: 1 }) : from;
    return { from: then, to: then, unit: 'day', next };
  }

  #month(i: number, afterPreposition: boolean): Moment | null {
    const name = this.#monthName(i);
    if (!name) return null;
    const year = this.#yearAfter(name.next);
    const isCertain = afterPreposition && !(ambiguousMonths.has(name.name) && !this.#isMonthAsWritten(i));
    if (!year && !isCertain) return null;
    const from = DateTime.utc(year?.year ?? this.#today.year, name.month, 1);
    const then = !year && from > this.#today ? from.minus({ years: 1 }) : from;
    return { from: then, to: then.endOf('month'), unit: 'month', next: year?.next ?? name.next };
  }

  /** May and March with a capital, آب with its madda. */
  #isMonthAsWritten(i: number): boolean {
    const { start, end } = this.#tokens[i]!;
    return /^(?:[A-Z]|آ|مايو)/.test(this.#text.slice(start, end));
  }

  /** A month's name, or both of its Arabic names («تموز/يوليو»). */
  #monthName(i: number): { name: string; month: number; next: number } | null {
    for (const length of [2, 1]) {
      const words = this.#tokens.slice(i, i + length);
      const name = words.map(({ term }) => term).join(' ');
      const month = words.length === length ? months.get(name) : undefined;
      if (month === undefined) continue;
      const next = i + length;
      const other = this.#monthName(next);
      return { name, month, next: other?.month === month ? other.next : next };
    }
    return null;
  }

  #yearAfter(i: number): { year: number; next: number } | null {
    const skip = this.#is(i, /^(?:عام|سنه|من|of|العام)$/) ? 1 : 0;
    const skip2 = skip && this.#is(i + 1, /^(?:عام|سنه)$/) ? 2 : skip;
    const year = Number(this.#term(i + skip2));
    return isYear(year) ? { year, next: i + skip2 + 1 } : null;
  }

  #year(i: number, afterPreposition: boolean): Moment | null {
    const isNamed = this.#is(i, /^(?:ب?عام|العام|ب?سنه|السنه|year)$/);
    const at = isNamed ? i + 1 : i;
    const year = Number(this.#term(at));
    if (!isYear(year) || !(isNamed || afterPreposition)) return null;
    const from = DateTime.utc(year, 1, 1);
    return { from, to: from.endOf('year'), unit: 'year', next: at + 1 };
  }

  #number(i: number): number | null {
    const term = this.#term(i);
    if (/^\d{1,3}$/.test(term)) return Number(term);
    return numberWords.get(term.replace(/^ال/, '')) ?? null;
  }

  #step(i: number): Step | null {
    return steps.find(([, pattern]) => pattern.test(this.#term(i)))?.[0] ?? null;
  }

  #is(i: number, pattern: RegExp): boolean {
    return pattern.test(this.#term(i));
  }

  #term(i: number): string {
    return this.#tokens[i]?.term ?? '';
  }
}

function isYear(year: number): boolean {
  return Number.isInteger(year) && year >= 1900 && year < 2100;
}
