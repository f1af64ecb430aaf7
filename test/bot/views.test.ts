import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { answerView } from '../../src/bot/asking/answer-view.ts';
import { excerptView } from '../../src/bot/excerpt/excerpt-view.ts';
import { quotationArticle } from '../../src/bot/inline/inline-view.ts';
import {
  cardView,
  REPORTS_PER_PAGE,
  reportListView,
  withinView,
} from '../../src/bot/reports/report-views.ts';
import { PASSAGES_PER_PAGE, passageListView } from '../../src/bot/searching/search-view.ts';
import type { View } from '../../src/bot/sending.ts';
import { type Locale, loadI18n, textsIn } from '../../src/bot/texts.ts';
import type { ReportHeader } from '../../src/reports/stored.ts';
import { parseHtml } from '../telegram/html-parser.ts';
import { checkInlineResults, checkKeyboard } from '../telegram/limits.ts';
import { answer, citation, excerpt, plain } from './fixtures.ts';

const i18n = loadI18n();
const texts = { ar: textsIn(i18n, 'ar'), en: textsIn(i18n, 'en') };
const me = { username: 'rasid_test_bot', supports_inline_queries: true };
const locale: fc.Arbitrary<Locale> = fc.constantFrom('ar', 'en');

/** What a hostile or careless report may hold: markup, bidi controls, lone surrogates, endless words. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(
    '</b><i>&amp;',
    '\u202e\u2066\u2069\u2069',
    '\ud800',
    '',
    'كلمة '.repeat(2000),
    '&'.repeat(5000),
    '👨‍👩‍👧'.repeat(600),
  ),
);
const url = fc.option(
  fc.oneof(nasty, fc.webUrl(), fc.constantFrom('http://localhost/', 'https://a.b"><script>')),
);
const report: fc.Arbitrary<ReportHeader> = fc.record({
  id: fc.stringMatching(/^[A-Za-z0-9_-]{12}$/),
  path: fc.constant('p.txt'),
  title: nasty,
  source: fc.option(nasty),
  url,
  date: fc.constantFrom(null, '2031-05-04', '2031-05-04T10:00:00Z', 'gestern'),
  language: fc.constant('ar'),
  version: fc.integer({ min: 1, max: 2 ** 31 }),
});
const text = nasty.map((value) => value.padEnd(20, 'x'));

/** Throws what Telegram would refuse; gives the text. */
function check(view: View): string {
  const shown = parseHtml(String(view.text)).text;
  assert.ok(shown.trim() !== '');
  if (view.keyboard) assert.ok(checkKeyboard(view.keyboard as never));
  return shown;
}
/** For what is shown in place of another message. */
const checkOne = (view: View) => assert.ok(check(view).trim().length <= 4096);
const run = (property: fc.IProperty<unknown>) => fc.assert(property as fc.IProperty<[]>, { numRuns: 150 });

