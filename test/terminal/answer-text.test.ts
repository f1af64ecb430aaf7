import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../../src/answering/answer.ts';
import { loadI18n, textsIn } from '../../src/bot/texts.ts';
import { answerText } from '../../src/terminal/answer-text.ts';

// The town and the events are invented.

const first = 'أعلن وجهاء بلدة نهران هدنة.';
const second = 'وأضافوا أن المعابر تفتح صباحا.';
const passage = `${first}\n${second}`;

const answer: Answer = {
  question: 'من أعلن الهدنة؟',
  understoodAs: null,
  language: 'ar',
  outcome: 'answer',
  confidence: 0.9,
  sentences: [{ text: passage, citations: [1] }],
  citations: [
    {
      ...{ n: 1, reportId: 'nahran000000', version: 1, title: 'هدنة نهران' },
      ...{ source: null, url: null, date: null, passageId: 1, passageStart: 0, passage },
      ...{ start: 0, end: passage.length },
    },
  ],
};

test('a quote of two paragraphs stays indented as one', () => {
  const lines = answerText(answer, textsIn(loadI18n(), 'ar'), { excerpts: false }).split('\n');
  assert.deepEqual(lines.slice(1, 3), [`  “${first}`, `  ${second}” [1]`]);
});
