import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerView } from '../../src/bot/asking/answer-view.ts';
import { loadI18n, textsIn } from '../../src/bot/texts.ts';
import { answer } from './fixtures.ts';

// The outlet is invented; its name could be markup.

const texts = loadI18n();
const filters = { from: '2031-04-01', to: '2031-04-30', unit: 'month', outlets: [], applied: true } as const;
const shown = (locale: 'ar' | 'en', given: object) =>
  String(answerView(answer({ filters: { ...filters, ...given } }), textsIn(texts, locale)).text).replace(
    /[\u2066-\u2069\u200e\u200f]/g,
    '',
  );

test('an answer begins with the reports it was looked for in', () => {
  assert.match(shown('en', {}), /^I kept to reports from April 2031, those from shortly after/);
  assert.match(shown('ar', {}), /^اقتصرتُ على تقارير نيسان\/أبريل 2031 وما تلاها بقليل/);
  assert.match(shown('en', { applied: false }), /^Reports from April 2031 held no answer, so I searched all/);
  assert.match(shown('ar', { to: null, unit: 'span' }), /^اقتصرتُ على تقارير الفترة منذ 1 نيسان\/أبريل 2031 /);
  assert.match(
    shown('ar', { from: null, unit: 'span' }),
    /^اقتصرتُ على تقارير الفترة حتى 30 نيسان\/أبريل 2031 /,
  );
});

test('the names of outlets are escaped', () => {
  const named = shown('en', { outlets: ['<b>Valley & Co'], unit: null, from: null, to: null });
  assert.match(named, /^I kept to reports of “&lt;b&gt;Valley &amp; Co” and those that quote it\./);
});

test('the reports that a general question gets are shown as that, not as near an answer', () => {
  for (const [locale, heading] of [
    ['ar', /سؤالك عام، وهذه بدايات ما وجدته من تلك التقارير:/],
    ['en', /Your question is a general one\. This is how reports that I found there begin:/],
  ] as const) {
    const general = answer({ filters, outcome: 'related', overview: true });
    const { text, keyboard } = answerView(general, textsIn(texts, locale));
    assert.match(String(text), heading);
    const about = textsIn(texts, locale).t('about-related-button');
    assert.ok(!keyboard?.inline_keyboard.flat().some((button) => button.text === about));
  }
});
