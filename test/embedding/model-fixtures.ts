import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeModelFolder } from '../../src/embedding/model-folder.ts';

/** A temporary folder of this test run. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'rasid-embedding-'));
}

/** Writes a model of five pieces and four dimensions, one direction for each piece; other words are unknown. */
export function writeTinyModel(folder: string): void {
  const words = ['▁query', '▁passage', '▁apple', '▁pear'];
  const dims = 4;
  const vectors = new Float32Array((words.length + 1) * dims);
  for (let row = 1; row <= words.length; row++) vectors[row * dims + row - 1] = 1;
  writeModelFolder(folder, {
    pieces: words.map((text) => ({ text, score: -1 })),
    table: {
      dims,
      vectors,
      rows: words.length + 1,
      pieceRows: Int32Array.from([1, 2, 3, 4]),
      weights: Float32Array.from([1, 1, 1, 1]),
    },
  });
}

/** The dot product of two vectors: the cosine, for they are of length 1. */
export function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
