import type { Background } from '../../src/retrieval/background.ts';

/** A background that knows nothing: the corpus alone decides. */
export const noBackground: Background = {
  documents: 0,
  averageLength: () => 0,
  frequency: () => 0,
};
