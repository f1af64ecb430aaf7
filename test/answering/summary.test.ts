import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Answer, Citation } from '../../src/answering/answer.ts';
import { checkedSummary, summaryPrompt } from '../../src/answering/summary.ts';
import { PROJECT_ROOT } from '../../src/config.ts';
import { Lexicon } from '../../src/language/concepts.ts';
import { runs } from '../language/any-text.ts';

// Invented reports of invented towns.

const lexicon = Lexicon.load(path.join(PROJECT_ROOT, 'models', 'glossary'));
const truce = 'أعلن وجهاء بلدة نهران هدنة مدتها ثلاثة أيام.';
const trucks = 'ووصلت عشرون شاحنة من القمح إلى مخبز البلدة.';

const citation = (n: number, text: string, source: string): Citation => ({
  ...{ n, reportId: `r${n}`, version: 1, title: 'عنوان', source, url: null, date: null },
  ...{ passageId: n, passageStart: 0, passage: text, start: 0, end: text.length },
});

function answer(language: 'ar' | 'en'): Answer {
  return {
    ...{ question: 'ماذا أعلن الوجهاء؟', understoodAs: null, language, outcome: 'answer', confidence: 0.9 },
    sentences: [
      { text: truce, citations: [1, 2] },
      { text: trucks, citations: [3] },
    ],
    citations: [
      citation(1, truce, 'وكالة ميزان'),
      citation(2, truce, 'صوت الوادي'),
      citation(3, trucks, 'وكالة ميزان'),
    ],
  };
}

const english = (reply: string) => checkedSummary(reply, answer('en'), lexicon);
const arabic = (reply: string) => checkedSummary(reply, answer('ar'), lexicon);

test('sentences that their citations support are kept, in both languages, the marks taken out', () => {
  assert.deepEqual(arabic('يقول التقرير إن وجهاء نهران أعلنوا هدنة مدتها ثلاثة أيام [1].'), [
    { text: 'يقول التقرير إن وجهاء نهران أعلنوا هدنة مدتها ثلاثة أيام.', citations: [1] },
  ]);
  assert.deepEqual(
    english(
      'The report says the notables declared a truce of three days. [1][2] Twenty trucks of wheat arrived [3].',
    ),
    [
      { text: 'The report says the notables declared a truce of three days.', citations: [1, 2] },
      { text: 'Twenty trucks of wheat arrived.', citations: [3] },
    ],
  );
  assert.deepEqual(arabic('أعلن الوجهاء هدنة [١، ٢]، بحسب التقرير.')[0]?.citations, [1, 2]);
  assert.deepEqual(english('<think>It is [9].</think>- **The notables declared a truce** [2].'), [
    { text: 'The notables declared a truce.', citations: [2] },
  ]);
});

test('no citation, a wrong one, one that does not exist: the sentence goes, the others stay', () => {
  assert.deepEqual(english('The notables declared a truce.'), []);
  assert.deepEqual(english('The notables declared a truce [3].'), []);
  assert.deepEqual(english('The notables declared a truce [4].'), []);
  assert.deepEqual(english('The notables declared a truce [0]. Twenty trucks of wheat arrived [3].'), [
    { text: 'Twenty trucks of wheat arrived.', citations: [3] },
  ]);
  assert.deepEqual(
    english('The notables declared a truce [1][3].')[0]?.citations,
    [1],
    'the wrong one is left out',
  );
});

test('each part of a sentence is held against its own citation', () => {
  assert.deepEqual(
    english('The notables declared a truce [1], and twenty trucks arrived [3].')[0]?.citations,
    [1, 3],
  );
  assert.deepEqual(english('Twenty trucks arrived [1], and the notables declared a truce [3].'), []);
  assert.deepEqual(english('The notables declared a truce [1] and a war.'), []);
});

test('wrong numbers, what is not said, and the contrary go', () => {
  for (const claim of [
    'The notables declared a truce of five days',
    'The notables did not declare a truce',
    'The notables declared a truce in Damascus',
    'Thirty trucks of wheat arrived',
    'The notables broke the truce',
  ])
    assert.deepEqual(english(`${claim} [1][3].`), [], claim);
});

test('markup, addresses, accounts, questions and controls are never shown', () => {
  for (const claim of [
    'The notables declared a <b>truce</b>',
    'The notables declared a truce <script>alert(1)</script>',
    'The notables declared a truce https://evil.example/x',
    'The notables declared a truce evil.example',
    'The notables declared a truce t.me/evil',
    'The notables declared a truce @evil',
    'The notables declared a [truce](evil)',
    'The notables declared a truce \u202e',
    'The notables declared a truce &lt;b&gt;',
    'The notables declared a truce?',
  ])
    assert.deepEqual(english(`${claim} [1].`), [], claim);
});

test('another language than the question’s, endless sentences, repetition and rambling', () => {
  assert.deepEqual(english('أعلن وجهاء بلدة نهران هدنة [1].'), []);
  assert.deepEqual(arabic('The notables declared a truce [1].'), []);
  assert.deepEqual(english(`The notables declared ${'a truce and '.repeat(50)} a truce [1].`), []);
  assert.equal(english('The notables declared a truce [1]. '.repeat(9)).length, 1);
  const many = [
    'The notables declared a truce [1]',
    'Twenty trucks arrived [3]',
    'Trucks of wheat arrived [3]',
  ];
  assert.equal(english([...many, 'Trucks arrived [3]'].join('. ')).length, 3);
  for (const reply of ['', 'NONE', '[1]', '[1][2][3]', 'The report says so [1].', '[[[', '<think>[1]']) {
    assert.deepEqual(english(reply), [], reply);
  }
});

test('whatever a model replies, only plain text with citations of the answer comes of it', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'The notables declared a truce',
      'أعلن الوجهاء هدنة',
      '[1]',
      '[3]',
      '[7]',
      '. ',
      '<b>',
      'http://x.y',
      '\n',
      '&amp;',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 15 }), fc.constantFrom('ar', 'en'), (pieces, language) => {
      for (const { text, citations } of checkedSummary(pieces.join(' '), answer(language), lexicon)) {
        assert.match(text, /^[^<>&@[\]{}\p{C}]{1,400}$/u);
        assert.ok(citations.length > 0 && citations.every((n) => [1, 2, 3].includes(n)));
      }
    }),
    { ...runs, examples: [[['\u{1019d}', '[1]', 'أعلن الوجهاء هدنة'], 'ar']] },
  );
});

test('the prompt has the question, the quotes with their numbers and outlets, and the language', () => {
  const { system, user } = summaryPrompt({ ...answer('ar'), understoodAs: 'ماذا أعلن الوجهاء\nفي نهران؟' });
  assert.match(system, /in Modern Standard Arabic\./);
  assert.match(summaryPrompt(answer('en')).system, /in English\./);
  assert.deepEqual(user.split('\n'), [
    'Question: ماذا أعلن الوجهاء في نهران؟',
    '',
    'Quotes:',
    `[1][2] (وكالة ميزان; صوت الوادي) ${truce}`,
    `[3] (وكالة ميزان) ${trucks}`,
  ]);
});
