import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { countWords } from '../../src/language/clauses.ts';
import { splitSentences } from '../../src/language/sentences.ts';
import { cutPassages } from '../../src/reports/passages.ts';

// The texts are invented.

/** A sentence of `n` words whose first word tells it from the others. */
function sentence(name: string, n: number): string {
  return `${name} ${Array(n - 1)
    .fill('ماء')
    .join(' ')}.`;
}

function passages(text: string): string[] {
  return cutPassages(text).map(({ start, end }) => text.slice(start, end));
}

function names(text: string): string[] {
  return passages(text).map((passage) => (passage.match(/[A-Z]\d*/g) ?? []).join(' '));
}

describe('cutPassages', () => {
  it('gives nothing for an empty text and one passage for a short one', () => {
    assert.deepEqual(cutPassages(''), []);
    assert.deepEqual(cutPassages(' \n '), []);
    assert.deepEqual(passages('عاد الماء. فرح الناس.'), ['عاد الماء. فرح الناس.']);
    assert.deepEqual(names([sentence('A', 30), sentence('B', 30), sentence('C', 30)].join('\n')), ['A B C']);
  });

  it('takes about 80 to 120 words and one sentence of overlap', () => {
    const text = Array.from({ length: 10 }, (_, i) => sentence(`S${i}`, 25)).join(' ');
    assert.deepEqual(names(text), ['S0 S1 S2 S3', 'S3 S4 S5 S6', 'S6 S7 S8 S9']);
  });

  it('leaves an overlap of over 50 words out', () => {
    const text = [sentence('A', 40), sentence('B', 55), sentence('C', 40), sentence('D', 50)].join(' ');
    assert.deepEqual(names(text), ['A B', 'C D']);
  });

  it('joins a short rest to the passage before it, up to 150 words', () => {
    const joined = [sentence('A', 50), sentence('B', 50), sentence('C', 20)].join(' ');
    assert.deepEqual(names(joined), ['A B C']);
    const tooLong = [sentence('A', 60), sentence('B', 59), sentence('C', 35)].join(' ');
    assert.deepEqual(names(tooLong), ['A B', 'C']);
  });

  it('begins a passage at a heading, without overlap', () => {
    const body = (name: string) => sentence(name, 30);
    for (const heading of ['# عنوان H', '## عنوان قصير.', 'أخبار الجسر', 'أخبار الجسر:', '**أخبار الجسر**']) {
      const text = `${body('A')}\n${body('B')}\n\n${heading}\n${body('C')}\n${body('D')}`;
      const found = passages(text);
      assert.equal(found.length, 2, heading);
      assert.ok(found[1]?.startsWith(heading), heading);
      assert.ok(found[0]?.endsWith('.'), heading);
    }
  });

  it('keeps headings that follow each other together', () => {
    const text = `${sentence('A', 30)}\n\nالماء والجسر\nمن مراسلنا في الوادي\n${sentence('B', 30)}`;
    assert.deepEqual(passages(text).length, 2);
    assert.ok(passages(text)[1]?.startsWith('الماء والجسر\nمن مراسلنا'));
  });

  it('takes list items, rows of a table and paragraphs without a stop for no headings', () => {
    for (const lines of [
      '- ماء\n- خبز',
      '1. ماء\n2. خبز',
      'ماء\nخبز\nملح\nزيت\nقمح',
      `${sentence('B', 20).slice(0, -1)}`,
    ]) {
      const text = `${sentence('A', 30)}\n${lines}\n${sentence('C', 30)}`;
      assert.equal(passages(text).length, 1, lines);
    }
    assert.equal(passages(`${sentence('A', 30)}\nأخبار الجسر`).length, 1, 'nothing follows');
  });

  it('takes the lines of a hard-wrapped paragraph for no headings', () => {
    const text =
      'أعلن مجلس بلدة تل ريما المتخيلة عودة الماء إلى\nالأحياء. عاد الماء. وبعد إصلاح المضخة التي تعطلت\nفي الأسبوع الماضي بسبب العاصفة قال المجلس إن الماء\nسيصل إلى بقية الأحياء غدا.';
    assert.equal(passages(text).length, 1);
  });

  it('begins a passage at a label that announces a list', () => {
    const text = `${sentence('A', 30)}\nمطالب الأهالي:\n- إصلاح الجسر\n- عودة الماء`;
    assert.ok(passages(text)[1]?.startsWith('مطالب الأهالي:'));
  });

  it('cuts the seed report into a few passages', () => {
    const text = readFileSync(new URL('../../seeds/000_f7fcf333af15e2f3.txt', import.meta.url), 'utf8');
    const found = passages(text);
    assert.ok(found.length >= 4 && found.length <= 8, String(found.length));
    for (const passage of found) assert.ok(countWords(passage) >= 60 && countWords(passage) <= 150, passage);
  });

  it('makes runs of whole sentences that leave none out (any string)', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '# عنوان\n',
        'عنوان\n',
        'مطالب:\n',
        '- بند\n',
        '\n',
        '\n\n',
        ' ',
        '1. ',
        '😀',
        '\ud83d',
        '"',
        '«',
      ),
      fc.integer({ min: 1, max: 80 }).map((n) => `${sentence('S', n)} `),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
        assertRuns,
      ),
      { numRuns: 300 },
    );
  });

  it('takes a very long line, and very many lines', () => {
    assertRuns('ماء '.repeat(50_000));
    assertRuns('x'.repeat(200_000));
    assertRuns('عنوان\n'.repeat(50_000));
    assertRuns('# عنوان\n'.repeat(20_000));
    assertRuns('\n'.repeat(200_000));
  });
});

function assertRuns(text: string): void {
  const sentences = splitSentences(text);
  const index = new Map(sentences.map(({ start, end }, i) => [`${start}-${end}`, i]));
  let covered = 0;
  for (const passage of cutPassages(text)) {
    const numbers = passage.sentences.map(({ start, end }) => index.get(`${start}-${end}`) ?? -1);
    const first = numbers[0] ?? -1;
    assert.ok(first >= 0 && first <= covered && first >= covered - 1, `${first} after ${covered}`);
    assert.deepEqual(
      numbers,
      numbers.map((_, i) => first + i),
    );
    assert.equal(passage.start, passage.sentences[0]?.start);
    assert.equal(passage.end, passage.sentences.at(-1)?.end);
    assert.ok(first + numbers.length > covered, 'a passage without anything new');
    covered = first + numbers.length;
  }
  assert.equal(covered, sentences.length);
}
