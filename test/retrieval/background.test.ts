import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Lexicon } from '../../src/language/concepts.ts';
import { analyse } from '../../src/retrieval/analyse.ts';
import { countBackground, loadBackground } from '../../src/retrieval/background.ts';
import { SparseIndex } from '../../src/retrieval/sparse/sparse-index.ts';
import { noBackground } from './no-background.ts';

/** Invented passages: the truce in five, the bridge in four, the mill in three. */
const texts = ['هدنة وجسر', 'هدنة وجسر', 'هدنة وجسر وطاحونة', 'هدنة وجسر وطاحونة', 'هدنة هدنة هدنة وطاحونة'];

describe('background', () => {
  let root: string;
  let lexicon: Lexicon;
  let file: string;

  function glossary(rows: string): Lexicon {
    const folder = mkdtempSync(join(root, 'glossary-'));
    writeFileSync(join(folder, 'a.tsv'), rows);
    return Lexicon.load(folder);
  }

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'rasid-background-'));
    lexicon = glossary('هدنة\ttruce\tevent\nجسر\tbridge\tplace\n');
    file = join(root, 'background.bin');
    writeFileSync(
      file,
      countBackground(
        texts.map((text) => analyse(text, lexicon)),
        lexicon,
      ),
    );
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it('counts the passages in which a term stands, not its occurrences', () => {
    const background = loadBackground(file, lexicon);
    assert.equal(background.documents, 5);
    assert.equal(background.frequency('stems', 'هدن'), 5);
    assert.equal(background.frequency('grams', 'هدن'), 5);
    assert.equal(background.frequency('concepts', 'c:0'), 5);
    assert.equal(background.frequency('concepts', 'c:1'), 4);
  });

  it('leaves out what is in fewer than four passages, and knows nothing of other terms', () => {
    const background = loadBackground(file, lexicon);
    for (const term of ['طاحون', 'قافله', '']) assert.equal(background.frequency('stems', term), 0);
  });

  it('gives the mean number of terms a passage has', () => {
    // 2 + 2 + 3 + 3 + 4 words.
    assert.equal(loadBackground(file, lexicon).averageLength('stems'), 14 / 5);
  });

  it('holds for a glossary whose concepts are numbered otherwise', () => {
    const other = glossary('قرية\tvillage\tplace\nجسر\tbridge\tplace\nهدنة\ttruce\tevent\n');
    const background = loadBackground(file, other);
    assert.equal(background.frequency('concepts', 'c:0'), 0);
    assert.equal(background.frequency('concepts', 'c:1'), 4);
    assert.equal(background.frequency('concepts', 'c:2'), 5);
  });

  it('gives two concepts of one name the more frequent one', () => {
    const twins = glossary('جسر|معبر\tbridge\tplace\nجسر|قنطرة\tbridge\tthing\n');
    const passages = ['جسر', 'جسر', 'جسر', 'جسر', 'قنطرة'].map((text) => analyse(text, twins));
    writeFileSync(join(root, 'twins.bin'), countBackground(passages, twins));
    const background = loadBackground(join(root, 'twins.bin'), twins);
    assert.equal(background.frequency('concepts', 'c:0'), 5);
    assert.equal(background.frequency('concepts', 'c:1'), 5);
  });

  it('makes a common word weigh less than a rare one in a corpus of one passage', () => {
    const entries = [{ id: 1, terms: analyse('هدنة وقافلة', lexicon) }];
    const index = new SparseIndex(loadBackground(file, lexicon));
    index.update(entries, []);
    assert.ok(index.idf('stems', 'قافل') > 2 * index.idf('stems', 'هدن'));
    const alone = new SparseIndex(noBackground);
    alone.update(entries, []);
    assert.equal(alone.idf('stems', 'قافل'), alone.idf('stems', 'هدن'));
  });

  it('may be counted from nothing', () => {
    writeFileSync(join(root, 'empty.bin'), countBackground([], lexicon));
    const background = loadBackground(join(root, 'empty.bin'), lexicon);
    assert.deepEqual([background.documents, background.averageLength('grams')], [0, 0]);
    assert.equal(background.frequency('grams', 'هدن'), 0);
  });

  it('throws when the file is missing or damaged', () => {
    assert.throws(() => loadBackground(join(root, 'none.bin'), lexicon), /ENOENT/);
    writeFileSync(join(root, 'bad.bin'), 'no background file at all');
    assert.throws(() => loadBackground(join(root, 'bad.bin'), lexicon), /not an index file/);
  });
});

describe('the background that comes with the project', () => {
  it('knows common words, names and concepts of news', () => {
    const lexicon = Lexicon.load(new URL('../../models/glossary', import.meta.url).pathname);
    const background = loadBackground(
      new URL('../../models/background/news.bin', import.meta.url).pathname,
      lexicon,
    );
    assert.ok(background.documents > 10_000);
    const [truce] = analyse('هدنة', lexicon).concepts.keys();
    const [government] = analyse('حكومة', lexicon).concepts.keys();
    assert.ok(truce && government);
    assert.ok(background.frequency('concepts', truce) > 0);
    assert.ok(background.frequency('concepts', government) > background.frequency('concepts', truce));
    assert.ok(background.averageLength('grams') > background.averageLength('stems'));
  });
});
