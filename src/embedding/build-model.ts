import { readGlossary } from './glossary.ts';
import { writeModelFolder } from './model-folder.ts';
import { placePieces } from './piece-vectors.ts';
import { makePieces } from './pieces.ts';
import { idiomMeanings, wordMeanings } from './word-meanings.ts';

/** Numbers per vector. More tell more apart (512: +1 to 3 points on XQuAD), at the cost of memory and scan. */
const dims = 384;

/** What a build of the built-in model made. */
export interface BuiltModel {
  /** Pieces of the tokenizer. */
  readonly pieces: number;
  /** Distinct directions in the table. */
  readonly rows: number;
  /** Size of all files written. */
  readonly bytes: number;
}

/**
 * Makes the embedding model `rasid-concepts` from a glossary and nothing else. The same glossary gives
 * the same bytes. Throws when the glossary is missing or malformed, or the folder can't be written.
 */
export async function buildModel(options: { glossaryDir: string; outDir: string }): Promise<BuiltModel> {
  const concepts = readGlossary(options.glossaryDir);
  const pieces = makePieces(wordMeanings(concepts), idiomMeanings(concepts));
  const table = placePieces(pieces, concepts.length, dims);
  const bytes = writeModelFolder(options.outDir, { pieces, table });
  return { pieces: pieces.length + 2, rows: table.rows, bytes };
}
