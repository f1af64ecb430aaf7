import { findAttribution } from '../language/attribution.ts';
import type { Lexicon } from '../language/concepts.ts';
import { findPeriod, type Period, type PeriodUnit } from '../language/date-range.ts';
import type { Span } from '../reports/report.ts';
import type { Fit, ReportPassage } from '../reports/stored.ts';

/** What a question says of the reports that shall answer it, and what came of it. */
export interface Filters {
  /** First and last day of the period named, `YYYY-MM-DD`; `null` for an open end, both when none is named. */
  readonly from: string | null;
  readonly to: string | null;
  /** How exactly the period is named; `null` when none is. */
  readonly unit: PeriodUnit | null;
  /** The outlets named, as the reports name them. */
  readonly outlets: readonly string[];
  /** Whether only these reports were searched; `false`: they did not answer, and all were. */
  readonly applied: boolean;
}

/** Which reports a question asks, read from its text. */
export interface Wish {
  readonly period: Period | null;
  readonly outlets: readonly string[];
  /** Where the text says so; offsets into it. */
  readonly spans: readonly Span[];
}

/** What is known of the reports that can be found, to narrow them. */
export interface Catalogue {
  /** The outlets of reports, each once. */
  outlets(): Promise<readonly string[]>;
  /** Whether any report has a date. */
  hasDates(): Promise<boolean>;
  /** Ids of the passages of reports that fit; an undated report fits no days. */
  passagesFitting(fit: Fit): Promise<readonly number[]>;
}

/** Reads which reports a question asks; `null` when it does not say. `today` is `YYYY-MM-DD`. */
export async function readWish(
  text: string,
  { catalogue, lexicon, today }: { catalogue: Catalogue; lexicon: Lexicon; today: string },
): Promise<Wish | null> {
  const attribution = findAttribution(text, await catalogue.outlets(), lexicon);
  const rest = attribution ? blank(text, [attribution.span]) : text;
  const named = findPeriod(rest, today);
  const dated = named !== null && (await catalogue.hasDates()) ? named : null;
  if (!attribution && !dated) return null;
  return {
    period: dated?.period ?? null,
    outlets: attribution?.outlets ?? [],
    spans: [attribution?.span, dated?.span].filter((span) => span !== undefined),
  };
}

/** The text with spaces in place of some spans, so that offsets stay. */
export function blank(text: string, spans: readonly Span[]): string {
  return spans.reduce(
    (rest, { start, end }) => rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end),
    text,
  );
}

/**
 * Days after a period in which reports still tell of it. A date in a question is mostly that of the event, and what
 * happens at the end of a month is in the news of the next.
 */
const grace: Readonly<Record<PeriodUnit, number>> = { day: 3, week: 3, month: 7, year: 31, span: 7 };

/** The days of publication in which reports tell of a wish's period. */
export function fitOf({ period, outlets }: Wish): Fit {
  const before = period?.to ? addDays(period.to, grace[period.unit] + 1) : null;
  return { from: period?.from ?? null, before, outlets };
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Whether a passage is of the period and the outlets wished for, or speaks of them. */
export function speaksOf(passage: ReportPassage, wish: Wish, lexicon: Lexicon): boolean {
  const { from, before, outlets } = fitOf(wish);
  const { source, date } = passage.report;
  const text = `${passage.report.title}\n${passage.text}`;
  const published = date !== null && (from === null || date >= from) && (before === null || date < before);
  const inTime = wish.period === null || published || mentions(text, wish.period);
  const byOutlet =
    outlets.length === 0 ||
    (source !== null && outlets.includes(source)) ||
    findAttribution(text, outlets, lexicon) !== null;
  return inTime && byOutlet;
}

/** Whether a text names a time within the period. */
function mentions(text: string, { from, to }: Period): boolean {
  // One period a line at most is found, so each sentence is read by itself; a time without a year says too little.
  return text.split(/[.\n،؛]/).some((part) => {
    if (!/(?:19|20|[١۱][٩۹]|[٢۲][٠۰])[\d٠-٩۰-۹]{2}/.test(part)) return false;
    const period = findPeriod(part, '1900-01-01')?.period;
    if (!period?.from || !period.to) return false;
    return (from === null || period.from >= from) && (to === null || period.to <= to);
  });
}
