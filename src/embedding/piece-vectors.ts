import type { Piece, PieceContent } from './pieces.ts';

/** The model's table: `pieceRows[p]` is the row of piece p, its vector is `weights[p]` × that unit row. */
export interface PieceTable {
  readonly dims: number;
  /** Unit vectors, `rows` × `dims`; row 0 is all zero. */
  readonly vectors: Float32Array;
  readonly rows: number;
  readonly pieceRows: Int32Array;
  readonly weights: Float32Array;
}

const numberWeight = 7;
const soundWeight = 2;
const singleSoundWeight = 0.6;
/** Neighbouring glossary rows are about one theme; this much of it in a concept's direction (tried 0, .3, .6). */
const themeShare = 0.6;
/** How much of the theme one row hands on to the next. */
const themeMemory = 0.95;

/**
 * Gives every piece its direction and length. Concepts are unit vectors of random signs (nearly
 * orthogonal, Achlioptas 2003) drifting with the theme of the glossary around them; an ambiguous word
 * lies between its concepts. Pieces of one direction share a row.
 *
 * @param concepts number of concepts, in glossary order
 */
export function placePieces(pieces: readonly Piece[], concepts: number, dims: number): PieceTable {
  const directions = conceptDirections(concepts, dims);
  const rowOf = new Map<string, number>([['', 0]]);
  const vectors: Float32Array[] = [new Float32Array(dims)];
  const pieceRows = new Int32Array(pieces.length);
  const weights = new Float32Array(pieces.length);
  for (const [index, { content }] of pieces.entries()) {
    const key = directionKey(content);
    let row = rowOf.get(key);
    if (row === undefined) {
      row = vectors.length;
      rowOf.set(key, row);
      vectors.push(direction(content, directions, dims));
    }
    pieceRows[index] = row;
    weights[index] = row === 0 ? 0 : weight(content);
  }
  const table = new Float32Array(vectors.length * dims);
  for (const [row, vector] of vectors.entries()) table.set(vector, row * dims);
  return { dims, vectors: table, rows: vectors.length, pieceRows, weights };
}

function directionKey(content: PieceContent): string {
  switch (content.kind) {
    case 'silent':
      return '';
    case 'word':
      if (content.meaning.weight === 0) return '';
      // Shares to the nearest tenth: finer differences are not worth a row of the table.
      return content.meaning.concepts.map((c) => `${c.concept}:${Math.round(c.share * 10)}`).join();
    case 'number':
      return `n${content.digits}`;
    case 'sound':
      return `s${content.consonants}`;
  }
}

function weight(content: PieceContent): number {
  if (content.kind === 'word') return content.meaning.weight;
  if (content.kind === 'number') return numberWeight;
  return content.kind === 'sound' && content.consonants.length > 1 ? soundWeight : singleSoundWeight;
}

function direction(content: PieceContent, concepts: readonly Float32Array[], dims: number): Float32Array {
  if (content.kind !== 'word') return signs(directionKey(content), dims);
  const sum = new Float32Array(dims);
  for (const { concept, share } of content.meaning.concepts)
    addScaled(sum, concepts[concept] as Float32Array, share);
  return toUnit(sum);
}

function conceptDirections(count: number, dims: number): Float32Array[] {
  let theme = signs('theme', dims);
  return Array.from({ length: count }, (_, index) => {
    const next = new Float32Array(dims);
    addScaled(next, theme, themeMemory);
    addScaled(next, signs(`theme ${index}`, dims), Math.sqrt(1 - themeMemory ** 2));
    theme = next;
    const own = signs(`concept ${index}`, dims);
    addScaled(own, theme, themeShare);
    return toUnit(own);
  });
}

function addScaled(target: Float32Array, source: Float32Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + factor * (source[i] as number);
}

function toUnit(vector: Float32Array): Float32Array {
  let square = 0;
  for (const value of vector) square += value * value;
  const length = Math.sqrt(square);
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** A unit vector of signs drawn from the key: the same on every machine (FNV-1a, then mulberry32). */
function signs(key: string, dims: number): Float32Array {
  let state = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) state = Math.imul(state ^ key.charCodeAt(i), 0x01000193);
  const vector = new Float32Array(dims);
  for (let i = 0; i < dims; i++) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    vector[i] = ((mixed ^ (mixed >>> 14)) & 1 ? 1 : -1) / Math.sqrt(dims);
  }
  return vector;
}
