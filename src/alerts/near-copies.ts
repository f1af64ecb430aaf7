import { crc32 } from 'node:zlib';
import type { Lexicon } from '../language/concepts.ts';
import { tokenise } from '../language/tokens.ts';
import { forgetStories, keepStory, storiesWithBands } from '../store/stories.ts';
import type { StoryOf } from './alerting.ts';
import { numbersIn } from './numbers.ts';

/** Words of a shingle: outlets change a word here and there, so longer ones miss copies. */
const shingleWords = 2;
/** Hashes of a signature, in bands that find a text with Jaccard index s with chance 1 − (1 − s⁴)¹⁶: .9 at s = .6. */
const bands = 16;
const bandRows = 4;
const hashes = bands * bandRows;
/** Share of equal hashes, an estimate of the Jaccard index of shingles, from which two texts are one story. */
const sameStory = 0.5;
/** A text with fewer shingles is too short to be told from others. */
const leastShingles = 12;
/** How long a story is remembered, milliseconds: outlets copy each other within days. */
const remembered = 14 * 24 * 3_600_000;

/**
 * MinHash signature of a text (Broder 1997), by its two-word shingles: the share of places where two signatures
 * are equal estimates the Jaccard index of their texts. `null` for a text that is too short.
 */
export function signatureOf(text: string): number[] | null {
  const words = tokenise(text).map(({ term }) => term);
  const shingles = new Set<number>();
  for (let i = 0; i + shingleWords <= words.length; i++) {
    shingles.add(crc32(words.slice(i, i + shingleWords).join(' ')));
  }
  if (shingles.size < leastShingles) return null;
  const signature = new Array<number>(hashes).fill(0xffffffff);
  for (const shingle of shingles) {
    for (let h = 0; h < hashes; h++) {
      const hash = mix(shingle ^ Math.imul(h + 1, 0x9e3779b1));
      if (hash < signature[h]!) signature[h] = hash;
    }
  }
  return signature;
}

/** The finaliser of MurmurHash3 (Appleby 2011): every bit of the input changes half of the output. */
function mix(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Estimated Jaccard index of two texts' shingles, 0 to 1. */
export function likenessOf(a: readonly number[], b: readonly number[]): number {
  return a.filter((hash, h) => hash === b[h]).length / hashes;
}

/** Places of a signature under names to look it up by: near copies share one, other texts hardly ever. */
export function bandsOf(signature: readonly number[]): string[] {
  return Array.from({ length: bands }, (_, b) => {
    const rows = signature.slice(b * bandRows, (b + 1) * bandRows);
    return `${b}:${rows.map((row) => row.toString(36)).join('')}`;
  });
}

/**
 * Names the story of a report: that of a near copy read within two weeks, else its own. Outlets copy each other's
 * sentences when the figures have changed ("12 detained", "15 detained"), so a text with a number that the other lacks
 * is no copy; one that leaves numbers out is. What is learned is written in the transaction it is called in.
 *
 * @param now milliseconds since 1970
 */
export function nearCopies({
  lexicon,
  now,
}: {
  readonly lexicon: Lexicon;
  readonly now: () => number;
}): StoryOf {
  return async ({ reportId, version, text }, trx) => {
    const own = `${reportId} ${version}`;
    const signature = signatureOf(text);
    if (signature === null) return own;
    await forgetStories(trx, now() - remembered);
    const numbers = numbersIn(text, lexicon);
    const names = bandsOf(signature);
    const known = await storiesWithBands(trx, names);
    const same = known.find(
      (story) =>
        likenessOf(story.signature, signature) >= sameStory && numbers.isSubsetOf(new Set(story.numbers)),
    );
    if (same) return same.story;
    await keepStory(trx, { story: own, signature, numbers: [...numbers] }, names, now());
    return own;
  };
}
