import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { Lexicon } from '../../src/language/concepts.ts';
import { tokenise } from '../../src/language/tokens.ts';
import { anyText, runs } from './any-text.ts';

/** A small glossary made for these tests. */
const files: Record<string, string> = {
  'a.tsv': [
    '# terms of truces and towns',
    'هدنة|وقف إطلاق النار|وقف القتال\ttruce|ceasefire|cease-fire\tevent',
    'إطلاق النار|رمي بالرصاص\tshooting|gunfire\tevent',
    'نار|حريق\tfire\tthing',
    'وقف\tendowment\tthing',
    'قرية\tvillage\tplace',
    'مدرسة|مدارس\tschool\tplace',
    'مجلس الأمن|مجلس الأمن الدولي\tsecurity council\torganisation',
    'بنك|مصرف\tbank\torganisation',
    '',
    'عين\teye\tthing',
    'من\tfrom\tfunction',
    'كتب\twrite\taction',
    '19\tnineteen\tnumber',
  ].join('\r\n'),
  'b.tsv': [
    'عين|نبع\tspring|water spring\tplace',
    'ضفة\tbank|riverbank\tplace',
    'هدنة|تهدئة\ttruce|calm\tevent',
    'بيان رئاسي طويل جدا جدا\tvery long presidential statement indeed\tthing',
  ].join('\n'),
  'notes.txt': 'not a glossary',
};

describe('Lexicon', () => {
  let folder: string;
  let lexicon: Lexicon;

  function write(content: Record<string, string>): string {
    const path = mkdtempSync(join(folder, 'glossary-'));
    for (const [name, text] of Object.entries(content)) writeFileSync(join(path, name), text);
    return path;
  }

  /** What is found in a text: the words it covers and the names of what they may mean. */
  function found(text: string, from = lexicon): string[] {
    const tokens = tokenise(text);
    return from.match(tokens).map(({ first, last, concepts }) => {
      const words = tokens.slice(first, last + 1).map((token) => token.term);
      return `${words.join(' ')}: ${concepts.map((concept) => from.name(concept).split('=')[1]).join(', ')}`;
    });
  }

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rasid-concepts-'));
    lexicon = Lexicon.load(write(files));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const matches: readonly (readonly [what: string, text: string, found: readonly string[]])[] = [
    ['a word of each language', 'هدنة truce', ['هدنه: truce', 'truce: truce']],
    ['the longest phrase', 'وقف إطلاق النار', ['وقف اطلاق النار: truce']],
    ['a shorter phrase inside', 'إطلاق النار في القرية', ['اطلاق النار: shooting', 'القريه: village']],
    ['words of a broken phrase', 'وقف ثم نار', ['وقف: endowment', 'نار: fire']],
    ['the longer of two phrases', 'مجلس الأمن الدولي', ['مجلس الامن الدولي: security council']],
    ['the article', 'الهدنة', ['الهدنه: truce']],
    ['proclitics', 'والهدنة بالهدنة للهدنة فهدنة وبهدنة', ['والهدنه: truce', 'بالهدنه: truce', 'للهدنه: truce', 'فهدنه: truce', 'وبهدنه: truce']],
    ['a proclitic before a phrase', 'ووقف إطلاق النار', ['ووقف اطلاق النار: truce']],
    ['phrases without their inner article', 'وقف إطلاق نار', ['وقف اطلاق نار: truce']],
    ['phrases with an article more', 'الوقف الإطلاق النار', ['الوقف الاطلاق النار: truce']],
    ['a pronoun after ة', 'هدنتهم قريتنا', ['هدنتهم: truce', 'قريتنا: village']],
    ['a plural in ات hides ة', 'هدنات', ['هدنات: truce']],
    ['an ending on the last word of a phrase', 'مجلس أمنهم', ['مجلس امنهم: security council']],
    ['an English plural', 'schools villages', ['schools: school', 'villages: village']],
    ['an English phrase in the plural', 'Security Councils', ['security councils: security council']],
    ['a hyphen', 'cease-fire', ['cease fire: truce']],
    ['English verb forms', 'writing', ['writing: write']],
    ['all meanings of an ambiguous term', 'عين bank', ['عين: eye, spring', 'bank: bank, bank']],
    ['a number', 'في 19', ['19: nineteen']],
    ['a phrase of more than four words is not looked for', 'بيان رئاسي طويل جدا جدا', []],
    ['nothing', 'قافلة convoy 20', []],
  ]; // biome-ignore format: one case a line
  for (const [what, text, expected] of matches) {
    it(`finds ${what}`, () => assert.deepEqual(found(text), expected));
  }

  it('merges rows of different files that share half of their terms on both sides', () => {
    // b.tsv's truce row shares 1 of 2 Arabic and 1 of 2 English terms with a.tsv's; eye and spring share no English.
    assert.deepEqual(found('تهدئة calm'), ['تهديه: truce', 'calm: truce']);
    assert.equal(lexicon.size, 15);
  });

  it('keeps rows of one file apart', () => {
    const same = Lexicon.load(write({ 'a.tsv': 'عين\teye\tthing\nعين\teye\tplace\n' }));
    assert.equal(same.size, 2);
    assert.deepEqual(
      same.match(tokenise('عين')).map((match) => match.concepts),
      [[0, 1]],
    );
    const parted = Lexicon.load(write({ 'a.tsv': 'عين\teye\tthing\n', 'b.tsv': 'عين\teye\tplace\n' }));
    assert.equal(parted.size, 1);
    assert.equal(parted.kind(0), 'thing');
  });

  it('merges along a chain of rows', () => {
    const chain = Lexicon.load(
      write({
        'a.tsv': 'أول|ثان\tone|two\tthing\n',
        'b.tsv': 'ثان|ثالث\ttwo|three\tthing\n',
        'c.tsv': 'ثالث|رابع\tthree|four\tthing\n',
      }),
    );
    assert.equal(chain.size, 1);
  });

  it('tells kinds and function words', () => {
    const [of, truce] = lexicon.match(tokenise('من هدنة'));
    assert.equal(lexicon.isFunction(of!), true);
    assert.equal(lexicon.isFunction(truce!), false);
    assert.equal(lexicon.kind(truce!.concepts[0]!), 'event');
    assert.equal(lexicon.name(truce!.concepts[0]!), 'هدنه=truce');
  });

  it('gives matches in order that do not overlap, for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = tokenise(text);
        let next = 0;
        for (const match of lexicon.match(tokens)) {
          assert.ok(match.first >= next && match.last >= match.first && match.last < tokens.length);
          assert.ok(match.concepts.length > 0 && match.concepts.every((c) => c >= 0 && c < lexicon.size));
          assert.equal(new Set(match.concepts).size, match.concepts.length);
          next = match.last + 1;
        }
      }),
      runs,
    );
  });

  it('names file and line of a malformed row', () => {
    const bad = (row: string): string =>
      write({ 'good.tsv': 'عين\teye\tthing\n', 'bad.tsv': `# one\n\n${row}\n` });
    assert.throws(() => Lexicon.load(bad('هدنة\ttruce')), /^Error: bad\.tsv:3: .*three columns/);
    assert.throws(() => Lexicon.load(bad('هدنة truce event')), /bad\.tsv:3: .*three columns/);
    assert.throws(() => Lexicon.load(bad('هدنة\t\tevent')), /bad\.tsv:3: .*three columns/);
    assert.throws(() => Lexicon.load(bad('هدنة\ttruce\tevent\tmore')), /bad\.tsv:3: .*three columns/);
    assert.throws(() => Lexicon.load(bad('هدنة\ttruce\tevnt')), /bad\.tsv:3: "evnt" is not a kind.*event/);
    assert.throws(() => Lexicon.load(bad('؟|!\ttruce\tevent')), /bad\.tsv:3: .*a term in each language/);
  });

  it('reads files with a byte order mark and Windows line ends', () => {
    const marked = Lexicon.load(write({ 'a.tsv': '\ufeff# comment\r\nعين\teye\tthing\r\n' }));
    assert.equal(marked.size, 1);
  });

  it('has a fingerprint of names and contents', () => {
    const print = (content: Record<string, string>): string => Lexicon.load(write(content)).fingerprint;
    const base = print(files);
    assert.match(base, /^[0-9a-f]{16}$/);
    assert.equal(print(files), base);
    assert.equal(print({ ...files, 'notes.txt': 'changed' }), base);
    assert.notEqual(print({ ...files, 'a.tsv': `${files['a.tsv']}\nجسر\tbridge\tthing` }), base);
    // Rows of one file are never merged, so it matters in which file a row stands.
    assert.notEqual(
      print({ 'a.tsv': 'عين\teye\tthing\nعين\teye\tthing\n' }),
      print({ 'a.tsv': 'عين\teye\tthing\n', 'b.tsv': 'عين\teye\tthing\n' }),
    );
  });
});

