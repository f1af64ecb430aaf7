import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { type IndexIdentity, VectorIndex } from '../../src/retrieval/vector-index.ts';
import { VectorMatrix } from '../../src/retrieval/vector-matrix.ts';

const identity: IndexIdentity = { model: 'm', dims: 4, cutting: '1' };
const root = mkdtempSync(join(tmpdir(), 'rasid-vectors-'));
after(() => rmSync(root, { recursive: true, force: true }));
/** A vector as an index keeps it in memory. */
function asKept(vector: Float32Array): Float32Array {
  const matrix = new VectorMatrix(vector.length);
  matrix.set(0, vector);
  return matrix.get(0)!;
}

/** Half a step of 16 bits in each of four numbers, times those of a vector of length 1. */
const keptTo = (0.51 / 32_639) * 2;
let folders = 0;
const newFolder = (): string => join(root, String(folders++));

function unit(...values: number[]): Float32Array {
  const length = Math.hypot(...values) || 1;
  return Float32Array.from(values, (value) => value / length);
}

const east = unit(1, 0, 0, 0);
const north = unit(0, 1, 0, 0);
const northEast = unit(1, 1, 0, 0);

/** Passages of two shards. */
async function filled(folder: string): Promise<VectorIndex> {
  const { index } = await VectorIndex.open(folder, identity);
  const add = [
    { id: 1, vector: east },
    { id: 2, vector: north },
    { id: 9000, vector: northEast },
  ];
  await index.update({ add, remove: [] });
  return index;
}

const shardFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pb'))
    .sort();

test('what was written is there after opening again', async () => {
  const folder = newFolder();
  assert.equal((await VectorIndex.open(folder, identity)).fresh, true);
  await filled(folder);
  const { index, fresh, dropped } = await VectorIndex.open(folder, identity);
  assert.equal(fresh, false);
  assert.deepEqual(dropped, []);
  assert.equal(index.size, 3);
  assert.deepEqual([...index.ids()].sort(), [1, 2, 9000]);
  assert.deepEqual(index.vector(9000), northEast);
  assert.equal(index.vector(3), undefined);
  assert.deepEqual(
    (await index.search(east, 2)).map((hit) => hit.id),
    [1, 9000],
  );
});

test('an id is replaced by a second add, removed ids are gone, also on disk', async () => {
  const folder = newFolder();
  const index = await filled(folder);
  await index.update({ add: [{ id: 1, vector: north }], remove: [2, 9000, 77] });
  for (const state of [index, (await VectorIndex.open(folder, identity)).index]) {
    assert.deepEqual([...state.ids()], [1]);
    assert.deepEqual(state.vector(1), north);
  }
  assert.equal(shardFiles(folder).length, 1, 'the emptied shard is removed');
});

test('ties are broken by id, the filter decides what may be found', async () => {
  const { index } = await VectorIndex.open(newFolder(), identity);
  await index.update({ add: [5, 3, 9, 1].map((id) => ({ id, vector: east })), remove: [] });
  assert.deepEqual(
    (await index.search(east, 3)).map((hit) => hit.id),
    [1, 3, 5],
  );
  assert.deepEqual(
    (await index.search(east, 3, (id) => id > 4)).map((hit) => hit.id),
    [5, 9],
  );
  assert.deepEqual(await index.search(east, 0), []);
});

for (const other of [
  { ...identity, model: 'other' },
  { ...identity, dims: 3 },
  { ...identity, cutting: '2' },
]) {
  test(`another identity starts empty: ${JSON.stringify(other)}`, async () => {
    const folder = newFolder();
    await filled(folder);
    const { index, fresh } = await VectorIndex.open(folder, other);
    assert.equal(fresh, true);
    assert.equal(index.size, 0);
    assert.deepEqual(shardFiles(folder), []);
    assert.equal((await VectorIndex.open(folder, other)).fresh, false, 'the new identity is remembered');
  });
}

test('an unreadable manifest starts empty and leaves strangers’ files alone', async () => {
  const folder = newFolder();
  await filled(folder);
  writeFileSync(join(folder, 'note.txt'), 'kept');
  writeFileSync(join(folder, 'manifest.json'), '{"format":');
  const { index, fresh } = await VectorIndex.open(folder, identity);
  assert.equal(fresh, true);
  assert.equal(index.size, 0);
  assert.equal(readFileSync(join(folder, 'note.txt'), 'utf8'), 'kept');
});

const damages: Record<string, (bytes: Buffer) => Buffer> = {
  truncated: (bytes) => bytes.subarray(0, bytes.length - 5),
  'not a shard': () => Buffer.from('not a shard'),
  'one byte of a vector changed': (bytes) => {
    const damaged = Buffer.from(bytes);
    const at = damaged.indexOf(Buffer.from(east.buffer, 0, 4));
    assert.ok(at > 0);
    damaged[at + 2]! ^= 0x40;
    return damaged;
  },
};
for (const [name, damage] of Object.entries(damages)) {
  test(`a damaged shard (${name}) is dropped and named, the others stay, its ids can be added again`, async () => {
    const folder = newFolder();
    await filled(folder);
    const file = join(folder, shardFiles(folder)[0]!);
    writeFileSync(file, damage(readFileSync(file)));
    const { index, fresh, dropped } = await VectorIndex.open(folder, identity);
    assert.equal(fresh, false);
    assert.equal(dropped.length, 1);
    assert.match(dropped[0]!, /shard 00000/);
    assert.deepEqual([...index.ids()], [9000]);
    await index.update({ add: [{ id: 1, vector: east }], remove: [] });
    assert.equal((await VectorIndex.open(folder, identity)).index.size, 2);
  });
}

