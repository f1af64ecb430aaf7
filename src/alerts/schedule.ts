import { DateTime, IANAZone } from 'luxon';
import type { AlertTimes } from '../store/alert-times.ts';
import type { Rhythm } from '../store/subscriptions.ts';

/** When an alert may be sent. */
export interface Due {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whether it shares a message with what else of its chat is due then: a digest, or the end of quiet hours. */
  readonly together: boolean;
}

const MINUTES_A_DAY = 24 * 60;

/** Whether a name is a time zone that this machine knows, such as `Asia/Damascus`. */
export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/**
 * When a match of `at` (milliseconds since 1970) is due: at once, or at the first digest time that is not before
 * it; in quiet hours, when they end.
 *
 * On the days when clocks change: a digest time that a day has twice is the first of the two; one that it lacks
 * comes as much later as the clock jumps (02:30 becomes 03:30). Quiet hours that end at a time a day has twice
 * end at the first one after the match.
 */
export function dueAt(at: number, rhythm: Rhythm, times: AlertTimes): Due {
  const wanted = rhythm.frequency === 'at-once' ? at : nextDigest(at, rhythm, times);
  const allowed = allowedAt(wanted, times);
  return { at: allowed, together: rhythm.frequency !== 'at-once' || allowed !== wanted };
}

/** Whether an instant (milliseconds) lies in a chat's quiet hours; their end does not. */
export function isQuiet(at: number, { timeZone, quiet }: AlertTimes): boolean {
  if (quiet === null) return false;
  const { hour, minute } = DateTime.fromMillis(at, { zone: timeZone });
  const now = hour * 60 + minute;
  return quiet.from <= quiet.to ? quiet.from <= now && now < quiet.to : quiet.from <= now || now < quiet.to;
}

function nextDigest(at: number, rhythm: Rhythm, { timeZone, digestAt }: AlertTimes): number {
  for (const day of daysFrom(at, timeZone)) {
    if (rhythm.frequency === 'weekly' && day.weekday !== rhythm.weekday) continue;
    const [first] = instants(day, digestAt);
    if (first !== undefined && first >= at) return first;
  }
  throw new Error(`no digest time after ${at} in ${timeZone}`);
}

/** The instant itself, or the end of the quiet hours in which it lies; milliseconds since 1970. */
export function allowedAt(at: number, times: AlertTimes): number {
  if (times.quiet === null || !isQuiet(at, times)) return at;
  for (const day of daysFrom(at, times.timeZone)) {
    // Where the clock jumps over all that is not quiet, quiet hours go on to their next end.
    const end = instants(day, times.quiet.to).find((instant) => instant > at && !isQuiet(instant, times));
    if (end !== undefined) return end;
  }
  throw new Error(`no end of the quiet hours after ${at} in ${times.timeZone}`);
}

/** Noon of the local day of an instant and of the days after it: enough to meet every weekday twice. */
function* daysFrom(at: number, zone: string): Generator<DateTime> {
  const { year, month, day } = DateTime.fromMillis(at, { zone });
  const first = DateTime.utc(year, month, day);
  for (let i = 0; i < 15; i++) {
    const date = first.plus({ days: i });
    const noon = DateTime.fromObject(
      { year: date.year, month: date.month, day: date.day, hour: 12 },
      { zone },
    );
    // A zone that moved over the date line has left a day out.
    if (noon.day === date.day) yield noon;
  }
}

/** The one or two instants of a day's local time (minutes after midnight), in order. */
function instants(day: DateTime, minutes: number): number[] {
  const of = minutes % MINUTES_A_DAY;
  const local = day.set({ hour: Math.floor(of / 60), minute: of % 60, second: 0, millisecond: 0 });
  return local
    .getPossibleOffsets()
    .map((instant) => instant.toMillis())
    .sort((a, b) => a - b);
}
