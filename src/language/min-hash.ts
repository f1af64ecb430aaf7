import { tokenise } from './tokens.ts';

/** Hashes of a signature, in bands that find a text with Jaccard index s with chance 1 − (1 − s⁴)¹⁶: .9 at s = .6. */
const bands = 16;
const bandRows = 4;
const hashes = bands * bandRows;
/** One hash function for each: the golden ratio's multiples, 32 bits, are far from each other. */
const seeds = Uint32Array.from({ length: hashes }, (_, h) => Math.imul(h + 1, 0x9e3779b1));
/** A text with fewer shingles is too short to be told from others. */
const leastShingles = 12;

/**
 * MinHash signature of a text (Broder 1997), 64 hashes, by its shingles of two words (outlets change a word here and
 * there, so longer ones miss copies): the share of places where two signatures are equal estimates the Jaccard index
 * of their texts. `null` for a text that is too short.
 */
export function signatureOf(text: string): Uint32Array | null {
  const shingles = new Set<number>();
  let before: number | undefined;
  for (const { term } of tokenise(text)) {
    const word = hashOf(term);
    if (before !== undefined) shingles.add(mix(Math.imul(before, 0x01000193) ^ word) | 0);
    before = word;
  }
  if (shingles.size < leastShingles) return null;
  const signature = new Uint32Array(hashes).fill(0xffffffff);
  for (const shingle of shingles) {
    for (let h = 0; h < hashes; h++) {
      const hash = mix(shingle ^ seeds[h]!);
      if (hash < signature[h]!) signature[h] = hash;
    }
  }
  return signature;
}

/** FNV-1a (Fowler, Noll & Vo) over UTF-16 code units. */
function hashOf(term: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), 0x01000193);
  return hash;
}

/** The finaliser of MurmurHash3 (Appleby 2011): every bit of the input changes half of the output. */
function mix(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Estimated Jaccard index of two texts' shingles, 0 to 1. */
export function likenessOf(a: Uint32Array, b: Uint32Array): number {
  let equal = 0;
  for (let h = 0; h < hashes; h++) if (a[h] === b[h]) equal++;
  return equal / hashes;
}

/** What a signature is looked up by, unsigned, 32 bits each: near copies share one, other texts hardly ever. */
export function bandsOf(signature: Uint32Array): number[] {
  return Array.from({ length: bands }, (_, b) => {
    // Its place counts: equal rows elsewhere are no likeness.
    let band = b + 1;
    for (let row = 0; row < bandRows; row++) band = mix(band ^ signature[b * bandRows + row]!);
    return band;
  });
}
