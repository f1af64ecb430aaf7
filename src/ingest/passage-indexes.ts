import type { Embedder } from '../embedding/embedder.ts';
import type { Lexicon } from '../language/concepts.ts';
import type { StoredPassage } from '../reports/stored.ts';
import { analyse } from '../retrieval/analyse.ts';
import { buildSegment, type Segment } from '../retrieval/sparse/segment.ts';
import { unpackSegment } from '../retrieval/sparse/segment-file.ts';
import type { SparseFolder } from '../retrieval/sparse/sparse-folder.ts';
import { type Merge, mergeParts, type SparseIndex } from '../retrieval/sparse/sparse-index.ts';
import type { VectorIndex } from '../retrieval/vector-index.ts';
import type { PassageIndex } from './indexes.ts';
import type { WorkerPool } from './worker-pool.ts';

/** Passages analysed, or embedded, before other work gets a turn, some 2 ms: questions are answered meanwhile. */
const turn = 8;
/** Fewer passages than this are done here: a worker needs half a second to load the glossary or the model. */
const worthAWorker = 512;
/** Passages of one job: a large batch of texts shares more pieces, and few segments are to be merged. */
const wordsPerJob = 2_048;
const vectorsPerJob = 128;
/** A merge of fewer rows than this takes some milliseconds, and is done at once. */
const worthAWorkerToMerge = 512;

function otherWork(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Keeps the sparse index and its folder in step with the store. Merges go on in the background, one at a time. */
export function sparsePassages(parts: {
  readonly lexicon: Lexicon;
  readonly sparse: SparseIndex;
  readonly folder: SparseFolder;
  readonly workers: WorkerPool;
}): PassageIndex {
  const { lexicon, sparse, folder, workers } = parts;
  let merging: Promise<void> = Promise.resolve();

  async function segmentsOf(passages: readonly StoredPassage[]): Promise<Segment[]> {
    if (passages.length < worthAWorker) {
      const entries = [];
      for (const [i, { id, text }] of passages.entries()) {
        if (i % turn === 0) await otherWork();
        entries.push({ id, terms: analyse(text, lexicon) });
      }
      return entries.length > 0 ? [buildSegment(entries)] : [];
    }
    const size = Math.min(wordsPerJob, Math.ceil(passages.length / workers.size));
    const packed = await Promise.all(
      partsOf(passages, size).map((some) => workers.run({ kind: 'words', passages: some.map(textOnly) })),
    );
    return packed.map((bytes) => unpackSegment(bytes, true));
  }

  async function merged(merge: Merge): Promise<Segment> {
    const onDisk = merge.parts.map(({ segment, deleted }) => ({ file: folder.fileOf(segment)!, deleted }));
    return unpackSegment(await workers.run({ kind: 'merge', parts: onDisk }), true);
  }

  async function mergeLargeOnes(): Promise<void> {
    for (let merge = sparse.nextMerge(); merge; merge = sparse.nextMerge()) {
      sparse.replace(merge, await merged(merge));
      await folder.save(sparse);
    }
  }

  return {
    name: 'words',
    ids: () => sparse.ids(),
    async update({ add, remove }) {
      const segments = await segmentsOf(add);
      await merging;
      sparse.put(segments, remove);
      let merge = sparse.nextMerge();
      for (; merge && merge.rows < worthAWorkerToMerge; merge = sparse.nextMerge()) {
        sparse.replace(merge, mergeParts(merge));
      }
      await folder.save(sparse);
      if (merge) merging = mergeLargeOnes();
      // Whoever waits for it next hears of it.
      merging.catch(() => {});
    },
    async settle() {
      const last = merging;
      merging = Promise.resolve();
      await last;
    },
  };
}

/** Keeps the vector index in step with the store. */
export function vectorPassages(parts: {
  readonly embedder: Embedder;
  readonly vectors: VectorIndex;
  readonly workers: WorkerPool;
}): PassageIndex {
  const { embedder, vectors, workers } = parts;

  async function embedHere(passages: readonly StoredPassage[]): Promise<Float32Array[]> {
    const embedded: Float32Array[] = [];
    for (const some of partsOf(passages, turn)) {
      embedded.push(
        ...(await embedder.embed(
          some.map(({ text }) => text),
          'passage',
        )),
      );
      await otherWork();
    }
    return embedded;
  }

  async function embed(passages: readonly StoredPassage[]): Promise<Float32Array[]> {
    if (passages.length < worthAWorker) return embedHere(passages);
    const all = await Promise.all(
      partsOf(passages, vectorsPerJob).map((some) =>
        workers.run({ kind: 'vectors', texts: some.map(({ text }) => text) }),
      ),
    );
    const { dims } = embedder;
    return all.flatMap((some) =>
      Array.from({ length: some.length / dims }, (_, i) => some.subarray(i * dims, (i + 1) * dims)),
    );
  }

  return {
    name: 'vectors',
    ids: () => vectors.ids(),
    async update({ add, remove }) {
      const embedded = await embed(add);
      await vectors.update({ add: add.map(({ id }, i) => ({ id, vector: embedded[i]! })), remove });
    },
  };
}

function textOnly({ id, text }: StoredPassage): { id: number; text: string } {
  return { id, text };
}

function partsOf<T>(all: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < all.length; from += size) parts.push(all.slice(from, from + size));
  return parts;
}
