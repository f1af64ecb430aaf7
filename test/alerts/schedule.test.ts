import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { dueAt, isQuiet, isTimeZone } from '../../src/alerts/schedule.ts';
import { type AlertTimes, DEFAULT_TIMES } from '../../src/store/alert-times.ts';
import type { Rhythm } from '../../src/store/subscriptions.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const daily: Rhythm = { frequency: 'daily', weekday: 1 };
const atOnce: Rhythm = { frequency: 'at-once', weekday: 1 };

const at = (iso: string) => Date.parse(iso);
const iso = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');

function times(timeZone: string, digest: string, quiet?: [string, string]): AlertTimes {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return {
    timeZone,
    digestAt: minutes(digest),
    quiet: quiet ? { from: minutes(quiet[0]), to: minutes(quiet[1]) } : null,
  };
}

/** Local date and time by the platform, not by the library that the code uses. */
function local(ms: number, timeZone: string) {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  const weekday = new Intl.DateTimeFormat('en', { timeZone, weekday: 'short' }).format(ms);
  const [date = '', time = ''] = format.format(ms).split(', ');
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return { date, minutes, weekday: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(weekday) + 1 };
}

describe('a digest', () => {
  test('comes at the next digest time, the very moment included', () => {
    // Damascus has kept +03:00 all year since October 2022.
    const due = (match: string) => iso(dueAt(at(match), daily, DEFAULT_TIMES).at);
    assert.equal(due('2031-05-05T04:59:59Z'), '2031-05-05T05:00:00Z');
    assert.equal(due('2031-05-05T05:00:00Z'), '2031-05-05T05:00:00Z');
    assert.equal(due('2031-05-05T05:00:00.001Z'), '2031-05-06T05:00:00Z');
    assert.equal(due('2031-01-05T21:30:00Z'), '2031-01-06T05:00:00Z');
    assert.equal(dueAt(at('2031-05-05T05:00:00Z'), daily, DEFAULT_TIMES).together, true);
  });

  test('comes weekly on its day', () => {
    const sunday: Rhythm = { frequency: 'weekly', weekday: 7 };
    // 5 May 2031 is a Monday.
    assert.equal(iso(dueAt(at('2031-05-05T12:00Z'), sunday, DEFAULT_TIMES).at), '2031-05-11T05:00:00Z');
    assert.equal(iso(dueAt(at('2031-05-11T05:00Z'), sunday, DEFAULT_TIMES).at), '2031-05-11T05:00:00Z');
    assert.equal(iso(dueAt(at('2031-05-11T05:01Z'), sunday, DEFAULT_TIMES).at), '2031-05-18T05:00:00Z');
  });

  test('whose time a day lacks comes as much later as the clock jumps', () => {
    const berlin = times('Europe/Berlin', '02:30');
    // Clocks go from 02:00 to 03:00 on 30 March 2031.
    assert.equal(iso(dueAt(at('2031-03-29T12:00Z'), daily, berlin).at), '2031-03-30T01:30:00Z');
    assert.equal(iso(dueAt(at('2031-03-30T12:00Z'), daily, berlin).at), '2031-03-31T00:30:00Z');
  });

  test('whose time a day has twice comes at the first, once', () => {
    const newYork = times('America/New_York', '01:30');
    // Clocks go from 02:00 back to 01:00 on 2 November 2031.
    assert.equal(iso(dueAt(at('2031-11-02T00:00Z'), daily, newYork).at), '2031-11-02T05:30:00Z');
    assert.equal(iso(dueAt(at('2031-11-02T05:30:01Z'), daily, newYork).at), '2031-11-03T06:30:00Z');
  });
});

