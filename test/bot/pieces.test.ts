import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { countField, defineButton, numberField, reportIdField } from '../../src/bot/callback-data.ts';
import { formatDate } from '../../src/bot/dates.ts';
import { isolate } from '../../src/bot/direction.ts';
import { excerptButton } from '../../src/bot/excerpt/excerpt-button.ts';
import { excerptView } from '../../src/bot/excerpt/excerpt-view.ts';
import { describeError } from '../../src/bot/failures.ts';
import { Html, html } from '../../src/bot/html.ts';
import { loadI18n, localeOf, textsIn } from '../../src/bot/texts.ts';
import { parseHtml } from '../telegram/html-parser.ts';
import { excerpt, passage, plain } from './fixtures.ts';

describe('html', () => {
  test('escapes every value, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(parseHtml(String(html`<b>${text}</b>`)).text, text.toWellFormed());
      }),
    );
    assert.equal(
      String(html`${'a\ud800'}<a href="${'"&'}">${html`<b>${'<'}</b>`}</a>`),
      'a\ufffd<a href="&quot;&amp;"><b>&lt;</b></a>',
    );
  });

  test('is made by the template only', () => {
    assert.throws(() => new Html('<b>', Symbol('forged')), TypeError);
  });
});

test('an isolate holds whatever controls a text carries', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'ب', '\u2066', '\u2067', '\u2068', '\u2069', '\u202e')),
      (parts) => {
        let depth = 0;
        const isolated = isolate(parts.join(''));
        for (const [i, c] of [...isolated].entries()) {
          if (c >= '\u2066' && c <= '\u2068') depth += 1;
          if (c === '\u2069') depth -= 1;
          assert.ok(i === isolated.length - 1 ? depth === 0 : depth > 0);
        }
      },
    ),
  );
});

describe('callback data', () => {
  test('comes back as it was packed, within 64 bytes', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9_-]{12}$/);
    const place = fc.record({
      reportId: id,
      version: fc.integer({ min: 1, max: 2 ** 31 }),
      start: fc.maxSafeNat(),
      end: fc.maxSafeNat().map((n) => Math.max(n, 1)),
    });
    fc.assert(
      fc.property(place, (value) => {
        const data = excerptButton.pack(value);
        assert.ok(Buffer.byteLength(data) <= 64 && excerptButton.pattern.test(data));
        assert.deepEqual(excerptButton.unpack(data), { ...value });
      }),
    );
  });

  test('of strangers is refused, never misread', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^1x(\.[A-Za-z0-9_-]{0,13}){0,5}$/)), (data) => {
        const value = excerptButton.unpack(data);
        assert.ok(value === undefined || excerptButton.pack(value).length <= data.length);
      }),
    );
  });

  test('that can be invalid or too long is an error of the program', () => {
    assert.throws(() => excerptButton.pack({ reportId: 'short', version: 1, start: 0, end: 1 }));
    assert.throws(() => excerptButton.pack({ reportId: 'abcdefghijkl', version: 0, start: 0, end: 1 }));
    const wide = defineButton('w', {
      a: reportIdField,
      b: reportIdField,
      c: reportIdField,
      d: reportIdField,
      e: countField,
      f: numberField,
    });
    const id = 'abcdefghijkl';
    assert.throws(() => wide.pack({ a: id, b: id, c: id, d: id, e: 2 ** 40, f: 2 ** 40 }), RangeError);
  });
});

test('dates are written with both Arabic month names, and only if they are dates', () => {
  assert.equal(formatDate('2023-08-12', 'ar'), '12 آب/أغسطس 2023');
  assert.equal(formatDate('2023-01-01T23:30:00-05:00', 'ar'), '1 كانون الثاني/يناير 2023');
  assert.equal(formatDate('2023-08-12T01:00:00Z', 'en'), '12 August 2023');
  for (const bad of [null, '', '2023-02-30', '2023-13-01', '12/8/2023', '2023-08'])
    assert.equal(formatDate(bad, 'ar'), null);
});

