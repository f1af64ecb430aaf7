import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { PROJECT_ROOT } from '../../src/config.ts';
import { Lexicon } from '../../src/language/concepts.ts';
import { readWords } from '../../src/language/words.ts';
import type { ReportPassage } from '../../src/reports/stored.ts';
import { PassageReader } from '../../src/retrieval/reading.ts';

// The town and its people are invented.

const lexicon = Lexicon.load(path.join(PROJECT_ROOT, 'models', 'glossary'));
const first = 'أعلن وجهاء نهران هدنة.';
const second = 'وفتح الطريق إلى السد.';

/** A passage of two sentences that begins at `start` of its report. */
function passage(start: number, title: string): ReportPassage {
  const text = `${first} ${second}`;
  const middle = start + first.length + 1;
  const end = start + text.length;
  const sentences = [
    { start, end: middle - 1 },
    { start: middle, end },
  ];
  const report = {
    id: 'r',
    path: 'r.txt',
    title,
    source: null,
    url: null,
    date: null,
    language: 'ar' as const,
    version: 1,
  };
  return { id: start + 1, reportId: 'r', ordinal: 0, start, end, text, sentences, report };
}

describe('PassageReader', () => {
  test('the words of one text serve wherever it stands; offsets, sentences and title are the passage’s own', () => {
    const reader = new PassageReader(lexicon);
    const one = reader.read(passage(0, 'هدنة'));
    const other = reader.read(passage(700, 'سد'));
    assert.equal(other.words, one.words);
    assert.deepEqual(
      [one, other].map(({ sentences }) => sentences.map(({ span }) => span.start)),
      [
        [0, first.length + 1],
        [700, 700 + first.length + 1],
      ],
    );
    for (const { sentences } of [one, other]) {
      assert.deepEqual(
        sentences.map(({ text }) => text),
        [first, second],
      );
      assert.deepEqual(
        sentences.map(({ words }) => words.map(({ term }) => term)),
        [first, second].map((text) => readWords(text, lexicon).map(({ term }) => term)),
      );
    }
    assert.deepEqual(
      [one, other].map(({ title }) => title.map(({ term }) => term)),
      [['هدنه'], ['سد']],
    );
  });

  test('remembers no more than it may, the texts read last', () => {
    const reader = new PassageReader(lexicon, 3);
    const { words } = reader.read(passage(0, 'هدنة'));
    for (const title of ['سد', 'جسر', 'قمح', 'طريق'])
      assert.equal(reader.read(passage(0, title)).words, words);
    assert.equal(reader.size, 3);
    const { title } = reader.read(passage(0, 'طريق'));
    assert.equal(reader.read(passage(0, 'طريق')).title, title);
    for (const next of ['سد', 'جسر']) reader.read(passage(0, next));
    assert.notEqual(reader.read(passage(0, 'طريق')).title, title, 'forgotten and read again');
  });
});
