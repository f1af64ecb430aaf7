import { basename } from 'node:path';
import { Answerer } from '../answering/answerer.ts';
import { groupSame } from '../answering/quote.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Lexicon } from '../language/concepts.ts';
import { analyse } from '../retrieval/analyse.ts';
import type { Background } from '../retrieval/background.ts';
import type { RankingModel } from '../retrieval/linear-model.ts';
import { Search } from '../retrieval/search.ts';
import { type BenchCorpus, buildBenchCorpus } from './bench-corpus.ts';
import { type BenchQuestion, readPassages, readQuestions } from './bench-data.ts';
import { goldMatcher, goldPassage } from './gold.ts';
import { isTrainingHalf } from './halves.ts';

/** What to measure. */
export interface EvaluationOptions {
  readonly lexicon: Lexicon;
  readonly embedder: Embedder;
  readonly background: Background;
  readonly model: RankingModel;
  /** Files of passages; all go into one index. */
  readonly passages: readonly string[];
  /** Files of questions; each is measured on its own and all together. */
  readonly questions: readonly string[];
  readonly distractors?: { readonly file: string; readonly limit: number };
  /** Leave the gold passages out of the index and measure the share refused. */
  readonly withhold: boolean;
  /** Only questions over passages that training never saw. */
  readonly heldOut: boolean;
  /** Also measure BM25 over stems, the method of Lucene's Arabic analyser. */
  readonly baseline: boolean;
  readonly progress: (line: string) => void;
}

/** Shares of questions, 0 to 1, but for the counts. The keys are a contract with scripts. */
export interface Figures {
  'R@1': number;
  'R@3': number;
  'R@10': number;
  'MRR@10': number;
  'answer-sentence@1': number;
  'answer-sentence@3': number;
  /** Outcome counts. */
  answer: number;
  related: number;
  none: number;
  questions: number;
  /** Passages in the index. */
  passages: number;
  /** With `withhold`: the share whose outcome is "related" or "none". */
  refused?: number;
  /** Milliseconds per question, median, searching and choosing sentences. */
  'ms/question': number;
  /** The stems method on the same index and questions. */
  baseline?: Pick<Figures, 'R@1' | 'R@3' | 'R@10' | 'MRR@10'>;
}

/** The figures of all questions together, and of each file. */
export interface Evaluation extends Figures {
  sets: Record<string, Figures>;
}

interface Judged {
  /** Place of the gold passage, from 0; -1 when not among the first ten. */
  readonly rank: number;
  readonly baselineRank: number;
  /** Place of the first sentence that holds a gold answer, from 0; -1 for none. */
  readonly sentence: number;
  readonly outcome: 'answer' | 'related' | 'none';
  readonly ms: number;
}

/** Measures finding and answering on question sets. Throws a sentence when a question has no gold passage. */
export async function evaluate(options: EvaluationOptions): Promise<Evaluation> {
  const passages = (await Promise.all(options.passages.map(readPassages))).flat();
  const ids = new Set(passages.map((passage) => passage.id));
  const sets = await Promise.all(
    options.questions.map(async (file) => ({
      name: basename(file).replace(/\.questions\.jsonl$/, ''),
      questions: (await readQuestions(file)).filter((q) => !options.heldOut || !isTrainingHalf(q.passage)),
    })),
  );
  const gold = new Map<BenchQuestion, string>();
  for (const question of sets.flatMap((set) => set.questions)) {
    const passage = goldPassage(question, ids);
    if (passage === undefined)
      throw new Error(`question ${question.id}: its passage ${question.passage} is in no --passages file`);
    gold.set(question, passage);
  }
  const withheld = new Set(options.withhold ? gold.values() : []);
  const corpus = await buildBenchCorpus({
    lexicon: options.lexicon,
    embedder: options.embedder,
    background: options.background,
    passages: passages.filter((passage) => !withheld.has(passage.id)),
    ...(options.distractors && { distractors: options.distractors }),
    progress: (done, total) => options.progress(`indexed ${done} of ${total} passages`),
  });
  try {
    const judge = judgeIn(corpus, options);
    const figures: Record<string, Figures> = {};
    const everything: Judged[] = [];
    for (const { name, questions } of sets) {
      const judged: Judged[] = [];
      for (const question of questions) judged.push(await judge(question, gold.get(question)!));
      options.progress(`${name}: ${questions.length} questions asked`);
      figures[name] = summarise(judged, corpus.size, options);
      everything.push(...judged);
    }
    return { ...summarise(everything, corpus.size, options), sets: figures };
  } finally {
    await corpus.close();
  }
}