describe('the glossary that comes with the project', () => {
  const lexicon = Lexicon.load(new URL('../../models/glossary', import.meta.url).pathname);
  const concepts = (text: string): readonly number[] => {
    const tokens = tokenise(text);
    const [match, ...more] = lexicon.match(tokens);
    assert.ok(match && more.length === 0 && match.first === 0 && match.last === tokens.length - 1, text);
    return match.concepts;
  };

  const alike: readonly (readonly string[])[] = [
    ['ceasefire', 'truce', 'هدنة', 'وقف إطلاق النار', 'والهدنة', 'للهدنة'],
    ['hospital', 'hospitals', 'مستشفى', 'والمستشفيات'],
    ['Damascus', 'دمشق', 'ودمشق', 'بدمشق'],
    ['tribe', 'tribes', 'عشيرة', 'العشائر'],
  ];
  for (const words of alike) {
    it(`gives one concept to ${words.join(', ')}`, () => {
      const shared = words.map(concepts).reduce((common, next) => common.filter((c) => next.includes(c)));
      assert.ok(
        shared.length > 0,
        words
          .map((word) =>
            concepts(word)
              .map((c) => lexicon.name(c))
              .join(),
          )
          .join(' / '),
      );
    });
  }

  it('keeps what differs apart', () => {
    assert.ok(!concepts('هدنة').some((concept) => concepts('حرب').includes(concept)));
    assert.ok(!concepts('hospital').some((concept) => concepts('school').includes(concept)));
  });
});