describe('whatever reports hold, Telegram takes', () => {
  test('lists of reports, cards and the prompt to ask within one, as one message each', () => {
    const reports = fc.array(report, { maxLength: REPORTS_PER_PAGE });
    run(
      fc.property(reports, fc.integer({ min: 1, max: 2 ** 40 }), locale, (all, page, lang) => {
        checkOne(reportListView({ page, total: page * REPORTS_PER_PAGE, reports: all }, texts[lang]));
      }),
    );
    run(
      fc.property(report, text, fc.nat(), locale, (one, body, page, lang) => {
        checkOne(cardView({ ...one, text: body, withdrawnAt: null }, page, texts[lang]));
        checkOne(withinView(one, page % 2 === 0, texts[lang]));
      }),
    );
  });

  test('lists of passages, as one message each', () => {
    const found = fc.tuple(report, text, fc.nat()).map(([one, body, start]) => ({
      passage: {
        ...{ id: 1, reportId: one.id, ordinal: 0, start, end: start + body.length, text: body, report: one },
        sentences: [{ start, end: start + body.length }],
      },
      sentence: { start, end: start + body.length },
    }));
    run(
      fc.property(
        fc.array(found, { minLength: 1, maxLength: PASSAGES_PER_PAGE }),
        fc.nat(),
        locale,
        (all, offset, lang) => {
          const kind = offset % 2 === 0 ? 'more' : 'search';
          checkOne(passageListView({ total: offset + all.length, passages: all, offset, kind }, texts[lang]));
        },
      ),
    );
  });

  test('excerpts, marked anywhere or nowhere, as one message each', () => {
    const marks = fc.option(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 3000 })));
    run(
      fc.property(
        report,
        text,
        marks,
        fc.nat(2 ** 31),
        fc.boolean(),
        locale,
        (one, body, at, start, inline, lang) => {
          const [from, length] = at ?? [0, 0];
          const mark = at && {
            start: start + Math.min(from, body.length - 1),
            end: start + Math.min(from + length, body.length),
          };
          const shown = excerpt({
            ...{ report: one, text: body, start, end: start + body.length, ordinal: start % 3, count: 3 },
            ...{ mark: mark && mark.start < mark.end ? mark : null, state: 'changed' },
          });
          checkOne(excerptView(shown, texts[lang], { ...me, supports_inline_queries: inline }));
        },
      ),
    );
  });

  test('answers of any length, and inline results', () => {
    run(
      fc.property(
        fc.array(fc.tuple(report, text), { minLength: 1, maxLength: 12 }),
        nasty,
        locale,
        (all, understood, lang) => {
          const citations = all.map(([one, body], i) => {
            const { id: reportId, version, title, source, url: address, date } = one;
            return citation({
              n: i + 1,
              reportId,
              version,
              title,
              source,
              url: address,
              date,
              passage: body,
            });
          });
          const sentences = all.map(([, body], i) => ({ text: body, citations: [i + 1] }));
          const given = answer({
            citations,
            sentences,
            understoodAs: understood,
            outcome: all.length % 2 ? 'answer' : 'related',
          });
          const within = all.length % 3 === 0 ? (all[0]?.[0] ?? null) : null;
          check(answerView(given, texts[lang], { within, lost: within === null }));
        },
      ),
    );
    run(
      fc.property(report, text, fc.nat(), locale, (one, body, start, lang) => {
        const place = { reportId: one.id, version: one.version, start, end: start + 1 };
        const article = quotationArticle({ report: one, text: body, place }, texts[lang], me);
        // A title of spaces would be refused; a report's title is never that (the reader sees to it).
        fc.pre(article.title.trim() !== '');
        assert.equal(checkInlineResults([article]).length, 1);
      }),
    );
  });
});

describe('an answer', () => {
  test('names a report once, with the numbers of all quotes from it', () => {
    const citations = [
      citation(),
      citation({ n: 2, start: 540, end: 560 }),
      citation({ n: 3, reportId: 'nahran-00002', title: 'تقرير آخر' }),
    ];
    const { text: shown } = parseHtml(String(answerView(answer({ citations }), texts.ar).text));
    const sources = plain(shown).split('المصدران\n')[1];
    assert.equal(
      sources,
      '[1] [2] هدنة في نهران — وكالة نهران، 12 آب/أغسطس 2023\n[3] تقرير آخر — وكالة نهران، 12 آب/أغسطس 2023',
    );
  });

  test('says how the question was understood only where that differs from what was asked', () => {
    const asked = (understoodAs: string | null) =>
      plain(parseHtml(String(answerView(answer({ question: 'متى؟', understoodAs }), texts.ar).text)).text);
    assert.match(asked('متى؟'), /^جاء في/);
    assert.match(asked(null), /^جاء في/);
    assert.match(asked('متى أُعلنت الهدنة؟'), /^فهمتُ سؤالك هكذا: متى أُعلنت الهدنة؟\n\nجاء في/);
  });
});

test('no two kinds of buttons share a letter', () => {
  const folder = path.resolve(import.meta.dirname, '../../src/bot');
  const letters = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [
      ...readFileSync(path.join(folder, file), 'utf8').matchAll(/defineButton\(\s*'(\w)'/g),
    ])
    .map(([, letter]) => letter);
  assert.ok(letters.length >= 12);
  assert.deepEqual(letters, [...new Set(letters)]);
});
