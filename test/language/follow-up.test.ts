import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Lexicon } from '../../src/language/concepts.ts';
import { completeFollowUp } from '../../src/language/follow-up.ts';
import { type AnswerKind, type Question, readQuestion } from '../../src/language/question.ts';

const lexicon = Lexicon.load(new URL('../../models/glossary', import.meta.url).pathname);
const read = (text: string): Question => readQuestion(text, lexicon);
const terms = (question: Question | null) => question?.words.map((word) => word.term);

/** Follow-ups in a conversation about invented events: what is asked first, then, and what is then looked for. */
const followUps: readonly (readonly [
  first: string,
  then: string,
  kind: AnswerKind,
  words: readonly string[],
])[] = [
  ['من فرض الهدنة؟', 'ومتى؟', 'when', ['فرض', 'الهدنه']],
  ['من فرض الهدنة؟', 'وأين وقعت؟', 'where', ['وقعت', 'فرض', 'الهدنه']],
  ['من فرض الهدنة؟', 'ليش؟', 'why', ['فرض', 'الهدنه']],
  ['من فرض الهدنة؟', 'من هو؟', 'who', ['فرض', 'الهدنه']],
  ['من فرض الهدنة؟', 'وماذا عن القافلة؟', 'who', ['القافله', 'فرض', 'الهدنه']],
  ['متى وصلت القافلة إلى دمشق؟', 'وماذا عن حلب؟', 'when', ['حلب', 'وصلت', 'القافله']],
  ['متى وصلت القافلة إلى دمشق؟', 'شو عن حلب؟', 'when', ['حلب', 'وصلت', 'القافله']],
  ['Who imposed the truce?', 'And when?', 'when', ['imposed', 'truce']],
  ['Who imposed the truce?', 'Where was that?', 'where', ['imposed', 'truce']],
  ['When did the convoy reach Damascus?', 'What about Aleppo?', 'when', ['aleppo', 'convoy', 'reach']],
  ['When did the convoy reach Damascus?', 'and how about Aleppo?', 'when', ['aleppo', 'convoy', 'reach']],
  // A conversation in two languages.
  ['من فرض الهدنة؟', 'And when?', 'when', ['فرض', 'الهدنه']],
];

const standing: readonly (readonly [first: string, then: string])[] = [
  ['من فرض الهدنة؟', 'أين يقع سوق الذهب القديم؟'],
  ['من فرض الهدنة؟', 'متى وصلت القافلة إلى دمشق؟'],
  ['من فرض الهدنة؟', 'وما سعر الذهب في سوق المدينة القديمة اليوم؟'],
  ['Who imposed the truce?', 'Where is the gold market of the old town?'],
  ['Who imposed the truce?', 'And what is the price of gold in the market of the old town?'],
  ['Who imposed the truce?', 'Andrew leads which council?'],
];

describe('completeFollowUp', () => {
  for (const [first, then, kind, words] of followUps) {
    it(`${then} after ${first}`, () => {
      const completed = completeFollowUp(read(then), read(first));
      assert.ok(completed, 'it stands by itself');
      assert.equal(completed.kind, kind);
      assert.deepEqual(terms(completed), words);
      assert.equal(completed.language, read(then).language, 'the language is that of what was asked last');
      assert.equal(completed.text, `${then} — ${first}`);
      for (const word of words) assert.ok(terms(read(completed.searched))?.includes(word), word);
    });
  }

  for (const [first, then] of standing) {
    it(`${then} stands by itself`, () => assert.equal(completeFollowUp(read(then), read(first)), null));
  }

  it('what another is asked about takes the place of its like, also in what the indexes look for', () => {
    const completed = completeFollowUp(read('وماذا عن حلب؟'), read('متى وصلت القافلة إلى دمشق؟'));
    assert.doesNotMatch(completed?.searched ?? '', /دمشق/);
    assert.match(completed?.searched ?? '', /حلب.*القافلة/);
  });

  it('a third question goes on from the second, without the text growing', () => {
    const second = completeFollowUp(read('ومتى؟'), read('من فرض الهدنة؟'))!;
    // A conversation remembers the text only.
    const third = completeFollowUp(read('وأين؟'), read(second.text))!;
    assert.equal(third.text, 'وأين؟ — من فرض الهدنة؟');
    assert.equal(third.kind, 'where');
    assert.deepEqual(terms(third), ['فرض', 'الهدنه']);
    assert.equal(third.searched.match(/الهدنة/g)?.length, 1);
  });

  it('does not name a word twice that is in both', () => {
    const completed = completeFollowUp(read('ومتى انتهت الهدنة؟'), read('من فرض الهدنة؟'));
    assert.deepEqual(terms(completed), ['انتهت', 'الهدنه', 'فرض']);
  });
});