test('a shard damaged while the index is open is written again from memory', async () => {
  const folder = newFolder();
  const index = await filled(folder);
  writeFileSync(join(folder, shardFiles(folder)[0]!), 'not a shard');
  await index.update({ add: [{ id: 3, vector: northEast }], remove: [2] });
  const reopened = await VectorIndex.open(folder, identity);
  assert.deepEqual(reopened.dropped, []);
  assert.deepEqual([...reopened.index.ids()].sort(), [1, 3, 9000]);
});

test('files left half written are removed at open', async () => {
  const folder = newFolder();
  await filled(folder);
  const shard = join(folder, shardFiles(folder)[0]!);
  writeFileSync(`${shard}.writing`, 'half');
  writeFileSync(join(folder, 'manifest.json.writing'), 'half');
  const { index } = await VectorIndex.open(folder, identity);
  assert.equal(index.size, 3);
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  assert.deepEqual(
    left.filter((name) => name.endsWith('.writing')),
    [],
  );
});

test('an update touches only the shards of its ids', async () => {
  const folder = newFolder();
  const index = await filled(folder);
  const [first, second] = shardFiles(folder).map((name) => join(folder, name));
  writeFileSync(second!, 'untouched');
  await index.update({ add: [{ id: 4, vector: east }], remove: [] });
  assert.equal(readFileSync(second!, 'utf8'), 'untouched');
  assert.notEqual(readFileSync(first!, 'utf8'), 'untouched');
});

test('a vector that does not fit is refused and changes nothing', async () => {
  const index = await filled(newFolder());
  const good = { id: 20, vector: east };
  for (const bad of [
    { id: 21, vector: new Float32Array(3) },
    { id: 21, vector: Float32Array.from([Number.NaN, 0, 0, 0]) },
    { id: -1, vector: east },
    { id: 1.5, vector: east },
  ]) {
    await assert.rejects(index.update({ add: [good, bad], remove: [1] }), RangeError);
  }
  assert.deepEqual([...index.ids()].sort(), [1, 2, 9000]);
  await assert.rejects(index.search(new Float32Array(5), 1), RangeError);
});

test('updates called at once are done one after another', async () => {
  const folder = newFolder();
  const { index } = await VectorIndex.open(folder, identity);
  await Promise.all(
    Array.from({ length: 8 }, (_, id) => index.update({ add: [{ id, vector: east }], remove: [id - 1] })),
  );
  assert.deepEqual([...(await VectorIndex.open(folder, identity)).index.ids()], [7]);
});

test('search agrees with comparing everything, after any changes', async () => {
  const id = fc.constantFrom(0, 1, 2, 3, 2047, 2048, 2049, 7000);
  const vector = fc
    .tuple(...Array.from({ length: 4 }, () => fc.integer({ min: -2, max: 2 })))
    .map((values) => unit(...values));
  const change = fc.record({
    add: fc.array(fc.record({ id, vector }), { maxLength: 4 }),
    remove: fc.array(id, { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 4 }), vector, fc.nat(9), async (changes, query, k) => {
      const folder = newFolder();
      const { index } = await VectorIndex.open(folder, identity);
      const expected = new Map<number, Float32Array>();
      for (const { add, remove } of changes) {
        await index.update({ add, remove });
        for (const gone of remove) expected.delete(gone);
        for (const item of add) expected.set(item.id, item.vector);
      }
      const score = (other: Float32Array): number => other.reduce((sum, x, i) => sum + x * query[i]!, 0);
      const best = [...expected].map(([id, v]) => ({ id, score: score(v) }));
      const reopened = (await VectorIndex.open(folder, identity)).index;
      for (const state of [index, reopened]) {
        assert.equal(state.size, expected.size);
        const hits = await state.search(query, k);
        assert.equal(hits.length, Math.min(k, expected.size));
        // Sums in another order, of numbers kept in 16 bits, differ in the last bits: ranks are compared by score.
        const scores = best.map((hit) => hit.score).sort((a, b) => b - a);
        for (const [i, hit] of hits.entries()) {
          assert.ok(Math.abs(hit.score - scores[i]!) < keptTo);
          assert.ok(Math.abs(hit.score - score(expected.get(hit.id)!)) < keptTo);
        }
      }
    }),
    { numRuns: 25 },
  );
});

const wide: IndexIdentity = { ...identity, dims: 64 };

/** A vector of 64 numbers, another for each seed. */
function wideVector(seed: number): Float32Array {
  return unit(...Array.from({ length: wide.dims }, (_, i) => Math.sin(seed * 7 + i * ((seed % 5) + 1))));
}

