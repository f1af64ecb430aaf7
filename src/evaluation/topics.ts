import type { NewText } from '../alerts/matching.ts';
import { TopicIndex, type TopicVectors } from '../alerts/topic-matcher.ts';
import type { Lexicon } from '../language/concepts.ts';
import { readQuestion } from '../language/question.ts';
import { cutPassages } from '../reports/passages.ts';
import type { Background } from '../retrieval/background.ts';
import { SparseIndex } from '../retrieval/sparse/sparse-index.ts';
import { wordWeight } from '../retrieval/word-weight.ts';
import { type BenchArticle, readArticles } from './bench-data.ts';

/** Where the curve begins. */
const lowest = 0.3;

/** Topics and others are spread over the file, so that they are of different weeks and outlets. */
const everyNthTopic = 150;
const everyNthOther = 17;

/** Column headings ("Diary", "Opinion") are no topics that anybody would follow. */
const leastContentWords = 4;

function namesSomething(title: string, lexicon: Lexicon): boolean {
  return readQuestion(title, lexicon).words.length >= leastContentWords;
}

/** One point of the precision–recall curve, shares 0 to 1. */
export interface TopicPoint {
  readonly threshold: number;
  /** Of the passages matched, the share that is of the topic's own article. */
  readonly precision: number;
  /** Of the own articles' passages, the share matched. */
  readonly recall: number;
  /** Share of own articles with a passage matched: the alerts that come. */
  readonly articles: number;
}

/**
 * Takes headlines as topics and asks of each passage whether it matches: those of the headline's own article should,
 * `others` passages of other articles should not. A few of these do tell of the same event, so the precision is a
 * lower bound. Titles are left out: an article's title is the topic itself.
 */
export async function measureTopics(options: {
  readonly news: string;
  readonly topics: number;
  readonly others: number;
  readonly lexicon: Lexicon;
  readonly background: Background;
  /** Without, words alone decide. */
  readonly vectors?: TopicVectors | undefined;
}): Promise<TopicPoint[]> {
  const { lexicon, background } = options;
  const own: BenchArticle[] = [];
  const others: NewText[] = [];
  let n = 0;
  let due = false;
  for await (const article of readArticles(options.news)) {
    n++;
    due ||= n % everyNthTopic === 0;
    if (due && own.length < options.topics && namesSomething(article.title, lexicon)) {
      own.push(article);
      due = false;
    } else if (n % everyNthOther === 0 && others.length < options.others) {
      others.push(...passagesOf(article));
    }
  }
  const counts = new SparseIndex(background);
  const index = new TopicIndex({
    lexicon,
    weigh: (word) => wordWeight(word, counts),
    vectors: options.vectors,
    threshold: lowest,
  });
  for (const [id, { title }] of own.entries()) index.add({ id, topic: title });
  const right: { article: number; score: number }[] = [];
  const wrong: number[] = [];
  for (const [a, article] of own.entries()) {
    const passages = passagesOf(article);
    await index.prepare(passages.map(({ passages: [passage] }) => passage!.text));
    for (const passage of passages) {
      const match = index.match(passage).find(({ subscriptionId }) => subscriptionId === a);
      right.push({ article: a, score: match?.score ?? 0 });
    }
  }
  for (const text of others.slice(0, options.others)) {
    await index.prepare(text.passages.map((passage) => passage.text));
    for (const { score } of index.match(text)) wrong.push(score);
  }
  const points: TopicPoint[] = [];
  for (let threshold = lowest; threshold <= 0.9; threshold += 0.05) {
    const matched = right.filter(({ score }) => score >= threshold);
    const unwanted = wrong.filter((score) => score >= threshold).length;
    points.push({
      threshold: Math.round(threshold * 100) / 100,
      precision: matched.length / Math.max(1, matched.length + unwanted),
      recall: matched.length / Math.max(1, right.length),
      articles: new Set(matched.map(({ article }) => article)).size / Math.max(1, own.length),
    });
  }
  return points;
}

function passagesOf({ id, text }: BenchArticle): NewText[] {
  return cutPassages(text).map((span) => ({
    reportId: id,
    version: 1,
    title: '',
    text,
    passages: [{ ...span, text: text.slice(span.start, span.end) }],
  }));
}

/** The curve as a table for a person. */
export function topicTable(points: readonly TopicPoint[]): string {
  const rows = points.map(({ threshold, precision, recall, articles }) =>
    [threshold.toFixed(2), precision.toFixed(3), recall.toFixed(3), articles.toFixed(3)]
      .map((cell) => cell.padStart(9))
      .join(' '),
  );
  return ['threshold precision    recall  articles', ...rows].join('\n');
}
