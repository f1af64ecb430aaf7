import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Lexicon } from '../../src/language/concepts.ts';
import { type AnswerKind, readQuestion } from '../../src/language/question.ts';
import { KIND } from '../../src/language/words.ts';
import { anyText, runs } from './any-text.ts';

const lexicon = Lexicon.load(new URL('../../models/glossary', import.meta.url).pathname);

/** Questions about invented events, by the kind of answer that they want. */
const kinds: Readonly<Record<AnswerKind, readonly string[]>> = {
  who: [
    'و من فرض الهدنة؟',
    'الطريق سكّره مين؟',
    'منهو قائد الفصيل؟',
    'من فرض الهدنة؟',
    'مَن فرض الهدنة؟',
    'ومن وقّع الاتفاق؟',
    'من هو رئيس المجلس؟',
    'القافلة التي وصلت أمس من الذي أرسلها؟',
    'بعد انهيار الهدنة، من سيطر على الجسر؟',
    'لمن سُلّم المعتقلون؟',
    'مع من اجتمع الوفد؟',
    'إلى من نُقلت القيادة؟',
    'ما اسم قائد الفصيل؟',
    'وما اسم قائد الفصيل؟',
    'مين سكّر الطريق؟',
    'ومين سكّر الطريق؟',
    'لمين هالبيت؟',
    'منو سد الشارع؟',
    'مين قال إنو الجسر وقع ليش ما بعرف؟',
    'من الذي لم يوقّع الاتفاق؟',
    'Who imposed the truce?',
    'Who was in charge when the bridge fell?',
    'Who explained how the bridge fell?',
    'To whom were the detainees handed over?',
    'Whose house was searched?',
  ],
  when: [
    'وإيمتى خلصت الهدنة؟',
    'الهدنة بدأت امتى؟',
    'شوكت وصلت القافلة؟',
    'متى بدأت الهدنة؟',
    'ومتى انتهت؟',
    'منذ متى والطريق مغلق؟',
    'من متى الطريق مسكّر؟',
    'في أي عام بُني الجسر؟',
    'بأي سنة انبنى الجسر؟',
    'ما تاريخ توقيع الاتفاق؟',
    'ما هو موعد الاجتماع؟',
    'إيمتى رح تخلص الهدنة؟',
    'أيمت وصلت القافلة؟',
    'امتى فتح الطريق؟',
    'When did the truce start?',
    'In which year was the bridge built?',
    'What time did the convoy arrive?',
  ],
  where: [
    'ووين راح الوفد؟',
    'وينها القافلة؟',
    'القافلة فين دلوقتي؟',
    'أين وقعت الاشتباكات؟',
    'وأين نُقل الجرحى؟',
    'من أين جاءت القافلة؟',
    'إلى أين نُقل الجرحى؟',
    'في أي مدينة عُقد الاجتماع؟',
    'من أي بلدة خرج الوفد؟',
    'ما هي عاصمة الوادي؟',
    'وين صار القصف؟',
    'من وين إجت القافلة؟',
    'لوين راح الوفد؟',
    'منين إجت القافلة؟',
    'فين حصل الحريق؟',
    'Where did the clashes happen?',
    'In which town was the meeting held?',
  ],
  'how-many': [
    'اشقد عدد النازحين؟',
    'بقديش ربطة الخبز؟',
    'الخبز بكام؟',
    'شكثر عدد الجرحى؟',
    'كم عدد القتلى؟',
    'كم شاحنة وصلت؟',
    'بكم بيعت المحطة؟',
    'من بين القتلى كم مدنياً؟',
    'في عام 2016 كم كان عدد السكان؟',
    'كم نازحاً من الذين لم يعودوا سُجّل؟',
    'ما عدد الجرحى؟',
    'ما هي نسبة العاطلين؟',
    'قديش صار عدد النازحين؟',
    'أدّيش سعر الخبز؟',
    'How many people were wounded?',
    'In the year 2000 how many trucks arrived?',
    'What was the number of trucks?',
    'How long did the truce last?',
  ],
  why: [
    'منشان شو اجتمع الوفد؟',
    'عشان ايه الطريق مقفول؟',
    'لماذا أُغلق الطريق؟',
    'ولماذا انهارت الهدنة؟',
    'لِمَ رفض المجلس الاتفاق؟',
    'ما سبب الحريق؟',
    'ما هو السبب في انهيار الجسر؟',
    'ما هي أسباب الخلاف؟',
    'من أجل ماذا اجتمع الوفد؟',
    'ليش انهارت الهدنة؟',
    'ليه الطريق مقفول؟',
    'شو سبب الحريق؟',
    'Why did the truce collapse?',
    'What was the reason for the fire?',
    'How come the road is closed?',
  ],
  how: [
    'اشلون وصلت القافلة؟',
    'وكيف خلصت القصة؟',
    'كيف وصل المحتجون إلى الجسر؟',
    'وكيف خرجوا؟',
    'شلون وصلتوا؟',
    'كيف انهار الجسر حين لم يكن عليه أحد؟',
    'How did the fire start?',
    'How and when did the fire start?',
  ],
  what: [
    'ويش قال المدير؟',
    'وشو صار بعدين؟',
    'وايش قال الناطق؟',
    'ماذا قال المدير؟',
    'وماذا بعد؟',
    'ما مصير المعتقلين؟',
    'ما الذي لم يوافق عليه الوفد؟',
    'أية جهة أصدرت البيان؟',
    'ما المنطقة التي تبعد 5 كم عن الجسر؟',
    'شو صار بالضيعة؟',
    'شو هي قصة القافلة؟',
    'إيش قال المدير؟',
    'بشو وعد المجلس الأهالي؟',
    'What did the director say?',
    'What happened when the bridge fell?',
    'Which group signed the deal?',
  ],
  other: [
    '',
    '؟',
    'الهدنة',
    'truce in Tel Rima',
    'هل انهارت الهدنة؟',
    'وصلت القافلة من تل ريما',
    'حدثني عن الخارجين من المدينة',
    'من خلال الوسطاء توقف القصف',
    'لم يصل أحد إلى البلدة',
    'الذين لم يعودوا',
    'تبعد البلدة 5 كم عن الجسر',
    'Did the truce collapse?',
  ],
};

