import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { countWords } from '../../src/language/clauses.ts';
import { splitSentences } from '../../src/language/sentences.ts';

// Every town, person and event in these texts is invented.

function split(text: string): string[] {
  return splitSentences(text).map(({ start, end }) => text.slice(start, end));
}

/** `|` marks the boundaries that are expected; the white space around them is no part of a sentence. */
const cases: Record<string, readonly string[]> = {
  'stops of both scripts': [
    'وصلت القافلة. |هل تأخرت؟ |لا! |بقي السائق.',
    'The bridge fell. |Who built it? |Nobody knew! |It was old.',
    'انتهى الاجتماع.|وقال الرئيس إن الماء عاد.',
    'انتهى الاجتماع .|ومدينة تل ريما بعيدة.',
  ],
  '؛ and ، are no stops': ['عاد الماء؛ فرح الناس، ثم ناموا.'],
  'a colon before speech': ['قال المختار: «الطريق مقطوع اليوم».', 'He said: “The road is cut today.”'],
  'decimals and numbers': [
    'بلغ المنسوب 3.5 متر و٣٫٥ قدم و٣.٥ ذراع. |ثم هبط.',
    'It rose 3.5 metres, or 1,200.75 units. |Then it fell.',
    'وصل 12. |3 أشخاص بقوا.',
  ],
  'abbreviations in Arabic': [
    'التقى د. سامر الحلواني المدير أ. ليلى. |ثم غادر.',
    'أكد أ.د. سامر الحلواني وم. رامي ذلك. |ثم غادر.',
    'قال د.سامر إن الماء عاد. |ثم غادر.',
    'انظر ص. 25 من التقرير. |انتهى.',
    'صدر الكتاب عام 1436 هـ. |وقال الكاتب إنه سعيد.',
    'عام 2015 م. |وقال الكاتب إنه سعيد.',
    'بني الحصن عام 500 ق.م. في الوادي.',
    'قالت بي.بي.سي إن الجسر سقط. |ثم صمتت.',
  ],
  'abbreviations in English': [
    'Dr. Salma Rimawi met Mr. Basalt. |They talked.',
    'J. R. Rimawi of the U.S. embassy left. |He did not say why.',
    'He lives in the U.S. |The others stayed.',
    'Some fruit, e.g. figs, was sold at 5 p.m. on Monday.',
    'See No. 5 and fig. 2. |No. |I will not.',
    'Rimawi Co. Ltd. built it. |It fell.',
    'يعمل في U.S. |وقال إنه عاد.',
  ],
  'names with a stop or a mark inside': [
    'الموقع www.example.org/news?id=3 متاح. |انتهى.',
    'راسلونا على rima@example.org. |شكرا.',
    'The Yahoo! page of tel.Rima is down.',
  ],
  'closing marks stay with their sentence': [
    'قال: «عاد الماء.» |ثم غادر.',
    'قال “عاد الماء.” |ثم غادر.',
    'قال "عاد الماء." |ثم غادر.',
    'قال (كما ورد.) |ثم غادر.',
    'قال: «عاد الماء. » |ثم غادر.',
    'قال: " عاد الماء. " |ثم غادر.',
    'عاد “الماء”. |ثم غادر.',
  ],
  'opening marks go with the next': [
    'انتهى الاجتماع. |«عاد الماء» قال المختار.',
    'انتهى الاجتماع.|«عاد الماء» قال المختار.',
    'انتهى الاجتماع. |“عاد الماء” قال المختار.',
    'انتهى الاجتماع. |(عاد الماء)',
    'انتهى الاجتماع. |”الماء” عاد.',
    'انتهى الاجتماع. |"الماء" عاد.',
  ],
  ellipses: [
    'عاد الماء إلى البلدة أخيرا… |وفرح الناس كلهم.',
    'عاد الماء إلى البلدة أخيرا... |وفرح الناس كلهم.',
    'لا... لا أحد يعرف ذلك.',
    'He waited for a very long time... and left.',
    'هل عاد الماء؟ |… لا أحد يعرف.',
  ],
  'dashes that open speech': ['هل عاد الماء؟ |- لا، لم يعد. |- متى يعود؟'],
  'list numbers': [
    '1. تقرير الماء\n|2. تقرير الجسر',
    '1- تقرير الماء. |ثم الجسر.\n|أ- تقرير الخبز',
    '١) تقرير الماء\n|- تقرير الجسر\n|• تقرير الخبز',
    'وهي: 1. الماء. |2. الجسر.',
    'وصل من البلدة 12345678. |ثم عاد.',
  ],
  'lines with no stop': [
    'عودة الماء إلى تل ريما\n|أعلن المجلس عودة الماء\n|وفرح الناس',
    'عودة الماء\n\n|أعلن المجلس',
    '# عودة الماء\n|أعلن المجلس',
    'أول\r\n|ثان\u2028|ثالث',
  ],
  'a hard-wrapped text': [
    'أعلن مجلس بلدة تل ريما المتخيلة عودة الماء إلى\nالأحياء الشرقية بعد إصلاح المضخة التي تعطلت في\nالأسبوع الماضي بسبب العاصفة. |وقال المجلس إن الماء\nسيصل إلى بقية الأحياء غدا.',
  ],
  'what has no letters': ['***', 'عاد الماء. 🙂', '\u202bعاد الماء.\u202c |ثم غادر.', '— عاد الماء.'],
};

