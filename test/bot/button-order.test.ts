import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addedView } from '../../src/bot/admins/added-view.ts';
import { forgetView } from '../../src/bot/privacy/privacy-view.ts';
import { loadI18n, textsIn } from '../../src/bot/texts.ts';

test('questions with two buttons have the first one where reading begins', () => {
  const i18n = loadI18n();
  for (const [locale, at] of [
    ['en', 0],
    ['ar', 1],
  ] as const) {
    const texts = textsIn(i18n, locale);
    const first = (view: ReturnType<typeof forgetView>) => view.keyboard?.inline_keyboard[0]?.[at]?.text;
    assert.equal(first(forgetView(texts)), texts.t('forget-yes'));
    const there = { outcome: 'there', name: 'a.txt', title: 'A' } as const;
    assert.equal(first(addedView(there, texts)), texts.t('report-button-replace'));
  }
});
