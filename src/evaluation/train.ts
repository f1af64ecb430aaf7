import { join } from 'node:path';
import { confidence as chanceOf, confidenceFeatures } from '../answering/confidence.ts';
import { evidenceFeatures, weighEvidence } from '../answering/evidence.ts';
import { rankSentences } from '../answering/rank-sentences.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Lexicon } from '../language/concepts.ts';
import { readQuestion } from '../language/question.ts';
import type { Background } from '../retrieval/background.ts';
import type { RankingModel } from '../retrieval/linear-model.ts';
import { Search, type SearchResult } from '../retrieval/search.ts';
import { type BenchCorpus, buildBenchCorpus } from './bench-corpus.ts';
import { type BenchPassage, type BenchQuestion, readPassages, readQuestions } from './bench-data.ts';
import { type Features, fitListwise, fitLogistic, type Group } from './fit.ts';
import { goldMatcher, goldPassage } from './gold.ts';
import { isTrainingHalf } from './halves.ts';

/** What training needs. */
export interface TrainOptions {
  readonly lexicon: Lexicon;
  readonly embedder: Embedder;
  readonly background: Background;
  /** Folder of the question sets and of `news.jsonl.gz`. */
  readonly bench: string;
  /** Number of distractor passages. */
  readonly distractors: number;
  readonly report: (line: string) => void;
}

type Language = 'ar' | 'en';

/** One question of the training half with what is right for it. */
interface Example {
  readonly language: Language;
  readonly question: BenchQuestion;
  readonly corpus: BenchCorpus;
  readonly goldNumber: number;
  readonly isGold: (text: string) => boolean;
  /** Passage numbers up to this one are of question sets, the others are news. */
  readonly benchPassages: number;
  /** Passage numbers of the gold passage's article, and of another article. */
  readonly article: ReadonlySet<number>;
  readonly otherArticle: ReadonlySet<number>;
}

/**
 * Fits the ranking model on the training halves of arcd-train (MIT), xquad-ar and xquad-en
 * (CC BY-SA 4.0): passages first, then sentences with the passages' new order, then
 * the passages once more by their sentences, then the confidence.
 */
export async function trainRanking(options: TrainOptions): Promise<RankingModel> {
  const examples = await readExamples(options);
  const languages: Language[] = ['ar', 'en'];
  const byLanguage = async (
    fit: (examples: readonly Example[], language: Language) => Promise<Features>,
  ): Promise<Record<Language, Features>> => {
    const fitted: Partial<Record<Language, Features>> = {};
    for (const language of languages)
      fitted[language] = await fit(
        examples.filter((e) => e.language === language),
        language,
      );
    return fitted as Record<Language, Features>;
  };
  const untrained = { ar: { cover: 1 }, en: { cover: 1 } };
  const passages = await byLanguage(async (own, language) => {
    const groups = await inTurn(own, (example) => passageGroup(example, options, untrained));
    options.report(`passages ${language}: ${groups.length} questions`);
    return fitListwise(groups);
  });
  const sentences = fitListwise(
    await inTurn(examples, (example) => sentenceGroup(example, options, passages)),
    { ridge: 1e-2 },
  );
  options.report(`sentences: ${examples.length} questions`);
  const evidence = fitListwise(
    await inTurn(examples, (example) => evidenceGroup(example, options, passages, sentences)),
    { ridge: 1e-2 },
  );
  const judged = await inTurn(examples, (example) =>
    confidenceExamples(example, options, { passages, sentences, evidence }),
  );
  const confidence = fitLogistic(judged.flat(), { ridge: 1e-2 });
  options.report(`confidence: ${judged.flat().length} examples`);
  for (const language of languages) {
    const chances = judged
      .filter((_, i) => examples[i]!.language === language)
      .map(([everything]) => chanceOf(everything!.features, confidence))
      .sort((x, y) => x - y);
    const least = [0.05, 0.1, 0.15, 0.2].map((share) =>
      chances[Math.floor(share * chances.length)]!.toFixed(3),
    );
    options.report(
      `confidence ${language}: of 95, 90, 85, 80 % of the questions at least ${least.join(', ')}`,
    );
  }
  return { passages, sentences, evidence, confidence };
}

