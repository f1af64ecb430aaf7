import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { loadI18n, textsIn } from '../../src/bot/texts.ts';
import { answerText } from '../../src/terminal/answer-text.ts';
import { shelf } from './shelf.ts';

// The towns, outlets and events are invented.

const report = (source: string, date: string, title: string, text: string) =>
  `---\ntitle: ${title}\nsource: ${source}\ndate: ${date}\n---\n\n${text}\n`;

const twelve = 'أصيب 12 عاملاً في انفجار مرجل في معمل السكر ببلدة نهران مساء الاثنين.';
const nineteen = 'وأسعف المشفى تسعة عشر عاملاً أصيبوا في انفجار المرجل بمعمل السكر في نهران.';
const otherTown = 'أصيب 40 عاملاً في انفجار مرجل في معمل السكر ببلدة تل الريم.';
const trucks = 'وصلت 24 شاحنة قمح إلى مخبز بلدة سلوم صباح الخميس.';
const roughly = 'قال سكان إن نحو 25 شاحنة قمح وصلت إلى مخبز بلدة سلوم.';
const years = 'وصلت 80 شاحنة قمح إلى مخبز بلدة سلوم في موسم الحصاد.';
const opening = 'افتتح المجلس مدرسة جديدة تتسع لـ 300 تلميذ في بلدة الجرد الأعلى.';
const hurt = 'اندلع حريق في فرن بلدة الوردان فجر الأربعاء، وأدى إلى إصابة 14 عاملاً بجروح.';
const toll = 'ارتفع عدد المصابين في حريق فرن بلدة الوردان إلى 19 عاملاً، وفق ما قالت طبيبة.';
const ferry = 'قُتل بحاران وأُسعف 30 راكباً بعد غرق العبارة في بحيرة سنجاب.';
const ferryLater = 'قُتل 3 بحارة في غرق العبارة في بحيرة سنجاب، وفق هيئة الموانئ.';

const rasid = shelf({
  reports: {
    'a.txt': report('وكالة وادي البلور', '2031-05-06', 'انفجار في نهران', `${twelve} وتوقف المعمل عن العمل.`),
    'b.txt': report(
      'شبكة سما الهضاب',
      '2031-05-07',
      'جرحى في معمل نهران',
      `${nineteen} وقال طبيب إن حالاتهم مستقرة.`,
    ),
    'c.txt': report('صوت الجرد', '2031-05-06', 'انفجار في تل الريم', `${otherTown} ولم يعرف السبب.`),
    'd.txt': report('وكالة وادي البلور', '2031-05-10', 'قمح لسلوم', trucks),
    'e.txt': report('شبكة سما الهضاب', '2031-05-10', 'قافلة قمح', roughly),
    'f.txt': report('صوت الجرد', '2029-07-02', 'الحصاد', years),
    'g.txt': report('صوت الجرد', '2031-03-02', 'مدرسة', opening),
    'i.txt': report('وكالة وادي البلور', '2030-02-12', 'حريق في الوردان', hurt),
    'j.txt': report('صوت الجرد', '2030-02-13', 'فرن الوردان', toll),
    'k.txt': report('وكالة وادي البلور', '2030-04-12', 'غرق عبارة', ferry),
    'l.txt': report('صوت الجرد', '2030-04-13', 'عبارة سنجاب', ferryLater),
    'h.txt': report('وكالة وادي البلور', '2031-03-01', 'مدرسة جديدة', opening),
  },
});

describe('reports that give different numbers for one thing', () => {
  for (const question of [
    'كم عاملاً أصيب في انفجار معمل السكر في نهران؟',
    'How many workers were injured in the sugar factory explosion in Nahran?',
  ]) {
    it(`are both quoted, each with its source: ${question}`, async () => {
      const { outcome, differ, sentences, citations } = await rasid().ask(question);
      assert.equal(outcome, 'answer');
      assert.equal(differ, true);
      const texts = sentences.slice(0, 2).map(({ text }) => text);
      assert.deepEqual(texts.toSorted(), [twelve, nineteen].toSorted());
      const outlets = sentences.slice(0, 2).map(({ citations: [n] }) => citations[n! - 1]!.source);
      assert.deepEqual(outlets.toSorted(), ['شبكة سما الهضاب', 'وكالة وادي البلور']);
    });
  }

  it('also where the people counted are named by what befell them', async () => {
    const { outcome, differ, sentences } = await rasid().ask('كم عدد المصابين في حريق فرن الوردان؟');
    assert.equal(outcome, 'answer');
    assert.equal(differ, true);
    assert.deepEqual(sentences.map(({ text }) => text).toSorted(), [hurt, toll].toSorted());
  });

  it('are announced in the language of the question', async () => {
    const shown = async (question: string) => {
      const answer = await rasid().ask(question);
      return answerText(answer, textsIn(loadI18n(), answer.language), { excerpts: false });
    };
    assert.match(await shown('كم عاملاً أصيب في انفجار معمل السكر في نهران؟'), /^تختلف التقارير في العدد، /);
    assert.match(
      await shown('How many workers were injured in the sugar factory explosion in Nahran?'),
      /^The reports differ on the number\. /,
    );
  });
});

describe('reports are not said to differ', () => {
  it('when one of two near numbers is rough, or the other report is years apart', async () => {
    const { outcome, differ } = await rasid().ask('كم شاحنة قمح وصلت إلى مخبز سلوم؟');
    assert.equal(outcome, 'answer');
    assert.equal(differ, undefined);
  });

  it('when what befell those counted befell others', async () => {
    assert.equal((await rasid().ask('كم عدد القتلى في غرق العبارة في بحيرة سنجاب؟')).differ, undefined);
  });

  it('when they say the same: one quote, the earliest report first', async () => {
    const { differ, sentences, citations } = await rasid().ask(
      'كم تلميذاً تتسع له المدرسة الجديدة في الجرد الأعلى؟',
    );
    assert.equal(differ, undefined);
    assert.equal(sentences[0]?.text, opening);
    assert.deepEqual(
      sentences[0]?.citations.map((n) => citations[n - 1]!.date),
      ['2031-03-01', '2031-03-02'],
    );
  });

  it('when no number is asked', async () => {
    assert.equal((await rasid().ask('متى وقع الانفجار في معمل السكر في نهران؟')).differ, undefined);
  });
});

describe('the invented reports that ship with the project', () => {
  const guard = shelf({ folder: path.join(import.meta.dirname, '../evaluation/guard/reports') });

  it('two disagree about the families that fled', async () => {
    const { differ, sentences } = await guard().ask('كم عائلة نزحت من مرج الخيل؟');
    assert.equal(differ, true);
    const both = sentences.map(({ text }) => text).join('\n');
    assert.match(both, /1200 عائلة/);
    assert.match(both, /2050 عائلة/);
  });
});
