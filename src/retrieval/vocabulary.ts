import type { Vocabulary } from '../language/vocabulary.ts';
import type { SparseIndex } from './sparse/sparse-index.ts';

/** The words of an index; what it holds later is in it too. */
export function vocabularyOf(index: SparseIndex): Vocabulary {
  return {
    passagesWith: (stem) => index.count('stems', stem),
    isWord: (stem) => index.frequency('stems', stem).frequency > 0,
    sounds: (skeleton) => index.count('concepts', `k:${skeleton}`) > 0,
  };
}
