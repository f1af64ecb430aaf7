import { setImmediate as otherWork } from 'node:timers/promises';
import type { Embedder } from '../embedding/embedder.ts';
import type { Lexicon } from '../language/concepts.ts';
import type { Question } from '../language/question.ts';
import type { Vocabulary } from '../language/vocabulary.ts';
import type { ReportPassage } from '../reports/stored.ts';
import { prepareQuery, type QueryWord } from './alignment.ts';
import { analyse } from './analyse.ts';
import { type Candidate, compare, type IndexScores, passageFeatures } from './candidate.ts';
import { linearScore, type RankingModel, softmax } from './linear-model.ts';
import { PassageReader } from './reading.ts';
import type { SparseIndex } from './sparse/sparse-index.ts';
import type { FieldWeights } from './sparse/sparse-scores.ts';
import type { VectorIndex } from './vector-index.ts';
import { vocabularyOf } from './vocabulary.ts';
import { wordWeight } from './word-weight.ts';

/** Where the texts of passages come from. */
export interface PassageSource {
  /** The passages with these ids; ids that are gone are missing from the map. */
  passages(ids: readonly number[]): Promise<Map<number, ReportPassage>>;
}

/** A passage found. */
export interface SearchHit extends Candidate {
  /** The re-ranker's score; only differences within one search mean something. */
  readonly score: number;
  /** Share of belief among the candidates of this search, 0 to 1 (softmax of the scores). */
  readonly belief: number;
  /** What each part said, by the name of the feature. */
  readonly parts: Readonly<Record<string, number>>;
}

/** Passages found for a question, best first, and the question's words as they were weighed. */
export interface SearchResult {
  readonly question: Question;
  readonly query: readonly QueryWord[];
  readonly hits: readonly SearchHit[];
}

/** What a search may be narrowed to. */
export interface SearchOptions {
  /** Keeps passages by id. */
  readonly filter?: (id: number) => boolean;
}

/**
 * Weights of the sparse fields when candidates are picked. An English question shares no grams with an
 * Arabic report, but for names in Latin letters.
 */
const candidateWeights: Readonly<Record<'ar' | 'en', FieldWeights>> = {
  ar: { stems: 0.7, grams: 1, concepts: 0.7 },
  en: { stems: 0.3, grams: 0.3, concepts: 1 },
};
/** Candidates compared before other work gets a turn: a millisecond or two. */
const turn = 8;
const sparseCandidates = 30;
const vectorCandidates = 10;

/**
 * Fused search: the sparse and the vector index each name candidates, which are then compared with the
 * question word by word and ranked by a learned linear model.
 */
export class Search {
  readonly #lexicon: Lexicon;
  readonly #sparse: SparseIndex;
  readonly #vectors: VectorIndex;
  readonly #embedder: Embedder;
  readonly #source: PassageSource;
  readonly #model: RankingModel['passages'];
  readonly #reader: PassageReader;
  readonly #vocabulary: Vocabulary;

  constructor(parts: {
    lexicon: Lexicon;
    sparse: SparseIndex;
    vectors: VectorIndex;
    embedder: Embedder;
    source: PassageSource;
    model: RankingModel['passages'];
  }) {
    this.#lexicon = parts.lexicon;
    this.#sparse = parts.sparse;
    this.#vectors = parts.vectors;
    this.#embedder = parts.embedder;
    this.#source = parts.source;
    this.#model = parts.model;
    this.#reader = new PassageReader(parts.lexicon);
    this.#vocabulary = vocabularyOf(parts.sparse);
  }

  /** The words of the reports, as they are now. */
  get vocabulary(): Vocabulary {
    return this.#vocabulary;
  }

  /** The passages that may hold the answer, best first; at most 40. */
  async search(question: Question, options: SearchOptions = {}): Promise<SearchResult> {
    const query = prepareQuery(
      question.words,
      (word) => wordWeight(word, this.#sparse),
      (word) => [...word.concepts, ...word.own].flatMap((concept) => this.#lexicon.arabicWords(concept)),
    );
    const scores = await this.#candidates(question, options);
    await otherWork();
    const passages = await this.#source.passages([...scores.keys()]);
    const found: { candidate: Candidate; scores: IndexScores }[] = [];
    for (const [id, passage] of passages) {
      if (found.length % turn === 0) await otherWork();
      found.push({ candidate: compare(query, this.#reader.read(passage)), scores: scores.get(id)! });
    }
    const best = bestScores(found.map(({ scores }) => scores));
    const model = this.#model[question.language];
    const hits = found
      .map(({ candidate, scores }) => {
        const parts = passageFeatures(query, candidate, scores, best);
        return { ...candidate, parts, score: linearScore(model, parts) };
      })
      .sort((a, b) => b.score - a.score || a.reading.passage.id - b.reading.passage.id);
    const beliefs = softmax(hits.map((hit) => hit.score));
    return { question, query, hits: hits.map((hit, i) => ({ ...hit, belief: beliefs[i]! })) };
  }

  /** Ids of the passages that {@link search} compares, as the indexes name them: sparse ones first, each best first. */
  async candidates(question: Question, options: SearchOptions = {}): Promise<readonly number[]> {
    return [...(await this.#candidates(question, options)).keys()];
  }

  /** What the indexes say of the passages that they name. */
  async #candidates(question: Question, options: SearchOptions): Promise<Map<number, IndexScores>> {
    const [vector] = await this.#embedder.embed([question.searched], 'query');
    // Another thread does that, if there are many, while this one looks for the words.
    const nearing = vector ? this.#vectors.search(vector, vectorCandidates, options.filter) : [];
    await otherWork();
    const sparse = this.#sparse.score(analyse(question.searched, this.#lexicon));
    try {
      await otherWork();
      const top = sparse.top(sparseCandidates, candidateWeights[question.language], options.filter);
      const nearest = await nearing;
      return new Map(
        [...top, ...nearest].map(({ id }) => [
          id,
          { ...sparse.parts(id), cosine: vector ? this.#vectors.cosine(vector, id) : 0 },
        ]),
      );
    } finally {
      sparse.release();
    }
  }
}

function bestScores(all: readonly IndexScores[]): IndexScores {
  const most = (of: (scores: IndexScores) => number): number => all.reduce((m, s) => Math.max(m, of(s)), 0);
  return {
    stems: most((s) => s.stems),
    grams: most((s) => s.grams),
    concepts: most((s) => s.concepts),
    cosine: most((s) => s.cosine),
  };
}