describe('the kind of a question', () => {
  for (const [kind, questions] of Object.entries(kinds)) {
    for (const question of questions) {
      it(`${question || '(empty)'} ${kind}`, () => assert.equal(readQuestion(question, lexicon).kind, kind));
    }
  }
});

describe('readQuestion', () => {
  const terms = (text: string): string =>
    readQuestion(text, lexicon)
      .words.map((word) => word.term)
      .join(' ');

  it('tells what kind of word the answer should have', () => {
    const wants = (text: string): number => readQuestion(text, lexicon).wants;
    assert.equal(wants('متى بدأت الهدنة؟'), KIND.time);
    assert.equal(wants('أين وقعت الاشتباكات؟'), KIND.place);
    assert.equal(wants('كم شاحنة وصلت؟'), KIND.number);
    assert.ok(wants('Who imposed the truce?') & KIND.person);
    assert.equal(wants('لماذا انهارت الهدنة؟'), 0);
    assert.equal(wants('What did the director say?'), 0);
  });

  it('takes the class of the answer from the noun that is asked for', () => {
    const wants = (text: string): number => readQuestion(text, lexicon).wants;
    assert.ok(wants('Which organisation signed the deal?') & KIND.organisation);
    assert.ok(wants('أي شركة وقعت الاتفاق؟') & KIND.organisation);
    assert.equal(wants('أية قرية هُجرت؟'), KIND.place);
  });

  it('keeps the words that say what is asked about', () => {
    assert.equal(terms('من فرض الهدنة على القرية؟'), 'فرض الهدنه القريه');
    assert.equal(terms('Who did impose the truce on the village?'), 'impose truce village');
    assert.equal(terms('ما اسم قائد الفصيل؟'), 'قايد الفصيل');
    assert.equal(terms('Where did the shelling take place?'), 'shelling');
    assert.equal(terms('Who did take the place?'), 'take place');
    assert.equal(terms('وين صار القصف؟').split(' ').at(-1), 'القصف');
  });

  it('asks with all its words where none says what is asked about', () => {
    assert.equal(terms('Who are they?'), 'who are they');
    assert.equal(terms('من هو؟'), 'من هو');
    assert.equal(terms('؟!'), '');
  });

  it('tells the language of the frame', () => {
    const language = (text: string): string => readQuestion(text, lexicon).language;
    assert.equal(language('من فرض الهدنة؟'), 'ar');
    assert.equal(language('Who imposed the truce?'), 'en');
    assert.equal(language('What is قسد?'), 'en');
    assert.equal(language('ما هي HTS؟'), 'ar');
    assert.equal(language(''), 'ar');
  });

  it('keeps the text and the offsets of its words', () => {
    const text = 'مَن فرض الـهُدنة؟';
    const question = readQuestion(text, lexicon);
    assert.equal(question.text, text);
    assert.deepEqual(
      question.words.map((word) => text.slice(word.start, word.end)),
      ['فرض', 'الـهُدنة'],
    );
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const question = readQuestion(text, lexicon);
        assert.ok(Object.keys(kinds).includes(question.kind));
        for (const word of question.words) assert.ok(word.end <= text.length);
      }),
      runs,
    );
  });

  it('reads a long pasted text with many commas quickly', () => {
    const started = performance.now();
    assert.equal(readQuestion('قال الشهود، '.repeat(2000), lexicon).kind, 'other');
    assert.ok(performance.now() - started < 2000);
  });
});
