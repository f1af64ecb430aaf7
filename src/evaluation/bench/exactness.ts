import type { Embedder } from '../../embedding/embedder.ts';
import type { Lexicon } from '../../language/concepts.ts';
import { readQuestion } from '../../language/question.ts';
import { analyse, FIELDS, type Field, type TextTerms } from '../../retrieval/analyse.ts';
import type { Background } from '../../retrieval/background.ts';
import { COUNT_UNIT } from '../../retrieval/sparse/postings.ts';
import { BM25, type SparseIndex } from '../../retrieval/sparse/sparse-index.ts';
import type { FieldWeights } from '../../retrieval/sparse/sparse-scores.ts';
import type { VectorIndex } from '../../retrieval/vector-index.ts';
import type { PartsResult } from './job.ts';

/** Weights of the fields, those with which an Arabic question's candidates are picked; any would do. */
const WEIGHTS: FieldWeights = { stems: 0.7, grams: 1, concepts: 0.7 };
const SPARSE = 30;
const NEAREST = 10;

/** Scores this near are the same: the index adds up in another order. */
const TIE = 1e-6;

/** What the check looks at. */
export interface CheckedParts {
  readonly questions: readonly string[];
  /** Every passage of the indexes. */
  readonly passages: () => AsyncIterable<{ readonly id: number; readonly text: string }>;
  readonly lexicon: Lexicon;
  readonly background: Background;
  readonly embedder: Embedder;
  readonly sparse: SparseIndex;
  readonly vectors: VectorIndex;
}

/**
 * Asks the indexes, and finds the same by going through every text and every vector in the simplest way: for how many
 * questions are the best passages the same, in the same order, but for ties.
 */
export async function checkExactness(parts: CheckedParts): Promise<PartsResult['exact']> {
  const { lexicon, embedder, sparse, vectors } = parts;
  const searched = parts.questions.map((text) => readQuestion(text, lexicon).searched);
  const queries = searched.map((text) => analyse(text, lexicon));
  const asked = await embedder.embed(searched, 'query');
  const collection = await countTerms(parts, queries);
  let same = 0;
  for (const [q, query] of queries.entries()) {
    const words = sparse.score(query).top(SPARSE, WEIGHTS);
    const nearest = await vectors.search(asked[q]!, NEAREST);
    const wordScores = scoreByWords(query, collection, parts.background);
    const cosines = new Map([...vectors.ids()].map((id) => [id, dot(asked[q]!, vectors.vector(id)!)]));
    if (areBest(words, wordScores, SPARSE) && areBest(nearest, cosines, NEAREST)) same++;
  }
  return { questions: queries.length, same };
}

/**
 * Whether hits are the best `k` by these scores, in their order. Those without a positive score are no hits for words, and
 * the last ones for vectors, so a list may only be shorter when nothing better is left.
 */
export function areBest(
  hits: readonly { readonly id: number }[],
  scores: ReadonlyMap<number, number>,
  k: number,
): boolean {
  const least = hits.reduce(
    (low, { id }) => Math.min(low, scores.get(id) ?? Number.NaN),
    Number.POSITIVE_INFINITY,
  );
  const best = [...scores]
    // Of those that are worse than all hits, none could be in their place.
    .filter(([, score]) => hits.length < k || score >= least)
    .sort(([a, x], [b, y]) => y - x || a - b)
    .slice(0, k);
  return (
    hits.length === best.length &&
    new Set(hits.map(({ id }) => id)).size === hits.length &&
    hits.every(({ id }, i) => id === best[i]![0] || Math.abs(scores.get(id)! - best[i]![1]) < TIE)
  );
}

interface Collection {
  readonly ids: readonly number[];
  /** Terms of each passage. */
  readonly lengths: Readonly<Record<Field, readonly number[]>>;
  /** How often each of the queries' terms stands in each passage, in units of 1/{@link COUNT_UNIT}. */
  readonly counts: Readonly<Record<Field, ReadonlyMap<string, Uint8Array>>>;
}

async function countTerms(
  { passages, lexicon, vectors }: CheckedParts,
  queries: readonly TextTerms[],
): Promise<Collection> {
  const ids: number[] = [];
  const lengths: Record<Field, number[]> = { stems: [], grams: [], concepts: [] };
  const countsOf = (field: Field) => {
    const terms = new Set(queries.flatMap((query) => [...query[field].keys()]));
    return new Map([...terms].map((term) => [term, new Uint8Array(vectors.size)]));
  };
  const counts = { stems: countsOf('stems'), grams: countsOf('grams'), concepts: countsOf('concepts') };
  for await (const { id, text } of passages()) {
    const terms = analyse(text, lexicon);
    for (const field of FIELDS) {
      let length = 0;
      for (const [term, occurrences] of terms[field]) {
        length += occurrences;
        const ofTerm = counts[field].get(term);
        // As the index rounds them.
        if (ofTerm) ofTerm[ids.length] = Math.max(1, Math.min(255, Math.round(occurrences * COUNT_UNIT)));
      }
      lengths[field].push(Math.round(length));
    }
    ids.push(id);
  }
  return { ids, lengths, counts };
}

/** The weighted sum of each field's BM25 score ÷ that field's best one, for passages that have any. */
function scoreByWords(
  query: TextTerms,
  { ids, lengths, counts }: Collection,
  background: Background,
): Map<number, number> {
  const documents = background.documents + ids.length;
  const totals = new Float64Array(ids.length);
  for (const field of FIELDS) {
    const { k1, b } = BM25[field];
    const allLengths = lengths[field].reduce((sum, length) => sum + length, 0);
    const average = (background.averageLength(field) * background.documents + allLengths) / documents;
    const scores = new Float64Array(ids.length);
    for (const [term, weight] of query[field]) {
      const ofTerm = counts[field].get(term)!;
      let frequency = background.frequency(field, term);
      for (let i = 0; i < ids.length; i++) if (ofTerm[i]! > 0) frequency++;
      const idf = Math.log(1 + Math.max(0, documents - frequency + 0.5) / (frequency + 0.5));
      for (let i = 0; i < ids.length; i++) {
        if (ofTerm[i] === 0) continue;
        const tf = ofTerm[i]! / COUNT_UNIT;
        const norm = k1 * (1 - b + (b * lengths[field][i]!) / average);
        scores[i]! += (weight * idf * (k1 + 1) * tf) / (tf + norm);
      }
    }
    const best = scores.reduce((most, score) => Math.max(most, score), 0) || 1;
    for (let i = 0; i < ids.length; i++) totals[i]! += (WEIGHTS[field] * scores[i]!) / best;
  }
  return new Map(ids.map((id, i) => [id, totals[i]!] as const).filter(([, total]) => total > 0));
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