describe('quiet hours', () => {
  test('hold an alert until they end', () => {
    const quiet = times('Asia/Damascus', '08:00', ['22:00', '07:00']);
    const due = (match: string) => dueAt(at(match), atOnce, quiet);
    assert.deepEqual(due('2031-05-05T18:59:59Z'), { at: at('2031-05-05T18:59:59Z'), together: false });
    assert.deepEqual(due('2031-05-05T19:00:00Z'), { at: at('2031-05-06T04:00:00Z'), together: true });
    assert.deepEqual(due('2031-05-06T03:59:59Z'), { at: at('2031-05-06T04:00:00Z'), together: true });
    assert.deepEqual(due('2031-05-06T04:00:00Z'), { at: at('2031-05-06T04:00:00Z'), together: false });
    const noon = times('Asia/Damascus', '13:00', ['12:00', '14:00']);
    assert.equal(iso(dueAt(at('2031-05-05T09:30Z'), daily, noon).at), '2031-05-05T11:00:00Z');
  });

  test('that end at a time the day has twice end at the next of the two', () => {
    const berlin = times('Europe/Berlin', '08:00', ['22:00', '02:30']);
    // 03:00 goes back to 02:00 on 26 October 2031: 02:30 is at 00:30Z and at 01:30Z.
    assert.equal(iso(dueAt(at('2031-10-26T00:00Z'), atOnce, berlin).at), '2031-10-26T00:30:00Z');
    assert.equal(iso(dueAt(at('2031-10-26T00:45Z'), atOnce, berlin).at), '2031-10-26T00:45:00Z');
    assert.equal(iso(dueAt(at('2031-10-26T01:10Z'), atOnce, berlin).at), '2031-10-26T01:30:00Z');
  });

  test('go on to their next end where the clock jumps over all that is not quiet', () => {
    // Beirut goes from 00:00 to 01:00 on 30 March 2031, or so its rule says.
    const beirut = times('Asia/Beirut', '08:00', ['00:06', '00:05']);
    const skipped = dueAt(at('2031-03-29T21:59Z'), atOnce, beirut);
    assert.equal(iso(skipped.at), '2031-03-30T21:05:00Z');
  });

  test('from and to the same minute are none', () => {
    assert.equal(
      isQuiet(at('2031-05-05T05:00Z'), times('Asia/Damascus', '08:00', ['08:00', '08:00'])),
      false,
    );
  });
});

test('time zones are known by their names', () => {
  assert.deepEqual(['Asia/Damascus', 'Europe/Berlin', 'UTC', 'Damascus', ''].map(isTimeZone), [
    true,
    true,
    true,
    false,
    false,
  ]);
});

describe('whatever the zone and the time', () => {
  const zones = ['Asia/Damascus', 'Europe/Berlin', 'America/New_York', 'Africa/Cairo', 'Asia/Beirut'];
  // Around the days on which clocks change, and anywhere in three years.
  const changes = ['2031-03-09', '2031-03-30', '2031-04-25', '2031-10-26', '2031-10-31', '2031-11-02'];
  const moments = fc.oneof(
    fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -DAY, max: 2 * DAY }))
      .map(([day, ms]) => at(day) + ms),
    fc.integer({ min: at('2030-01-01'), max: at('2032-12-31') }),
  );
  const minute = fc.integer({ min: 0, max: 1439 });
  const someTimes = fc.record({
    timeZone: fc.constantFrom(...zones),
    digestAt: minute,
    quiet: fc.option(fc.record({ from: minute, to: minute })),
  });
  const rhythms = fc.record({
    frequency: fc.constantFrom('at-once' as const, 'daily' as const, 'weekly' as const),
    weekday: fc.integer({ min: 1, max: 7 }),
  });

  test('nothing is due before it was matched, in quiet hours, or later than it must', () => {
    fc.assert(
      fc.property(moments, rhythms, someTimes, (match, rhythm, when) => {
        const due = dueAt(match, rhythm, when);
        assert.ok(due.at >= match);
        assert.ok(!isQuiet(due.at, when));
        const longest = { 'at-once': 0, daily: DAY, weekly: 7 * DAY }[rhythm.frequency];
        // An hour more on the day that has 25, or when the time of digest was skipped; then the quiet hours.
        assert.ok(due.at - match <= longest + HOUR + (when.quiet ? 2 * DAY : 0));
      }),
      { numRuns: 500 },
    );
  });

  test('a digest is at its local time, but for days that lack it, and on its day', () => {
    fc.assert(
      fc.property(moments, rhythms, someTimes, (match, rhythm, when) => {
        fc.pre(rhythm.frequency !== 'at-once');
        const due = dueAt(match, rhythm, { ...when, quiet: null }).at;
        const { minutes, weekday } = local(due, when.timeZone);
        const lacking =
          minutes === when.digestAt + 60 && local(due - HOUR, when.timeZone).minutes !== when.digestAt;
        assert.ok(minutes === when.digestAt || lacking, `${iso(due)} is ${minutes}, not ${when.digestAt}`);
        if (rhythm.frequency === 'weekly') assert.equal(weekday, rhythm.weekday);
      }),
      { numRuns: 500 },
    );
  });

  test('each local day has one digest', () => {
    fc.assert(
      fc.property(moments, someTimes, (match, when) => {
        const open = { ...when, quiet: null };
        const days: string[] = [];
        for (let due = match; days.length < 6; due += 1) {
          due = dueAt(due, daily, open).at;
          days.push(local(due, when.timeZone).date);
        }
        const expected = days.map((_, i) => iso(at(days[0]!) + i * DAY).slice(0, 10));
        assert.deepEqual(days, expected);
      }),
      { numRuns: 100 },
    );
  });
});
