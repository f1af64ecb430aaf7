import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LocalFileStorage, LocalIndex, ProtobufCodec } from 'vectra';
import { readShardFile } from '../../src/retrieval/shard-file.ts';
import { temporaryFolder } from '../store/fixtures.ts';

test("Vectra's file is read as Vectra reads it, from bytes that start anywhere", async (t) => {
  const folder = temporaryFolder(t);
  const index = new LocalIndex(folder, undefined, new LocalFileStorage(), new ProtobufCodec());
  await index.createIndex({ version: 1 });
  await index.beginUpdate();
  const numbers = [0, 1, -1, 1.5, -0.333, 1e-30];
  // Ids of several lengths, so that vectors start at places that are no multiple of four.
  for (const [n, id] of ['7', '80', '900', '12345', 'هـ'].entries()) {
    const vector = numbers.map((number) => number * (n + 1));
    const metadata = { text: 'نهران', number: n, yes: true };
    await index.insertItem({ id, vector, metadata });
  }
  await index.insertItem({ id: 'empty', vector: [], metadata: {} });
  await index.endUpdate();
  const bytes = readFileSync(join(folder, 'index.pb'));
  const reread = new LocalIndex(folder, undefined, new LocalFileStorage(), new ProtobufCodec());
  const expected = (await reread.listItems()).map(({ id, vector, norm }) => ({ id, vector, norm }));
  assert.equal(expected.length, 6);
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  for (const read of [readShardFile(bytes), readShardFile(shifted.subarray(1))]) {
    assert.deepEqual(
      Array.from(read, ({ id, vector, norm }) => ({ id, vector: [...vector], norm })),
      expected,
    );
  }
  assert.throws(() => [...readShardFile(bytes.subarray(0, bytes.length - 3))], RangeError);
  assert.throws(() => [...readShardFile(Buffer.from('no such file'))]);
});
