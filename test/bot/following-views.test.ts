import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { stricterThan } from '../../src/alerts/strictness.ts';
import type { AlertContent } from '../../src/bot/following/alert-content.ts';
import { alertView, markedHtml } from '../../src/bot/following/alert-view.ts';
import { digestView } from '../../src/bot/following/digest-view.ts';
import { followedView } from '../../src/bot/following/followed-view.ts';
import { FOLLOWED_PER_PAGE, followedListView } from '../../src/bot/following/list-view.ts';
import {
  NAME_LIMIT,
  stopView,
  subscriptionView,
  TOPIC_LIMIT,
} from '../../src/bot/following/subscription-view.ts';
import { hourView, quietView, timesView, zoneView } from '../../src/bot/following/times-view.ts';
import type { View } from '../../src/bot/sending.ts';
import { type Locale, loadI18n, textsIn } from '../../src/bot/texts.ts';
import type { ReportHeader } from '../../src/reports/stored.ts';
import { DEFAULT_TIMES } from '../../src/store/alert-times.ts';
import type { Followed } from '../../src/store/subscriptions.ts';
import { parseHtml } from '../telegram/html-parser.ts';
import { checkKeyboard } from '../telegram/limits.ts';
import { excerpt, passage, plain, quote } from './fixtures.ts';

const i18n = loadI18n();
const texts = { ar: textsIn(i18n, 'ar'), en: textsIn(i18n, 'en') };
const locale: fc.Arbitrary<Locale> = fc.constantFrom('ar', 'en');
const nasty = (limit: number) =>
  fc
    .oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom(
        '</b><i>&amp;',
        '\u202e\u2066\u2069\u2069',
        '\ud800',
        'كلمة '.repeat(2000),
        '&'.repeat(5000),
      ),
    )
    .map((text) => `x${text}`.slice(0, limit));
