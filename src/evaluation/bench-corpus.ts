import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Embedder } from '../embedding/embedder.ts';
import type { Lexicon } from '../language/concepts.ts';
import { detectLanguage } from '../language/detect.ts';
import { splitSentences } from '../language/sentences.ts';
import { cutPassages } from '../reports/passages.ts';
import type { PassageSpan } from '../reports/report.ts';
import type { ReportPassage } from '../reports/stored.ts';
import { analyse } from '../retrieval/analyse.ts';
import type { Background } from '../retrieval/background.ts';
import type { PassageSource } from '../retrieval/search.ts';
import { SparseIndex } from '../retrieval/sparse/sparse-index.ts';
import { VectorIndex } from '../retrieval/vector-index.ts';
import { type BenchPassage, readArticles } from './bench-data.ts';

/** What a corpus for measuring is made of. */
export interface BenchCorpusOptions {
  readonly lexicon: Lexicon;
  readonly embedder: Embedder;
  readonly background: Background;
  /** Each is indexed whole, as one passage, so that figures compare with published ones. */
  readonly passages: readonly BenchPassage[];
  /** News file whose articles are cut as reports are; `limit` is the number of passages taken. */
  readonly distractors?: { readonly file: string; readonly limit: number };
  readonly progress?: (done: number, total: number) => void;
}

/** An index of bench passages and distractors, in memory but for Vectra's folder. */
export interface BenchCorpus extends PassageSource {
  readonly sparse: SparseIndex;
  readonly vectors: VectorIndex;
  /** Passages in the index, distractors included. */
  readonly size: number;
  /** Passage number of a bench passage id. */
  number(id: string): number | undefined;
  /** The text of a passage, for baselines that index it themselves. */
  texts(): Iterable<{ id: number; text: string }>;
  close(): Promise<void>;
}

const batch = 2000;

/** Indexes bench data by the same parts that the product uses. */
export async function buildBenchCorpus(options: BenchCorpusOptions): Promise<BenchCorpus> {
  const { lexicon, embedder, background } = options;
  const stored = new Map<number, ReportPassage>();
  const numbers = new Map<string, number>();
  for (const passage of options.passages) {
    const number = stored.size + 1;
    numbers.set(passage.id, number);
    const sentences = splitSentences(passage.text);
    stored.set(number, asStored(number, passage, { start: 0, end: passage.text.length, sentences }));
  }
  for await (const passage of distractors(options.distractors)) {
    stored.set(stored.size + 1, asStored(stored.size + 1, passage.article, passage.span));
  }
  const folder = await mkdtemp(join(tmpdir(), 'rasid-eval-'));
  const sparse = new SparseIndex(background);
  const identity = { model: embedder.model, dims: embedder.dims, cutting: 'bench' };
  const { index: vectors } = await VectorIndex.open(folder, identity);
  const all = [...stored.values()];
  for (let from = 0; from < all.length; from += batch) {
    const part = all.slice(from, from + batch);
    sparse.update(
      part.map((p) => ({ id: p.id, terms: analyse(p.text, lexicon) })),
      [],
    );
    const embedded = await embedder.embed(
      part.map((p) => p.text),
      'passage',
    );
    await vectors.update({
      add: part.map((p, i) => ({ id: p.id, vector: embedded[i]! })),
      remove: [],
    });
    options.progress?.(Math.min(all.length, from + batch), all.length);
  }
  return {
    sparse,
    vectors,
    size: stored.size,
    number: (id) => numbers.get(id),
    texts: () => all,
    passages: async (ids) =>
      new Map(ids.flatMap((id) => (stored.has(id) ? [[id, stored.get(id) as ReportPassage]] : []))),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function* distractors(
  from: BenchCorpusOptions['distractors'],
): AsyncGenerator<{ article: BenchPassage; span: PassageSpan }> {
  if (!from) return;
  let taken = 0;
  for await (const article of readArticles(from.file)) {
    for (const span of cutPassages(article.text)) {
      if (taken++ >= from.limit) return;
      yield { article, span };
    }
  }
}

function asStored(id: number, document: BenchPassage, span: PassageSpan): ReportPassage {
  const text = document.text.slice(span.start, span.end);
  return {
    ...span,
    id,
    reportId: document.id,
    ordinal: 0,
    text,
    report: {
      id: document.id,
      path: document.id,
      title: document.title.replaceAll('_', ' '),
      source: null,
      url: null,
      date: null,
      language: detectLanguage(text),
      version: 1,
    },
  };
}