/** A shard so large that few changes are kept beside it: ids 0 to 1,499. */
async function large(folder: string): Promise<VectorIndex> {
  const { index } = await VectorIndex.open(folder, wide);
  const add = Array.from({ length: 1_500 }, (_, id) => ({ id, vector: wideVector(id) }));
  await index.update({ add, remove: [] });
  return index;
}

const stateOf = (index: VectorIndex): Map<number, Float32Array> =>
  new Map([...index.ids()].sort((a, b) => a - b).map((id) => [id, index.vector(id)!]));

test('few changes of a large shard leave its file alone, many are written into it', async () => {
  const folder = newFolder();
  const index = await large(folder);
  const [file] = shardFiles(folder).map((name) => join(folder, name));
  const { ino } = statSync(file!);
  let next = 1_500;
  let rewritten = 0;
  for (let report = 0; report < 60; report++) {
    const add = [next++, next++, next++].map((id) => ({ id, vector: wideVector(id) }));
    await index.update({ add, remove: [report] });
    if (statSync(file!).ino !== ino) rewritten = rewritten || report;
  }
  assert.ok(rewritten > 20, 'not with every report');
  const { index: reopened, dropped } = await VectorIndex.open(folder, wide);
  assert.deepEqual(dropped, []);
  assert.equal(reopened.size, 1_500 + 3 * 60 - 60);
  assert.deepEqual(stateOf(reopened), stateOf(index));
});

test('changes of a large shard, few or many, are all there when it is opened again', async () => {
  const folder = newFolder();
  let index = await large(folder);
  const expected = stateOf(index);
  const id = fc.integer({ min: 1_400, max: 1_600 });
  const change = fc.record({
    add: fc.array(fc.tuple(id, fc.nat(1_000)), { maxLength: 40 }),
    remove: fc.array(id, { maxLength: 10 }),
    reopen: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ add, remove, reopen }) => {
      const items = add.map(([id, seed]) => ({ id, vector: wideVector(seed) }));
      await index.update({ add: items, remove });
      for (const gone of remove) expected.delete(gone);
      for (const { id, vector } of items) expected.set(id, asKept(vector));
      const opened = await VectorIndex.open(folder, wide);
      assert.deepEqual(opened.dropped, []);
      assert.deepEqual(stateOf(opened.index), new Map([...expected].sort(([a], [b]) => a - b)));
      if (reopen) index = opened.index;
    }),
    { numRuns: 25 },
  );
});

test('killed between writing a shard and removing the changes that were beside it, nothing is lost', async () => {
  const folder = newFolder();
  const index = await large(folder);
  await index.update({ add: [{ id: 1_500, vector: wideVector(1) }], remove: [3, 4] });
  const recent = join(folder, '00000', 'recent');
  const kept = newFolder();
  cpSync(recent, kept, { recursive: true });
  const add = Array.from({ length: 200 }, (_, i) => ({ id: 1_600 + i, vector: wideVector(i) }));
  await index.update({ add, remove: [5] });
  assert.deepEqual(readdirSync(join(folder, '00000')), ['index.pb']);
  cpSync(kept, recent, { recursive: true });
  const opened = await VectorIndex.open(folder, wide);
  assert.deepEqual(stateOf(opened.index), stateOf(index));
});

test('a large shard whose recent changes are damaged is dropped, or written again when it is open', async () => {
  const folder = newFolder();
  const index = await large(folder);
  await index.update({ add: [], remove: [3] });
  const recent = join(folder, '00000', 'recent', 'index.pb');
  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  writeFileSync(join(copy, '00000', 'recent', 'index.pb'), 'not a shard');
  const { dropped, index: emptied } = await VectorIndex.open(copy, wide);
  assert.equal(dropped.length, 1);
  assert.equal(emptied.size, 0);
  writeFileSync(recent, 'not a shard');
  await index.update({ add: [], remove: [4] });
  const opened = await VectorIndex.open(folder, wide);
  assert.deepEqual(opened.dropped, []);
  assert.deepEqual(stateOf(opened.index), stateOf(index));
});

for (const size of [0, 1_500]) {
  test(`killed in the middle of updates, the index opens and each shard is whole (${size} other vectors)`, async () => {
    const folder = newFolder();
    const script = join(import.meta.dirname, 'vector-updates-child.ts');
    for (const rounds of [1, 2, 4]) {
      const child = spawn(process.execPath, [script, folder, String(size)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      for await (const chunk of child.stdout) {
        output += chunk;
        if (output.split('\n').length > rounds) break;
      }
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      const { index, fresh, dropped } = await VectorIndex.open(folder, wide);
      assert.equal(fresh, false);
      assert.deepEqual(dropped, []);
      assert.equal(index.size, 10 + size);
      for (const shard of [
        [0, 1, 2, 3, 4],
        [5005, 5006, 5007, 5008, 5009],
      ]) {
        const written = new Set(shard.map((id) => index.vector(id)![0]));
        assert.equal(written.size, 1, 'all of a shard is of one round');
        assert.ok([...written][0]! >= rounds);
      }
    }
  });
}
