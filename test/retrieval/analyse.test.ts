import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { Lexicon } from '../../src/language/concepts.ts';
import { grams } from '../../src/language/grams.ts';
import { tokenise } from '../../src/language/tokens.ts';
import { analyse, analyseTokens, FIELDS, type TermCounts } from '../../src/retrieval/analyse.ts';
import { anyText, runs } from '../language/any-text.ts';

describe('analyse', () => {
  let folder: string;
  let lexicon: Lexicon;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rasid-analyse-'));
    writeFileSync(
      join(folder, 'a.tsv'),
      'هدنة|وقف إطلاق النار\ttruce\tevent\nعين\teye\tthing\nعين\tspring\tplace\nمن\tfrom\tfunction\n',
    );
    lexicon = Lexicon.load(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const plain = (counts: TermCounts): Record<string, number> => Object.fromEntries(counts);

  it('gives one concept to the terms of a row, in either language', () => {
    for (const text of ['والهدنة', 'وقف إطلاق النار', 'truce', 'truces']) {
      assert.deepEqual(plain(analyse(text, lexicon).concepts), { 'c:0': 1 }, text);
    }
    assert.deepEqual(plain(analyse('هدنة وهدنة', lexicon).concepts), { 'c:0': 2 });
  });

  it('shares the weight of an ambiguous word among its concepts', () => {
    assert.deepEqual(plain(analyse('عين', lexicon).concepts), { 'c:1': 0.5, 'c:2': 0.5 });
  });

  it('keeps function words out of stems and concepts, not out of grams', () => {
    const terms = analyse('من هدنة', lexicon);
    assert.deepEqual(plain(terms.stems), { هدن: 1 });
    assert.deepEqual(plain(terms.concepts), { 'c:0': 1 });
    assert.equal(terms.grams.get('<من'), 1);
  });

  it('gives words that no row covers their stem and skeletons', () => {
    assert.deepEqual(plain(analyse('Basman', lexicon).concepts), { 'w:basman': 1, 'k:bsmn': 1 });
    assert.deepEqual(plain(analyse('بسمان', lexicon).concepts), { 'w:بسم': 1, 'k:bsmn': 1, 'k:smn': 1 });
    assert.deepEqual(plain(analyse('2019', lexicon).concepts), { 'w:2019': 1 });
  });

  it('counts every word of a phrase among the stems', () => {
    assert.deepEqual(plain(analyse('وقف إطلاق النار', lexicon).stems), { وقف: 1, اطلاق: 1, نار: 1 });
  });

  it('is the same for a text that is tokenised already', () => {
    const text = 'Basman من وقف إطلاق النار 2019';
    assert.deepEqual(analyseTokens(tokenise(text), lexicon), analyse(text, lexicon));
  });

  it('has all grams of all words, and finite positive counts, for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const terms = analyse(text, lexicon);
        const all = tokenise(text).flatMap((token) => grams(token.term));
        assert.equal(
          terms.grams.values().reduce((sum, count) => sum + count, 0),
          all.length,
        );
        for (const field of FIELDS) {
          for (const [term, count] of terms[field])
            assert.ok(term !== '' && count > 0 && Number.isFinite(count));
        }
      }),
      runs,
    );
  });

  it('of nothing is nothing', () => {
    assert.deepEqual(analyse(' ؟ ', lexicon), { stems: new Map(), grams: new Map(), concepts: new Map() });
  });
});