function judgeIn(
  corpus: BenchCorpus,
  { lexicon, embedder, model, baseline }: EvaluationOptions,
): (question: BenchQuestion, gold: string) => Promise<Judged> {
  const { sparse, vectors } = corpus;
  const search = new Search({ lexicon, sparse, vectors, embedder, source: corpus, model: model.passages });
  const answerer = new Answerer({ lexicon, search, model });
  return async (question, gold) => {
    const started = performance.now();
    const { search: found, sentences, outcome } = await answerer.consider(question.question);
    const ms = performance.now() - started;
    const number = corpus.number(gold);
    const isGold = goldMatcher(question.answers);
    const shown = groupSame(sentences).slice(0, 3);
    return {
      rank: found.hits.slice(0, 10).findIndex((hit) => hit.reading.passage.id === number),
      baselineRank: baseline
        ? sparse
            .score(analyse(question.question, lexicon))
            .top(10, { stems: 1, grams: 0, concepts: 0 })
            .findIndex((hit) => hit.id === number)
        : -1,
      sentence: shown.findIndex(([best]) => isGold(best!.sentence.text)),
      outcome,
      ms,
    };
  };
}

function summarise(judged: readonly Judged[], passages: number, options: EvaluationOptions): Figures {
  const share = (of: (j: Judged) => boolean): number =>
    round(judged.filter(of).length / Math.max(1, judged.length));
  const count = (outcome: Judged['outcome']): number => judged.filter((j) => j.outcome === outcome).length;
  const within = (place: (j: Judged) => number, k: number): number =>
    share((j) => place(j) >= 0 && place(j) < k);
  const ranks = (place: (j: Judged) => number) => ({
    'R@1': within(place, 1),
    'R@3': within(place, 3),
    'R@10': within(place, 10),
    'MRR@10': round(
      judged.reduce((sum, j) => sum + (place(j) < 0 ? 0 : 1 / (place(j) + 1)), 0) /
        Math.max(1, judged.length),
    ),
  });
  const times = judged.map((j) => j.ms).sort((a, b) => a - b);
  return {
    ...ranks((j) => j.rank),
    'answer-sentence@1': within((j) => j.sentence, 1),
    'answer-sentence@3': within((j) => j.sentence, 3),
    answer: count('answer'),
    related: count('related'),
    none: count('none'),
    questions: judged.length,
    passages,
    ...(options.withhold && { refused: share((j) => j.outcome !== 'answer') }),
    'ms/question': round(times[times.length >> 1] ?? 0),
    ...(options.baseline && { baseline: ranks((j) => j.baselineRank) }),
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** The figures as a table for a person, a row a set. */
export function evaluationTable({ sets, ...all }: Evaluation): string {
  const columns = [
    'R@1',
    'R@3',
    'R@10',
    'MRR@10',
    'answer-sentence@1',
    'answer-sentence@3',
    'answer',
    'related',
    'none',
    'questions',
    'passages',
    'refused',
    'ms/question',
  ] as const;
  const rows = Object.keys(sets).length > 1 ? { ...sets, all } : sets;
  const used = columns.filter((column) => all[column] !== undefined);
  const lines = [['', ...used]];
  for (const [name, figures] of Object.entries(rows)) {
    lines.push([name, ...used.map((column) => String(figures[column]))]);
    const { baseline } = figures;
    if (baseline) {
      const cell = (column: string): string => String((baseline as Record<string, number>)[column] ?? '');
      lines.push([`${name}, stems only`, ...used.map(cell)]);
    }
  }
  const widths = lines[0]!.map((_, c) => Math.max(...lines.map((line) => line[c]!.length)));
  return lines
    .map((line) =>
      line.map((cell, c) => (c ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!))).join('  '),
    )
    .join('\n');
}
