import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { FIELDS } from '../../../src/retrieval/analyse.ts';
import { SparseFolder } from '../../../src/retrieval/sparse/sparse-folder.ts';
import { SparseIndex } from '../../../src/retrieval/sparse/sparse-index.ts';
import { noBackground } from '../no-background.ts';
import { sameTerms } from './small-corpus.ts';

const identity = 'terms-test glossary-test';

describe('SparseFolder', () => {
  let root: string;
  let path: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'rasid-sparse-'));
    path = join(root, 'index', 'sparse');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  async function open(
    as = identity,
  ): Promise<{ folder: SparseFolder; index: SparseIndex; dropped: string[] }> {
    const { folder, loaded } = await SparseFolder.open(path, as);
    return { folder, index: new SparseIndex(noBackground, loaded.segments), dropped: loaded.dropped };
  }

  /** Three segments of two passages, one of them deleted. */
  async function filled(): Promise<{ folder: SparseFolder; index: SparseIndex }> {
    const { folder, index } = await open();
    for (const id of [1, 3, 5]) {
      index.update(
        [
          { id, terms: sameTerms('a', `x${id}`) },
          { id: id + 1, terms: sameTerms('a', 'b') },
        ],
        [],
      );
      await folder.save(index);
    }
    index.update([], [4]);
    await folder.save(index);
    return { folder, index };
  }

  const ids = (index: SparseIndex): number[] => [...index.ids()].sort((a, b) => a - b);
  const files = (): string[] => readdirSync(path).sort();
  const scores = (index: SparseIndex): unknown => {
    const found = index.score(sameTerms('a', 'b', 'x3'));
    return ids(index).map((id) => [id, FIELDS.map((field) => found.parts(id)[field])]);
  };

  it('makes a missing folder, empty', async () => {
    const { index, dropped } = await open();
    assert.equal(index.size, 0);
    assert.deepEqual(dropped, []);
    assert.deepEqual(files(), []);
  });

  it('opens with the scores it was saved with', async () => {
    const { index } = await filled();
    const opened = await open();
    assert.deepEqual(ids(opened.index), [1, 2, 3, 5, 6]);
    assert.deepEqual(scores(opened.index), scores(index));
    assert.deepEqual(opened.dropped, []);
  });

  it('can be updated and saved after opening', async () => {
    await filled();
    const { folder, index } = await open();
    index.update([{ id: 9, terms: sameTerms('a') }], [1]);
    await folder.save(index);
    assert.deepEqual(ids((await open()).index), [2, 3, 5, 6, 9]);
  });

  it('writes a segment once and removes those that were merged', async () => {
    const { folder, index } = await open();
    for (let id = 1; id <= 40; id++) {
      index.update([{ id, terms: sameTerms('a') }], []);
      await folder.save(index);
      assert.equal(files().length, index.segments().length + 1);
    }
    assert.equal((await open()).index.size, 40);
  });

  it('is empty for another identity, and sweeps what the old one left', async () => {
    await filled();
    const { folder, index, dropped } = await open('terms-other');
    assert.deepEqual([index.size, dropped.length], [0, 0]);
    assert.deepEqual(files(), ['manifest.json']);
    index.update([{ id: 1, terms: sameTerms('a') }], []);
    await folder.save(index);
    assert.equal((await open('terms-other')).index.size, 1);
    assert.equal((await open()).index.size, 0);
  });

  const damages: readonly (readonly [what: string, damage: (file: string) => void])[] = [
    [
      'changed',
      (file) =>
        writeFileSync(
          file,
          readFileSync(file).map((byte, i) => (i === 100 ? byte ^ 1 : byte)),
        ),
    ],
    ['cut short', (file) => writeFileSync(file, readFileSync(file).subarray(0, -5))],
    ['emptied', (file) => writeFileSync(file, '')],
    ['removed', (file) => rmSync(file)],
  ];
  for (const [what, damage] of damages) {
    it(`drops and names a segment that was ${what}, and keeps the rest`, async () => {
      await filled();
      damage(join(path, '2.segment'));
      const { folder, index, dropped } = await open();
      assert.deepEqual(ids(index), [1, 2, 5, 6]);
      assert.equal(dropped.length, 1);
      assert.match(dropped[0]!, /2\.segment: ./);
      // What is missing is made again from the store, and all is well.
      index.update([{ id: 3, terms: sameTerms('a', 'x3') }], []);
      await folder.save(index);
      const again = await open();
      assert.deepEqual([ids(again.index), again.dropped], [[1, 2, 3, 5, 6], []]);
    });
  }

  const manifests: readonly (readonly [what: string, content: string])[] = [
    ['is no JSON', '{"identity":'],
    ['is empty', ''],
    ['has another shape', JSON.stringify({ identity, next: 9, segments: [{ file: 1 }] })],
    [
      'names a file elsewhere',
      JSON.stringify({ identity, next: 9, segments: [{ file: '../../1.segment', deleted: [] }] }),
    ],
  ];
  for (const [what, content] of manifests) {
    it(`is empty when the manifest ${what}`, async () => {
      await filled();
      writeFileSync(join(path, 'manifest.json'), content);
      const { folder, index } = await open();
      assert.equal(index.size, 0);
      assert.deepEqual(files(), ['manifest.json']);
      index.update([{ id: 1, terms: sameTerms('a') }], []);
      await folder.save(index);
      assert.equal((await open()).index.size, 1);
    });
  }

  it('passes over deleted rows that a segment does not have', async () => {
    await filled();
    const file = join(path, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    manifest.segments[0].deleted = [-1, 2, 1e9];
    writeFileSync(file, JSON.stringify(manifest));
    assert.deepEqual(ids((await open()).index), [1, 2, 3, 5, 6]);
  });

  it('keeps the old state when a save was cut short before the manifest, and sweeps its files', async () => {
    const { index } = await filled();
    const before = files();
    // What such a save leaves: a whole new segment, one half written, a half-written manifest.
    writeFileSync(join(path, '4.segment'), readFileSync(join(path, '1.segment')));
    writeFileSync(join(path, '5.segment.writing'), 'half');
    writeFileSync(join(path, 'manifest.json.writing'), '{"identity"');
    mkdirSync(join(path, 'left-over'));
    const opened = await open();
    assert.deepEqual(scores(opened.index), scores(index));
    assert.deepEqual(files(), before);
    opened.index.update([{ id: 8, terms: sameTerms('a') }], []);
    await opened.folder.save(opened.index);
    assert.deepEqual(ids((await open()).index), [1, 2, 3, 5, 6, 8]);
  });

  it('saves the state at its start when the index is updated meanwhile', async () => {
    const { folder, index } = await open();
    index.update(
      [1, 2].map((id) => ({ id, terms: sameTerms('a') })),
      [],
    );
    const saving = folder.save(index);
    index.update([{ id: 3, terms: sameTerms('a') }], [1]);
    await saving;
    assert.deepEqual(ids((await open()).index), [1, 2]);
    await folder.save(index);
    assert.deepEqual(ids((await open()).index), [2, 3]);
  });
});
