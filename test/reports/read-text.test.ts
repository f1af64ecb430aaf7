import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readText } from '../../src/reports/read-text.ts';
import { UnreadableReport } from '../../src/reports/unreadable.ts';
import { encode, utf16 } from './charset.ts';

// Invented texts.
const arabic = [
  'متى؟',
  'هدنة',
  'ظواهر',
  'عاد الماء إلى تل ريما.',
  'الماء',
  'قال مدير محطة المياه في بلدة تل ريما، أمس، إن 3 مضخات عادت إلى العمل بعد إصلاحها؛ وبقيت واحدة.',
];
const withLatin = [
  'HTS: عاد الماء',
  'The pump KX-200 of the Tel Rima Water Board, called in Arabic مضخة الوادي, was repaired on Monday.',
  'Le café مقهى الوادي in Tel Rima',
];
const long = `${arabic.at(-1)}\n`.repeat(200);

function fails(reason: string, bytes: Uint8Array): void {
  assert.throws(
    () => readText(bytes),
    (error) =>
      error instanceof UnreadableReport && error.reason === reason && /^[A-Z].*\.$/u.test(error.message),
  );
}

describe('readText', () => {
  for (const text of [...arabic, ...withLatin, long]) {
    const name = text.slice(0, 30);
    it(`UTF-8: ${name}`, () => {
      assert.equal(readText(Buffer.from(text)), text);
      assert.equal(readText(Buffer.from(`\ufeff${text}`)), text);
    });
    it(`UTF-16: ${name}`, () => {
      for (const order of ['le', 'be'] as const) {
        assert.equal(readText(utf16(text, order)), text);
        assert.equal(readText(utf16(`\ufeff${text}`, order)), text);
      }
    });
    it(`windows-1256: ${name}`, () => {
      assert.equal(readText(encode(text, 'windows-1256')), text);
      assert.equal(readText(encode(text, 'windows-1256'), 'windows-1252'), text);
      assert.equal(readText(encode(text, 'windows-1256'), 'utf-8'), text);
    });
  }

  it('ISO-8859-6', () => {
    for (const text of [arabic.at(-1) as string, long])
      assert.equal(readText(encode(text, 'iso-8859-6')), text);
  });

  it('other charsets by detection, or as declared', () => {
    const russian = 'Когда упал мост через реку, жители деревни ждали помощи три дня.';
    assert.equal(readText(encode(russian, 'windows-1251')), russian);
    assert.equal(readText(encode(russian, 'koi8-r')), russian);
    const french = 'Le café était fermé à cause de la tempête, où êtes-vous allé après l’été ?';
    assert.equal(readText(encode(french, 'windows-1252')), french);
    assert.equal(readText(encode('Gölbaşı', 'windows-1254'), 'windows-1254'), 'Gölbaşı');
  });

  it('plain ASCII, whatever is declared', () => {
    assert.equal(readText(Buffer.from('Tel Rima'), 'windows-1256'), 'Tel Rima');
    assert.equal(readText(Buffer.from('Tel Rima'), 'no-such-charset'), 'Tel Rima');
  });

  it('makes line ends \\n and leaves all else', () => {
    assert.equal(
      readText(Buffer.from('a\r\nb\rc\n\u2028 \u00a0\u200f ـ ً')),
      'a\nb\nc\n\u2028 \u00a0\u200f ـ ً',
    );
  });

  it('leaves out a character that the end of the file cut off', () => {
    const bytes = Buffer.from('عاد الماء إلى تل ريما');
    assert.equal(readText(bytes.subarray(0, -1)), 'عاد الماء إلى تل ريم');
  });

  it('says what is wrong with what it can not read', () => {
    fails('empty', new Uint8Array(0));
    fails(
      'binary',
      Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]),
    );
    fails('binary', new Uint8Array(100));
    fails('binary', Buffer.from(`نص\u0000\u0001\u0002 وفيه ضوابط`));
    const broken = Buffer.concat([
      Buffer.from('عاد الماء '),
      Buffer.from([0xff]),
      Buffer.from(' إلى تل ريما'),
    ]);
    fails('undecodable', broken);
    fails('undecodable', Uint8Array.from([0x81, 0x8d, 0x8f, 0x90, 0x9d, 0x81]));
  });

  it('gives a text or an UnreadableReport for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          assert.equal(typeof readText(bytes), 'string');
        } catch (error) {
          assert.ok(error instanceof UnreadableReport);
        }
      }),
    );
  });

  it('reads back any Arabic text in UTF-8', () => {
    const unit = fc.constantFrom(...'ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئ ،؛؟.\n'.split(''));
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1 }), (text) => {
        assert.equal(readText(Buffer.from(text)), text);
      }),
    );
  });
});
