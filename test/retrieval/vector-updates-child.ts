import { VectorIndex } from '../../src/retrieval/vector-index.ts';

// A process that changes an index until it is killed: round n moves ids 0..9 of two shards to vector n. So many other
// vectors are in the first shard as the third argument says.
const folder = process.argv[2]!;
const dims = 64;
const { index } = await VectorIndex.open(folder, { model: 'm', dims, cutting: '1' });
const others = Array.from({ length: Number(process.argv[3]) }, (_, i) => 100 + i).filter(
  (id) => !index.has(id),
);
await index.update({
  add: others.map((id) => ({ id, vector: new Float32Array(dims).fill(0.125) })),
  remove: [],
});
for (let round = 1; ; round++) {
  const vector = new Float32Array(dims);
  vector.set([round, 1]);
  const ids = Array.from({ length: 10 }, (_, i) => (i < 5 ? i : 5000 + i));
  await index.update({ add: ids.map((id) => ({ id, vector })), remove: [] });
  process.stdout.write(`${round}\n`);
}
