import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { detectLanguage } from '../../src/language/detect.ts';

// Names of towns and groups here are invented, except where a script had to be mixed into a question.
const cases: Record<'ar' | 'en' | 'other', readonly string[]> = {
  ar: [
    'متى؟',
    'كم؟',
    'من فرض الهدنة؟',
    'ما هي HTS؟',
    'HTS ما هي؟',
    'أين يقع مقر Basalt Water Company؟',
    'ماذا قال مدير Tel Rima Water Board عن المضخة؟',
    'مَتَى وَصَلَت القافلة؟',
    'قال المجلس في بيان إن محطة المياه عادت إلى العمل بعد إصلاح مضخة من طراز KX-200.',
    'هدنة تل ريما',
    'وصلت القافلة إلي البلدة في المساء وقال السکان إنها تأخرت',
    'تل ريما (Tel Rima)',
  ],
  en: [
    'When?',
    'Tel Rima?',
    'Who imposed the truce?',
    'What is قسد?',
    'Who is مدير محطة تل ريما في الوادي الشرقي?',
    'tell me about تل ريما',
    'تل ريما: what is it?',
    "What's the price of bread?",
    'Who is Erdoğan?',
    'ceasefire',
    'The café in Tel Rima was closed after the storm.',
  ],
  other: [
    '',
    '   ',
    '123?',
    '😀',
    'Où est le pont ?',
    'Wo ist die Brücke?',
    'Когда упал мост?',
    '桥在哪里?',
    'پل کجا است؟',
    'این پل در سال گذشته برای مردم شهر ساخته شد و از آن استفاده می‌کنند',
    'یہ پل کہاں ہے؟',
  ],
};

describe('detectLanguage', () => {
  for (const [language, texts] of Object.entries(cases)) {
    for (const text of texts) {
      it(`${language}: ${text}`, () => assert.equal(detectLanguage(text), language));
    }
  }

  it('takes any string, and a long one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.ok(['ar', 'en', 'other'].includes(detectLanguage(text)));
      }),
    );
    assert.equal(detectLanguage('وصلت القافلة إلى البلدة. '.repeat(50_000)), 'ar');
  });
});
