import type { Embedder } from '../embedding/embedder.ts';
import type { Lexicon } from '../language/concepts.ts';
import type { StoredPassage } from '../reports/stored.ts';
import { analyse } from '../retrieval/analyse.ts';
import type { SparseFolder } from '../retrieval/sparse/sparse-folder.ts';
import type { SparseIndex } from '../retrieval/sparse/sparse-index.ts';
import type { VectorIndex } from '../retrieval/vector-index.ts';
import type { PassageIndex } from './indexes.ts';

/** Passages analysed, or embedded, before other work gets a turn: questions are answered meanwhile. */
const turn = 32;

function otherWork(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Keeps the sparse index and its folder in step with the store. */
export function sparsePassages(parts: {
  readonly lexicon: Lexicon;
  readonly sparse: SparseIndex;
  readonly folder: SparseFolder;
}): PassageIndex {
  const { lexicon, sparse, folder } = parts;
  return {
    name: 'words',
    ids: () => sparse.ids(),
    async update({ add, remove }) {
      const entries = [];
      for (const [i, passage] of add.entries()) {
        if (i % turn === 0) await otherWork();
        entries.push({ id: passage.id, terms: analyse(passage.text, lexicon) });
      }
      sparse.update(entries, remove);
      await folder.save(sparse);
    },
  };
}

/** Keeps the vector index in step with the store. */
export function vectorPassages(parts: {
  readonly embedder: Embedder;
  readonly vectors: VectorIndex;
}): PassageIndex {
  const { embedder, vectors } = parts;
  return {
    name: 'vectors',
    ids: () => vectors.ids(),
    async update({ add, remove }) {
      const embedded: { id: number; vector: Float32Array }[] = [];
      for (let from = 0; from < add.length; from += turn) {
        const part: StoredPassage[] = add.slice(from, from + turn);
        const found = await embedder.embed(
          part.map((passage) => passage.text),
          'passage',
        );
        for (const [i, passage] of part.entries()) embedded.push({ id: passage.id, vector: found[i]! });
        await otherWork();
      }
      await vectors.update({ add: embedded, remove });
    },
  };
}