const me = { username: 'rasid_test_bot', supports_inline_queries: true };

test('an excerpt shows where it begins and ends, and stays one message', () => {
  const texts = textsIn(loadI18n(), 'ar');
  const whole = excerptView(excerpt({ ordinal: 0, count: 1 }), texts, me);
  assert.ok(parseHtml(String(whole.text)).text.endsWith(`\n\n${passage}`));
  const first = plain(parseHtml(String(excerptView(excerpt({ ordinal: 0 }), texts, me).text)).text);
  assert.ok(first.includes(`\n\n${passage} …\nالمقطع 1 من 3`));
  const text = 'كلمة '.repeat(2000);
  const long = excerptView(
    excerpt({ text, start: 0, end: text.length, mark: { start: 5000, end: 5004 }, ordinal: 0, count: 1 }),
    texts,
    me,
  );
  const shown = parseHtml(String(long.text));
  assert.ok(shown.text.length < 3000);
  assert.match(shown.text, /\n… كلمة .*كلمة …$/s);
  const bold = shown.entities.filter(({ type }) => type === 'bold').at(-1);
  assert.equal(shown.text.slice(bold?.offset, (bold?.offset ?? 0) + 4), 'كلمة');
  const unmarked = excerptView(excerpt({ mark: null }), texts, me);
  assert.ok(parseHtml(String(unmarked.text)).text.includes(passage));
});

describe('texts', () => {
  const source = (locale: string) =>
    readFileSync(new URL(`../../src/bot/locales/${locale}.ftl`, import.meta.url), 'utf8');
  const keys = (locale: string) =>
    [...source(locale).matchAll(/^([a-z][a-z0-9-]*) =/gm)].map(([, key]) => key);

  test('are the same in both languages', () => {
    assert.deepEqual(keys('ar'), keys('en'));
    assert.ok(keys('ar').length > 20);
  });

  test('in Arabic keep the sign of a command, a kind of file and an offset before it', () => {
    const { t } = textsIn(loadI18n(), 'ar');
    assert.match(t('help'), /الأمر \u2068\/reports\u2069 يعرض/);
    assert.match(t('unreadable-unknown-format'), / \u2068\.txt\u2069 أو \u2068\.md\u2069 /);
    assert.match(t('zone-unknown'), / Europe\/Rome، .* مثل \u2068\+3\u2069$/);
    assert.match(t('report-same', { name: 'تجربة (2).txt' }), /«\u2068تجربة \(2\)\.txt\u2069»/);
    assert.doesNotMatch(textsIn(loadI18n(), 'en').t('help'), /\u2068/);
  });

  test('count as Arabic does', () => {
    const { t } = textsIn(loadI18n(), 'ar');
    const said = [1, 2, 3, 11, 100].map((reports) => plain(t('answer-heading', { reports })));
    assert.deepEqual(said, [
      'جاء في أحد التقارير:',
      'جاء في تقريرين:',
      'جاء في 3 تقارير:',
      'جاء في 11 تقريراً:',
      'جاء في 100 تقرير:',
    ]);
  });

  test('that are missing are an error, not a key in a chat', () => {
    assert.throws(() => textsIn(loadI18n(), 'ar').t('no-such-text'), /no text "no-such-text"/);
  });

  test('are in Arabic for Arabic users, in English for all others', () => {
    assert.deepEqual(['ar', 'ar-SY', 'AR', 'en', 'fr', 'arz', undefined].map(localeOf), [
      'ar',
      'ar',
      'ar',
      'en',
      'en',
      'en',
      'en',
    ]);
  });
});

test('what the log gets of an error holds no token', () => {
  const token = '1:short';
  const described = describeError(new Error(`GET https://api.example/bot${token}/getMe failed`), token);
  assert.ok(!JSON.stringify(described).includes(token));
  assert.match(String(described.reason), /getMe failed/);
});
