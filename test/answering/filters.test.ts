import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadI18n, textsIn } from '../../src/bot/texts.ts';
import { answerText } from '../../src/terminal/answer-text.ts';
import { shelf } from './shelf.ts';

// The towns, people, outlets and events are invented.

const report = (source: string, date: string | null, title: string, text: string) =>
  `---\ntitle: ${title}\nsource: ${source}\n${date === null ? '' : `date: ${date}\n`}---\n\n${text}\n`;

const spring = 'نزحت 320 عائلة من بلدة نهران بعد قصف ليلي أصاب السوق القديم.';
const autumn = 'نزحت 75 عائلة من بلدة نهران بعد أن غمرت المياه الحي الغربي.';
const lookingBack = 'وكانت 900 عائلة قد نزحت من بلدة نهران في تموز 2029 بسبب الجفاف.';
const bridgeWadi = 'افتتح المجلس الجسر الحجري في بلدة سلوم بعد ترميم دام عامين.';
const bridgeSama = 'قال مهندسون إن الجسر الحجري في بلدة سلوم ما زال مغلقاً لأن الدعامات متشققة.';

/** 12 October 2031. */
const now = () => Date.UTC(2031, 9, 12, 9);

const rasid = shelf(
  {
    reports: {
      'spring.txt': report(
        'وكالة وادي البلور',
        '2031-04-03',
        'قصف على نهران',
        `${spring} وأعلن المجلس الحداد.`,
      ),
      'autumn.txt': report(
        'شبكة سما الهضاب',
        '2031-10-07',
        'فيضان في نهران',
        `${autumn} وفتحت المدرسة أبوابها للنازحين.`,
      ),
      'looking-back.txt': report(
        'شبكة سما الهضاب',
        '2031-06-15',
        'أبو الجفاف',
        `يروي كبار السن قصص الجفاف. ${lookingBack}`,
      ),
      'bridge-wadi.txt': report('وكالة وادي البلور', '2031-08-20', 'افتتاح الجسر', bridgeWadi),
      'bridge-sama.txt': report('شبكة سما الهضاب', '2031-08-21', 'الجسر ما زال مغلقاً', bridgeSama),
      'sand.txt': report(
        'صوت الجرد',
        '2030-01-05',
        'عاصفة رملية',
        'ارتفعت حدة الخلاف أمس بين صيادي بحيرة سنجاب بعد تصعيد جديد.',
      ),
      'undated.txt': report(
        'صوت الجرد',
        null,
        'وصول قافلة',
        'وصلت قافلة من عشرين شاحنة قمح إلى مخبز بلدة تل الريم.',
      ),
    },
  },
  now,
);

const periods: readonly (readonly [question: string, from: string, to: string | null, quote: string])[] = [
  ['كم عائلة نزحت من نهران في نيسان 2031؟', '2031-04-01', '2031-04-30', spring],
  ['كم عائلة نزحت من نهران الأسبوع الماضي؟', '2031-10-05', '2031-10-12', autumn],
  ['كم عائلة نزحت من نهران في تموز ٢٠٢٩؟', '2029-07-01', '2029-07-31', lookingBack],
  ['كم عائلة نزحت من نهران بين آذار وأيار 2031؟', '2031-03-01', '2031-05-31', spring],
  ['كم عائلة نزحت من نهران منذ أيلول 2031؟', '2031-09-01', null, autumn],
  ['How many families fled Nahran in April 2031?', '2031-04-01', '2031-04-30', spring],
  ['How many families fled Nahran 5 days ago?', '2031-10-07', '2031-10-07', autumn],
];

describe('a time in the question', () => {
  for (const [question, from, to, quote] of periods) {
    it(question, async () => {
      const { outcome, filters, sentences } = await rasid().ask(question);
      assert.equal(outcome, 'answer');
      assert.equal(sentences[0]?.text, quote);
      assert.ok(filters);
      assert.deepEqual([filters.from, filters.to, filters.applied], [from, to, true]);
    });
  }

  it('is said to have been left aside when no report of it answers', async () => {
    const { outcome, filters, sentences } = await rasid().ask('كم عائلة نزحت من نهران في نيسان 2030؟');
    if (outcome === 'answer') assert.match(sentences[0]!.text, /نزحت/);
    assert.equal(filters?.applied, false);
  });

  it('says nothing where the question names none', async () => {
    assert.equal((await rasid().ask('كم عائلة نزحت من نهران؟')).filters, undefined);
    assert.equal((await rasid().ask('متى افتتح المجلس الجسر الحجري؟')).filters, undefined);
  });

  it('goes on in a follow-up, and another takes its place', async () => {
    const previous = { question: 'كم عائلة نزحت من نهران في نيسان 2031؟', reportIds: [] };
    const then = await rasid().ask('وماذا عن الأسبوع الماضي؟', { previous });
    assert.equal(then.filters?.from, '2031-10-05');
    assert.equal(then.sentences[0]?.text, autumn);
    const why = await rasid().ask('ولماذا؟', { previous });
    assert.equal(why.filters?.from, '2031-04-01');
  });
});

