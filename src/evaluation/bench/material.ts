import { reportId } from '../../reports/readers.ts';
import {
  type BenchArticle,
  type BenchPassage,
  readArticles,
  readPassages,
  readQuestions,
} from '../bench-data.ts';
import { goldPassage } from '../gold.ts';
import type { AskedQuestion, BenchDocument } from './job.ts';

/** Where documents and questions come from. */
export interface MaterialOptions {
  readonly news: string;
  /** Articles taken from the beginning of the news. */
  readonly limit: number;
  /** A question set and its paragraphs, which stand among the news; without one, headlines are asked for their articles. */
  readonly set?: { readonly questions: readonly string[]; readonly passages: readonly string[] };
  /** Questions asked at most, spread evenly. */
  readonly asked: number;
}

/** What is indexed and what is asked. */
export interface Material {
  readonly questions: readonly AskedQuestion[];
  /** Documents to index, question set first. */
  documents(): AsyncGenerator<BenchDocument>;
}

/** Files of one folder at most: an archive is in folders too. */
const FILES_PER_FOLDER = 1_000;

/** A headline of fewer words ("Diary") says nothing of its article. */
const LEAST_HEADLINE_WORDS = 5;

/** Reads the questions, and how documents are to be read. Throws a sentence when a file is missing or of another shape. */
export async function gatherMaterial(options: MaterialOptions): Promise<Material> {
  return options.set ? fromSet(options, options.set) : fromHeadlines(options);
}

async function fromSet(
  options: MaterialOptions,
  set: NonNullable<MaterialOptions['set']>,
): Promise<Material> {
  const passages = (await Promise.all(set.passages.map(readPassages))).flat();
  const places = new Map(passages.map(({ id }, i) => [id, setPath(i)]));
  const ids = new Set(places.keys());
  const all = (await Promise.all(set.questions.map(readQuestions))).flat();
  const questions = spread(all, options.asked).map((question): AskedQuestion => {
    const gold = goldPassage(question, ids);
    if (gold === undefined)
      throw new Error(`question ${question.id}: its passage ${question.passage} is in no --passages file`);
    return { text: question.question, gold: reportId(places.get(gold)!) };
  });
  return {
    questions,
    async *documents() {
      for (const [i, passage] of passages.entries()) yield document(setPath(i), passage);
      for await (const { article, path } of news(options)) yield document(path, article);
    },
  };
}

async function fromHeadlines(options: MaterialOptions): Promise<Material> {
  const telling: AskedQuestion[] = [];
  for await (const { article, path } of news(options)) {
    if (article.title.split(/\s+/u).length < LEAST_HEADLINE_WORDS) continue;
    telling.push({ text: article.title, gold: reportId(path) });
  }
  const questions = spread(telling, options.asked);
  const asked = new Set(questions.map(({ gold }) => gold));
  return {
    questions,
    async *documents() {
      for await (const { article, path } of news(options)) {
        // A report that shows its title would give the answer away.
        yield document(path, asked.has(reportId(path)) ? { ...article, title: '' } : article);
      }
    },
  };
}

/** The articles that say something, with their paths. */
async function* news(options: MaterialOptions): AsyncGenerator<{ article: BenchArticle; path: string }> {
  let n = 0;
  for await (const article of readArticles(options.news)) {
    if (n >= options.limit) return;
    if (!/\p{L}/u.test(article.text)) continue;
    yield { article, path: `news/${Math.floor(n / FILES_PER_FOLDER)}/${n}.txt` };
    n++;
  }
}

function setPath(n: number): string {
  return `set/${n}.txt`;
}

function document(path: string, { title, text }: BenchPassage): BenchDocument {
  const shown = title.replaceAll('_', ' ').trim();
  return { path, title: shown === '' ? null : shown, text };
}

/** At most `count` of the values, evenly spread, in their order. */
export function spread<T>(values: readonly T[], count: number): T[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, i) => values[Math.floor((i * values.length) / count)]!);
}