/** One after the other: a search holds the scores of the whole corpus while it runs. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

async function readExamples(options: TrainOptions): Promise<Example[]> {
  const file = (name: string): string => join(options.bench, `${name}.jsonl`);
  const [arcd, xquadAr, xquadEn] = await Promise.all(
    ['arcd-train', 'xquad-ar', 'xquad-en'].map(async (set) => ({
      passages: await readPassages(file(`${set}.passages`)),
      questions: (await readQuestions(file(`${set}.questions`))).filter((q) => isTrainingHalf(q.passage)),
    })),
  );
  if (!arcd || !xquadAr || !xquadEn) throw new Error('unreachable: three sets are read');
  const index = (passages: readonly BenchPassage[]): Promise<BenchCorpus> =>
    buildBenchCorpus({
      ...options,
      passages,
      distractors: { file: `${file('news')}.gz`, limit: options.distractors },
      progress: (done, total) => options.report(`indexed ${done} of ${total}`),
    });
  const arabic = [...arcd.passages, ...xquadAr.passages];
  const arabicCorpus = await index(arabic);
  const englishCorpus = await index(xquadEn.passages);
  // The gold answers of an English question over Arabic text are those of its Arabic twin.
  const arabicAnswers = new Map(xquadAr.questions.map((q) => [q.id, q.answers]));
  const take = (
    language: Language,
    questions: readonly BenchQuestion[],
    corpus: BenchCorpus,
    passages: readonly BenchPassage[],
    answers: (q: BenchQuestion) => readonly string[],
  ): Example[] => {
    const ids = new Set(passages.map((p) => p.id).filter((id) => corpus.number(id) !== undefined));
    const benchPassages = passages.length;
    const articles = [...articleNumbers(passages, corpus).values()];
    return questions.flatMap((question) => {
      const gold = goldPassage(question, ids);
      const goldNumber = gold === undefined ? undefined : corpus.number(gold);
      if (goldNumber === undefined) return [];
      const at = articles.findIndex((numbers) => numbers.has(goldNumber));
      const article = articles[at]!;
      const otherArticle = articles[(at + 1) % articles.length]!;
      const isGold = goldMatcher(answers(question));
      return [{ language, question, corpus, goldNumber, isGold, benchPassages, article, otherArticle }];
    });
  };
  const xquadOnly = arabic.slice(arcd.passages.length);
  return [
    ...take('ar', [...arcd.questions, ...xquadAr.questions], arabicCorpus, arabic, (q) => q.answers),
    ...take('en', xquadEn.questions, arabicCorpus, xquadOnly, (q) => arabicAnswers.get(q.id) ?? []).map(
      (e) => ({
        ...e,
        benchPassages: arabic.length,
      }),
    ),
    ...take('en', xquadEn.questions, englishCorpus, xquadEn.passages, (q) => q.answers),
  ];
}

function find(
  example: Example,
  { lexicon, embedder }: TrainOptions,
  model: RankingModel['passages'],
  filter?: (id: number) => boolean,
): Promise<SearchResult> {
  const { sparse, vectors } = example.corpus;
  const search = new Search({ lexicon, sparse, vectors, embedder, source: example.corpus, model });
  return search.search(readQuestion(example.question.question, lexicon), filter ? { filter } : {});
}

async function passageGroup(
  example: Example,
  options: TrainOptions,
  model: RankingModel['passages'],
): Promise<Group> {
  const { hits } = await find(example, options, model);
  return {
    candidates: hits.map((hit) => hit.parts),
    good: hits.map((hit) => hit.reading.passage.id === example.goldNumber),
  };
}

async function sentenceGroup(
  example: Example,
  options: TrainOptions,
  model: RankingModel['passages'],
): Promise<Group> {
  const ranked = rankSentences(await find(example, options, model), {});
  return {
    candidates: ranked.map((r) => r.parts),
    good: ranked.map(
      (r) => r.hit.reading.passage.id === example.goldNumber && example.isGold(r.sentence.text),
    ),
  };
}

async function evidenceGroup(
  example: Example,
  options: TrainOptions,
  passages: RankingModel['passages'],
  sentences: RankingModel['sentences'],
): Promise<Group> {
  const found = await find(example, options, passages);
  return {
    candidates: evidenceFeatures(found, rankSentences(found, sentences)),
    good: found.hits.map((hit) => hit.reading.passage.id === example.goldNumber),
  };
}

/**
 * One question in collections of all sizes: with its gold passage among everything and among its own article only;
 * without it among everything, among news, and in another article. So that the confidence means the same for a
 * folder of one report as for an archive.
 */
async function confidenceExamples(
  example: Example,
  options: TrainOptions,
  { passages, sentences, evidence }: Omit<RankingModel, 'confidence'>,
): Promise<{ features: Features; positive: boolean }[]> {
  const judge = async (filter: ((id: number) => boolean) | undefined) => {
    const found = await find(example, options, passages, filter);
    const { search: result, sentences: ranked } = weighEvidence(
      found,
      rankSentences(found, sentences),
      evidence,
    );
    // Whether the passage answers is told more surely than whether the very sentence does, and refuses better.
    const positive = ranked[0]?.hit.reading.passage.id === example.goldNumber;
    return { features: confidenceFeatures(result, ranked), positive };
  };
  const filters = [
    undefined,
    (id: number) => example.article.has(id),
    (id: number) => id !== example.goldNumber,
    (id: number) => id > example.benchPassages,
    (id: number) => example.otherArticle.has(id),
  ];
  return inTurn(filters, judge);
}

/** Passage numbers by title: paragraphs of one title are of one article. */
function articleNumbers(passages: readonly BenchPassage[], corpus: BenchCorpus): Map<string, Set<number>> {
  const articles = new Map<string, Set<number>>();
  for (const { id, title } of passages) {
    const numbers = articles.get(title) ?? new Set();
    articles.set(title, numbers.add(corpus.number(id)!));
  }
  return articles;
}