const outlets: readonly (readonly [question: string, outlet: string, quote: string])[] = [
  ['ما حال الجسر الحجري في سلوم بحسب وادي البلور؟', 'وكالة وادي البلور', bridgeWadi],
  ['ما حال الجسر الحجري في سلوم وفقاً لشبكة سما الهضاب؟', 'شبكة سما الهضاب', bridgeSama],
  ['According to Wadi al-Ballour, what about the stone bridge in Sallum?', 'وكالة وادي البلور', bridgeWadi],
  ['شو قالت سما الهضاب عن الجسر الحجري؟', 'شبكة سما الهضاب', bridgeSama],
];

describe('an outlet in the question', () => {
  for (const [question, outlet, quote] of outlets) {
    it(question, async () => {
      const { filters, sentences } = await rasid().ask(question);
      assert.deepEqual(filters, { from: null, to: null, unit: null, outlets: [outlet], applied: true });
      assert.equal(sentences[0]?.text, quote);
    });
  }

  it('is none when no report is of it', async () => {
    for (const question of [
      'بحسب شهود عيان، كم عائلة نزحت؟',
      'According to witnesses, how many families fled?',
    ]) {
      assert.equal((await rasid().ask(question)).filters, undefined, question);
    }
  });

  it('and a time narrow together', async () => {
    const { filters, sentences } = await rasid().ask('كم عائلة نزحت من نهران في نيسان 2031 وفق وادي البلور؟');
    assert.deepEqual(filters?.outlets, ['وكالة وادي البلور']);
    assert.deepEqual([filters.unit, filters.applied], ['month', true]);
    assert.equal(sentences[0]?.text, spring);
  });
});

describe('a question of nothing but a time or an outlet', () => {
  const general: readonly (readonly [question: string, leads: readonly string[]])[] = [
    ['ماذا حدث في نيسان ٢٠٣١؟', [spring]],
    ['What happened in August 2031?', [bridgeWadi, bridgeSama]],
    ['شو صار بنيسان 2031؟', [spring]],
    ['ماذا قالت وكالة وادي البلور؟', [spring, bridgeWadi]],
    ['What did Wadi al-Ballour report?', [spring, bridgeWadi]],
  ];
  for (const [question, leads] of general) {
    it(`shows how these reports begin: ${question}`, async () => {
      const { outcome, overview, filters, sentences } = await rasid().ask(question);
      assert.deepEqual([outcome, overview, filters?.applied], ['related', true, true]);
      assert.deepEqual(
        sentences.map(({ text }) => text),
        leads,
      );
    });
  }

  it('leaves its time to the question that follows, not its words', async () => {
    const previous = { question: 'ماذا حدث في نيسان ٢٠٣١؟', reportIds: [] };
    const { outcome, overview, filters, sentences } = await rasid().ask('وكم عائلة نزحت؟', { previous });
    assert.deepEqual([outcome, overview, filters?.applied], ['answer', undefined, true]);
    assert.equal(sentences[0]?.text, spring);
  });

  it('is not answered from reports of another time', async () => {
    const { outcome, overview, filters } = await rasid().ask('What happened yesterday?');
    assert.notEqual(outcome, 'answer');
    assert.deepEqual([overview, filters?.applied], [undefined, false]);
  });

  it('is announced as that', async () => {
    const answer = await rasid().ask('ماذا حدث في نيسان ٢٠٣١؟');
    assert.match(
      answerText(answer, textsIn(loadI18n(), 'ar'), { excerpts: false }),
      /^سؤالك عام، وهذه بدايات/m,
    );
  });
});

describe('the answer says what was searched', () => {
  const texts = loadI18n();
  const shown = async (question: string) => {
    const answer = await rasid().ask(question);
    return answerText(answer, textsIn(texts, answer.language), { excerpts: false }).replace(
      /[\u2066-\u2069]/g,
      '',
    );
  };

  it('in Arabic', async () => {
    assert.match(
      await shown('كم عائلة نزحت من نهران في نيسان 2031؟'),
      /^اقتصرتُ على تقارير نيسان\/أبريل 2031 وما تلاها/,
    );
    assert.match(
      await shown('ما حال الجسر الحجري بحسب وادي البلور؟'),
      /^اقتصرتُ على تقارير «وكالة وادي البلور»/,
    );
    assert.match(await shown('كم عائلة نزحت من نهران عام 2027؟'), /^لم أجد الجواب في تقارير عام 2027، فبحثتُ/);
  });

  it('in English', async () => {
    assert.match(
      await shown('How many families fled Nahran since April 2031?'),
      /^I kept to reports from 1 April 2031 on,/,
    );
    assert.match(
      await shown('How many families fled Nahran in 2027?'),
      /^Reports from 2027 held no answer, so I/,
    );
  });
});
