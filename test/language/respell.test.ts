import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Lexicon } from '../../src/language/concepts.ts';
import { respell } from '../../src/language/respell.ts';
import { skeletons } from '../../src/language/skeleton.ts';
import { stem } from '../../src/language/stem.ts';
import { tokenise } from '../../src/language/tokens.ts';
import type { Vocabulary } from '../../src/language/vocabulary.ts';
import { anyText, runs } from './any-text.ts';

const lexicon = Lexicon.load(new URL('../../models/glossary', import.meta.url).pathname);

/** The words of invented reports. */
const reports = tokenise(`
  فرض حراس السد هدنة على بلدة نهران بعد اشتباكات، وانقطعت الكهرباء عن الكرماوية. سرق الحراس القمح من الصومعة.
  عاد المعتقلون إلى البلدة. نزحت عائلات من مرج الخيل. قال شوقي البلوري إن الهدنة انهارت. صار القصف قرب الجسر.
`);
const stems = new Set(reports.map(stem));
const sounds = new Set(reports.flatMap(skeletons));
const vocabulary: Vocabulary = {
  passagesWith: (word) => (stems.has(word) ? 1 : 0),
  isWord: (word) => stems.has(word),
  sounds: (skeleton) => sounds.has(skeleton),
};
const read = (text: string) => respell(text, lexicon, vocabulary);

/** What is typed, and what is meant. */
const meant: readonly (readonly [typed: string, meant: string])[] = [
  // Arabic in Latin letters.
  ['meen farad el hodne?', 'مين فرض الهدنة؟'],
  ['wen sar el 2asef', 'وين صار القصف'],
  ['leish enqat3et el kahraba 3an el kermawiye?', 'ليش انقطعت الكهرباء عن الكرماوية؟'],
  ['shu sar bel mo3ta2aleen?', 'شو صار بالمعتقلين؟'],
  ['meen saraq el 2ame7 men el sawme3a', 'مين سرق القمح من الصومعة'],
  ['wen el hodne', 'وين الهدنة'],
  ['Emta 3ad el mo3ta2alin', 'ايمتى عاد المعتقلين'],
  // A name of the reports stays where no spelling gives it.
  ['shu 2al Shoukri el bellouri', 'شو قال شكري البلوري'],
  // One slip.
  ['متى انهارت الهدننة؟', 'متى انهارت الهدنة؟'],
  ['من سرق قمح الصوممعة؟', 'من سرق قمح الصومعة؟'],
  ['متى انقطعت الكهربء؟', 'متى انقطعت الكهرباء؟'],
  ['أين تقع الكراموية؟', 'أين تقع الكرماوية؟'],
  ['who broke the ceasefrie?', 'who broke the ceasefire?'],
  // No space.
  ['وينصار القصف؟', 'وين صار القصف؟'],
  ['منفرض الهدنة؟', 'من فرض الهدنة؟'],
];

/** What stays as it is typed. */
const asTyped: readonly string[] = [
  '',
  '؟',
  'مين',
  'meen',
  'من فرض الهدنة؟',
  'وييييين صار القصف؟',
  'مين هو سلبون الطرماحي؟',
  'كيف وصل المحتجون إلى الجسر؟',
  'Who imposed the truce?',
  'Wen Jiabao',
  'Wen Jiabao speech on trade',
  'Mata Hari',
  'chou en lai',
  'Kam Air flight',
  'Hal Brands article',
  'El Salvador president',
  'El Al',
  'La Liga results',
  'al jazeera report',
  'Min Aung Hlaing in court',
  'Is Matt Damon in Mali?',
  'Where is Ben Affleck from?',
  'What did Shu Qi say about the film?',
  'President Mo Ibrahim',
  'G20 summit in el Cairo',
  'F16 crash near the B2B fair',
  'what is the log4j bug?',
  'COVID19 cases, 2nd wave, 5km run',
  'How many people fled the fighting in 2023?',
  'Did the Nahrani council meet in Sallum?',
  'truce in deir ezzor',
  'Qui a imposé la trêve ?',
  'Waffenstillstand wer wen wann',
];

describe('respell', () => {
  for (const [typed, right] of meant) {
    it(`${typed} is meant as ${right}`, () => {
      const { text, guessed } = read(typed);
      assert.equal(text, right);
      assert.equal(guessed, true);
    });
  }

  for (const text of asTyped) {
    it(`leaves ${text || '(nothing)'}`, () => assert.deepEqual(read(text), { text, guessed: false }));
  }

  it('writes contractions out without calling it a guess', () => {
    assert.deepEqual(read('مين عالجسر؟'), { text: 'مين علي الجسر؟', guessed: false });
    assert.deepEqual(read('مين فرض هالهدنة؟'), { text: 'مين فرض هذا الهدنة؟', guessed: false });
    assert.deepEqual(read('شصار؟'), { text: 'شو صار؟', guessed: false });
  });

  it('leaves what is known as it is typed, whatever stands around it', () => {
    const known = fc.constantFrom('من', 'فرض', 'الهدنة', 'أين', 'وقعت', 'الاشتباكات', '؟', '2023', 'HTS');
    fc.assert(
      fc.property(fc.array(known, { maxLength: 10 }), (words) => {
        assert.deepEqual(read(words.join(' ')), { text: words.join(' '), guessed: false });
      }),
      runs,
    );
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const respelled = read(text);
        if (respelled.text === text) assert.equal(respelled.guessed, false);
      }),
      runs,
    );
  });
});