const header: fc.Arbitrary<ReportHeader> = fc.record({
  id: fc.stringMatching(/^[A-Za-z0-9_-]{12}$/),
  path: fc.constant('p.txt'),
  title: nasty(5000),
  source: fc.option(nasty(5000)),
  url: fc.option(fc.oneof(nasty(300), fc.webUrl())),
  date: fc.constantFrom(null, '2031-05-04', 'gestern'),
  language: fc.constant('ar'),
  version: fc.integer({ min: 1, max: 2 ** 31 }),
});
const id = fc.integer({ min: 1, max: 2 ** 40 });
const followed: fc.Arbitrary<Followed> = fc.record({
  id,
  chatId: fc.constant(1),
  threadId: fc.constant(null),
  createdBy: fc.constant(1),
  topic: fc.option(nasty(TOPIC_LIMIT)),
  name: nasty(NAME_LIMIT),
  locale: fc.constant('ar'),
  frequency: fc.constantFrom('at-once' as const, 'daily' as const, 'weekly' as const),
  weekday: fc.integer({ min: 1, max: 7 }),
  minScore: fc.constantFrom(0, 0.7),
  paused: fc.constantFrom(null, 'person' as const, 'unreachable' as const),
  createdAt: fc.constant(0),
  ended: fc.constant(null),
  lastMatch: fc.option(fc.constant({ reportId: 'x', version: 1, at: 1e12 })),
});
const marked = fc.tuple(nasty(6000), fc.nat(99)).map(([text, start]) => {
  const half = Math.ceil(text.length / 2);
  const marks = [
    { start, end: start + half },
    { start: start + half, end: start + text.length },
  ].filter((mark) => mark.start < mark.end);
  return { start, text, marks, goesOn: { before: start % 2 === 0, after: start % 3 === 0 } };
});
const content: fc.Arbitrary<AlertContent> = fc.record({
  report: header,
  kind: fc.constantFrom('new' as const, 'changed' as const),
  topics: fc.array(
    fc.record({
      id,
      name: nasty(NAME_LIMIT),
      topic: fc.option(nasty(TOPIC_LIMIT)),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { minLength: 1, maxLength: 50 },
  ),
  also: fc.array(header, { maxLength: 20 }),
  quotes: fc.array(marked, { maxLength: 3 }),
  changes: fc.array(fc.record({ before: nasty(3000), after: nasty(3000) }), { maxLength: 2 }),
  places: fc.array(
    fc.record({
      reportId: fc.constant('nahran-00001'),
      version: id,
      start: fc.nat(),
      end: fc.nat().map((n) => n + 1),
    }),
    { maxLength: 3 },
  ),
});

function check(view: View): string {
  const shown = parseHtml(String(view.text)).text;
  assert.ok(shown.trim() !== '');
  if (view.keyboard) assert.ok(checkKeyboard(view.keyboard as never));
  return shown;
}
const checkOne = (view: View) => assert.ok(check(view).length <= 4096);
const run = (property: fc.IProperty<unknown>) => fc.assert(property as fc.IProperty<[]>, { numRuns: 100 });

describe('whatever people and reports write, Telegram takes as one message', () => {
  test('an alert', () => {
    run(fc.property(content, locale, (one, lang) => checkOne(alertView(one, texts[lang]))));
  });

  test('a page of what is followed, its settings, what was followed', () => {
    run(
      fc.property(
        fc.array(followed, { minLength: 1, maxLength: FOLLOWED_PER_PAGE }),
        nasty(5000),
        locale,
        (all, title, lang) => {
          const times = { ...DEFAULT_TIMES, quiet: { from: 60, to: 1380 } };
          const shown = all.map((subscription) => ({ subscription, lastTitle: title, times }));
          checkOne(followedListView({ page: 2, total: 50, shown, times }, texts[lang]));
          for (const one of shown) {
            checkOne(subscriptionView(one, texts[lang]));
            checkOne(stopView(one.subscription, 1, texts[lang]));
            const outcome = { outcome: 'already' as const, subscription: one.subscription };
            checkOne(followedView({ outcome, preview: [], times }, texts[lang]));
          }
        },
      ),
    );
  });

  test('a digest, as many as Telegram has buttons for', () => {
    run(
      fc.property(fc.array(content, { minLength: 2, maxLength: 12 }), locale, (all, lang) => {
        check(digestView(all, texts[lang]));
      }),
    );
    const [one] = fc.sample(content, 1);
    check(
      digestView(
        Array.from({ length: 100 }, () => one ?? assert.fail()),
        texts.ar,
      ),
    );
  });

  test('the choices of times', () => {
    for (const lang of ['ar', 'en'] as const) {
      for (const view of [hourView, zoneAt, timesAt]) checkOne(view(DEFAULT_TIMES, texts[lang]));
      for (const from of [null, 0, 23]) checkOne(quietView(from, texts[lang]));
    }
  });
});
const zoneAt = (times: typeof DEFAULT_TIMES, t: (typeof texts)['ar']) => zoneView(times, 1e12, t);
const timesAt = (times: typeof DEFAULT_TIMES, t: (typeof texts)['ar']) => timesView(times, 1e12, t);

const report = excerpt().report;
const base: AlertContent = {
  report,
  kind: 'new',
  topics: [{ id: 1, name: 'هدنة', topic: 'هدنة', score: 0.7 }],
  also: [],
  quotes: [],
  changes: [],
  places: [],
};

test('near copies are named by their outlets, and counted as Arabic does', () => {
  const copy = (n: number) => ({ ...report, id: `nahran-0000${n}`, source: `صحيفة ${n}`, url: null });
  const of = (count: number) =>
    plain(check(alertView({ ...base, also: Array.from({ length: count }, (_, i) => copy(i + 1)) }, texts.ar)))
      .split('\n')
      .at(-1);
  assert.equal(of(2), 'ونُشر النص نفسه في: صحيفة 1، صحيفة 2');
  assert.match(of(7) ?? '', /صحيفة 6 وتقرير آخر$/);
  assert.match(of(8) ?? '', /صحيفة 6 وتقريرين آخرين$/);
  assert.match(of(9) ?? '', /صحيفة 6 و3 تقارير أخرى$/);
});

test('marked sentences are bold between the words around them', () => {
  const start = 500;
  const at = start + passage.indexOf(quote);
  const marks = [{ start: at, end: at + quote.length }];
  const html = String(markedHtml({ start, text: passage, marks, goesOn: { before: true, after: false } }));
  assert.equal(html, `… ${passage.replace(quote, `<b>${quote}</b>`)}`);
});

test('what comes and goes in a changed report is told so', () => {
  const said = (before: string, after: string) =>
    plain(check(alertView({ ...base, kind: 'changed', changes: [{ before, after }] }, texts.en)))
      .split('\n')
      .slice(3);
  assert.deepEqual(said('', 'New words.'), ['Added:', 'New words.']);
  assert.deepEqual(said('Old words.', ''), ['Taken out:', 'Old words.']);
});

test('a threshold rises above the score, never above the best', () => {
  assert.deepEqual([stricterThan(1), stricterThan(1.2)], [null, null]);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.9999, noNaN: true }), (score) => {
      const packed = Math.ceil(score * 1000) / 1000;
      const bar = stricterThan(packed);
      assert.ok(bar === null ? packed >= 1 : bar > score && bar <= 1);
    }),
  );
});