describe('splitSentences', () => {
  for (const [rule, texts] of Object.entries(cases)) {
    for (const marked of texts) {
      it(`${rule}: ${marked.replaceAll('\n', '⏎')}`, () => {
        assert.deepEqual(
          split(marked.replaceAll('|', '')),
          marked.split('|').map((part) => part.trim()),
        );
      });
    }
  }

  it('gives nothing for white space', () => {
    assert.deepEqual(split(''), []);
    assert.deepEqual(split(' \n\t\u00a0\ufeff\u2029'), []);
  });

  it('cuts a sentence over 60 words at clause marks into even pieces', () => {
    const clause = 'أعلن المجلس أن الماء عاد إلى الأحياء الشرقية من البلدة';
    const text = `${Array(8).fill(clause).join('، ')}.`;
    const pieces = split(text);
    assert.equal(countWords(text), 80);
    assert.deepEqual(pieces.map(countWords), [40, 40]);
    assert.ok(pieces[0]?.endsWith('،'));
  });

  it('cuts before words that begin a clause when there is no mark', () => {
    const half = Array(33).fill('ماء').join(' ');
    assert.deepEqual(split(`${half} بينما ${half}`).map(countWords), [33, 34]);
    assert.ok(split(`${half} while ${half}`)[1]?.startsWith('while'));
  });

  it('prefers a mark to the even middle, and never makes a short piece while it can', () => {
    const words = (n: number) => Array(n).fill('ماء').join(' ');
    assert.deepEqual(split(`${words(20)}، ${words(50)}.`).map(countWords), [20, 50]);
    assert.deepEqual(split(`${words(5)}، ${words(25)}؛ ${words(35)}.`).map(countWords), [30, 35]);
  });

  it('cuts between words where no mark is near, and keeps 60 words whole', () => {
    const words = (n: number) => Array(n).fill('ماء').join(' ');
    assert.equal(split(words(60)).length, 1);
    assert.deepEqual(split(words(61)).length, 2);
    for (const piece of split(words(1000))) assert.ok(countWords(piece) <= 60);
  });

  it('takes in millions of characters on one line', () => {
    for (const unit of [
      'ماء ',
      'ماء. ',
      '.',
      '… ',
      '" ',
      '. (',
      'A. ',
      '»',
      '😀',
      '\ud800',
      '1. ',
      'ماء.«',
      '- ',
      '...',
    ]) {
      const text = unit.repeat(Math.ceil(400_000 / unit.length));
      assertCovers(text);
    }
    assertCovers(`${'ماء '.repeat(1_000_000)}${'x'.repeat(1_000_000)}`);
  });

  it('covers every character that is not white space, in order, trimmed (any string)', () => {
    fc.assert(fc.property(texts, assertCovers), { numRuns: 500 });
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), assertCovers), { numRuns: 200 });
  });
});

const texts = fc
  .array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.constantFrom(
          'عاد',
          'الماء',
          'وقال',
          'د',
          'هـ',
          'Rima',
          'the',
          'Dr',
          'U.S',
          '3.5',
          '٣',
          '1',
          'a',
        ),
      },
      {
        weight: 6,
        arbitrary: fc.constantFrom(
          ...[
            '.',
            '؟',
            '!',
            '…',
            '...',
            '،',
            '؛',
            ':',
            '"',
            '“',
            '”',
            '«',
            '»',
            '(',
            ')',
            '-',
            '–',
            '#',
            '😀',
            '\u202b',
            '\u202c',
          ],
          ...['\ud83d', '\ude00', '\u0085', '\u200b'],
        ),
      },
      { weight: 5, arbitrary: fc.constantFrom(' ', '\n', '\n\n', '\r\n', '\t', '\u00a0', '\u2028', '') },
      { weight: 1, arbitrary: fc.integer({ min: 50, max: 90 }).map((n) => 'ماء، '.repeat(n)) },
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

function assertCovers(text: string): void {
  let at = 0;
  for (const { start, end } of splitSentences(text)) {
    assert.ok(start >= at && end > start && end <= text.length, `offsets ${at} ${start} ${end}`);
    assert.equal(text.slice(at, start).trim(), '', 'a character was left out');
    const sentence = text.slice(start, end);
    assert.equal(sentence.trim().length, sentence.length);
    at = end;
  }
  assert.equal(text.slice(at).trim(), '', 'the end was left out');
}
