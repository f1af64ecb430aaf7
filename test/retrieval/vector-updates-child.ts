import { VectorIndex } from '../../src/retrieval/vector-index.ts';

// A process that changes an index until it is killed: round n moves ids 0..9 of two shards to vector n.
const folder = process.argv[2]!;
const { index } = await VectorIndex.open(folder, { model: 'm', dims: 4, cutting: '1' });
for (let round = 1; ; round++) {
  const vector = Float32Array.from([round, 1, 0, 0]);
  const ids = Array.from({ length: 10 }, (_, i) => (i < 5 ? i : 5000 + i));
  await index.update({ add: ids.map((id) => ({ id, vector })), remove: [] });
  process.stdout.write(`${round}\n`);
}
