import type { Lexicon } from '../language/concepts.ts';
import { readQuestion } from '../language/question.ts';
import { skeletons } from '../language/skeleton.ts';
import { readWords, type Word } from '../language/words.ts';
import type { Span } from '../reports/report.ts';
import { type Alignment, align, coverage, prepareQuery, type QueryWord } from '../retrieval/alignment.ts';
import type { NewText, TopicMatch, TopicMatcher } from './matching.ts';

/**
 * Least score of a match, read from the curve that `npm run eval:topics` draws (README, "Quality"): there, 85 in 100
 * headlines find their article, and a headline is met by 1.5 of 5,000 other passages, some of them on its event.
 */
export const MATCH_THRESHOLD = 0.65;

/**
 * A topic is compared with a passage when this share of the threshold is in it by stem, meaning or sound; likeness of
 * letters and kinship add the rest. Of a lower share, next to none reach the threshold.
 */
const candidateShare = 0.7;

/** Quotes in an alert. */
const mostSentences = 3;
/** A further sentence is quoted when it says at least this much of what the best one says. */
const furtherShare = 0.6;

interface Topic {
  readonly id: number;
  readonly words: readonly Word[];
  /** Of each word: its idf. */
  readonly weights: readonly number[];
  /** Sum of the words' weights. */
  readonly weight: number;
}

/** A word of a topic, found by one of its terms. */
interface Posting {
  readonly topic: Topic;
  readonly word: number;
}

/**
 * The topics that are followed, found from the words of a new text: an inverted index leads from each word's
 * stem, meanings and sound to the topics that name it, so the work grows with the topics that share words with the
 * text, not with all topics. Those that share enough are then compared with it word by word, as in search.
 */
export class TopicIndex implements TopicMatcher {
  readonly #lexicon: Lexicon;
  readonly #weigh: (word: Word) => number;
  readonly #threshold: number;
  readonly #topics = new Map<number, Topic>();
  readonly #postings = new Map<string, Set<Posting>>();
  /** Subscriptions to every report. */
  readonly #everything = new Set<number>();

  /** @param weigh how much a word matters: its idf, the same as in search */
  constructor(parts: { lexicon: Lexicon; weigh: (word: Word) => number; threshold?: number }) {
    this.#lexicon = parts.lexicon;
    this.#weigh = parts.weigh;
    this.#threshold = parts.threshold ?? MATCH_THRESHOLD;
  }

  add({ id, topic }: { readonly id: number; readonly topic: string | null }): void {
    this.remove(id);
    if (topic === null) {
      this.#everything.add(id);
      return;
    }
    const { words } = readQuestion(topic, this.#lexicon);
    const weights = words.map((word) => this.#weigh(word));
    const entry: Topic = { id, words, weights, weight: weights.reduce((sum, weight) => sum + weight, 0) };
    this.#topics.set(id, entry);
    for (const [word, own] of words.entries()) {
      for (const term of termsOf(own)) {
        const postings = this.#postings.get(term) ?? new Set();
        this.#postings.set(term, postings.add({ topic: entry, word }));
      }
    }
  }

  remove(id: number): void {
    this.#everything.delete(id);
    const entry = this.#topics.get(id);
    if (!entry) return;
    this.#topics.delete(id);
    for (const word of entry.words) {
      for (const term of termsOf(word)) {
        const postings = this.#postings.get(term);
        if (!postings) continue;
        for (const posting of postings) if (posting.topic === entry) postings.delete(posting);
        if (postings.size === 0) this.#postings.delete(term);
      }
    }
  }

  match(text: NewText): TopicMatch[] {
    const read = readText(text, this.#lexicon);
    const matches: TopicMatch[] = [...this.#everything].map((subscriptionId) => ({
      subscriptionId,
      score: 1,
      sentences: read.passages.flatMap(({ sentences }) => sentences.map(({ span }) => span)).slice(0, 1),
    }));
    for (const [topic, passages] of this.#candidates(read)) {
      const match = compare(this.#prepare(topic.words), { title: read.title, passages });
      if (match.score >= this.#threshold) matches.push({ subscriptionId: topic.id, ...match });
    }
    return matches;
  }

  /**
   * How much of a topic a text says, whatever the threshold: for measuring, and to show what a topic would have
   * matched before anybody follows it.
   */
  score(topic: string, text: NewText): Omit<TopicMatch, 'subscriptionId'> {
    const { words } = readQuestion(topic, this.#lexicon);
    return compare(this.#prepare(words), readText(text, this.#lexicon));
  }

  /** Made anew for each text: what a topic's words were compared with would fill the memory. */
  #prepare(words: readonly Word[]): QueryWord[] {
    return prepareQuery(words, this.#weigh, (word) =>
      [...word.concepts, ...word.own].flatMap((concept) => this.#lexicon.arabicWords(concept)),
    );
  }

  /** Topics of which enough is in some passage and the title by stem, meaning or sound, with those passages. */
  #candidates({ title, passages }: ReadText): Map<Topic, ReadPassage[]> {
    const candidates = new Map<Topic, ReadPassage[]>();
    for (const passage of passages) {
      const found = new Map<Topic, Set<number>>();
      const seen = new Set<string>();
      for (const words of [title, ...passage.sentences.map((sentence) => sentence.words)]) {
        for (const word of words) {
          if (seen.has(word.key)) continue;
          seen.add(word.key);
          for (const term of termsOf(word)) this.#collect(term, found);
        }
      }
      for (const [topic, covered] of found) {
        let weight = 0;
        for (const index of covered) weight += topic.weights[index]!;
        if (weight < candidateShare * this.#threshold * topic.weight) continue;
        candidates.set(topic, [...(candidates.get(topic) ?? []), passage]);
      }
    }
    return new Map([...candidates].sort(([a], [b]) => a.id - b.id));
  }

  #collect(term: string, found: Map<Topic, Set<number>>): void {
    for (const { topic, word } of this.#postings.get(term) ?? []) {
      const covered = found.get(topic);
      if (covered) covered.add(word);
      else found.set(topic, new Set([word]));
    }
  }
}

/** What a word is looked up by. Function words are in a topic only when it has no others. */
function termsOf(word: Word): Set<string> {
  const terms = new Set([`s:${word.stem}`]);
  for (const concept of word.concepts) terms.add(`c:${concept}`);
  for (const concept of word.own) terms.add(`c:${concept}`);
  if (word.phrase < 0) for (const skeleton of skeletons(word)) terms.add(`k:${skeleton}`);
  return terms;
}

interface ReadPassage {
  readonly sentences: readonly { readonly span: Span; readonly words: readonly Word[] }[];
}

interface ReadText {
  readonly title: readonly Word[];
  readonly passages: readonly ReadPassage[];
}

/** The words of a text by sentence; of a changed report only of the changed sentences. */
function readText({ title, passages, changed }: NewText, lexicon: Lexicon): ReadText {
  const isNews = (span: Span): boolean =>
    changed === undefined || changed.some((change) => change.start < span.end && span.start < change.end);
  return {
    // The title of a changed report is no news.
    title: changed === undefined ? readWords(title, lexicon) : [],
    passages: passages.map(({ start, text, sentences }) => ({
      sentences: sentences.filter(isNews).map((span) => ({
        span,
        words: readWords(text.slice(span.start - start, span.end - start), lexicon),
      })),
    })),
  };
}

/** A likeness below this is a chance resemblance. */
const leastLikeness = 0.55;
/** What the title says counts this much for a passage. */
const titleShare = 0.8;

/** Score and sentences of the passage that says most of a topic. */
function compare(
  query: readonly QueryWord[],
  { title, passages }: ReadText,
): Omit<TopicMatch, 'subscriptionId'> {
  const inTitle = likenessOf(align(query, title));
  let score = 0;
  const sentences: { span: Span; score: number }[] = [];
  for (const passage of passages) {
    const inPassage = new Float32Array(query.length);
    for (const { span, words } of passage.sentences) {
      const inSentence = likenessOf(align(query, words));
      for (let q = 0; q < query.length; q++) inPassage[q] = Math.max(inPassage[q]!, inSentence[q]!);
      const own = coverage(query, inSentence);
      if (own > 0) sentences.push({ span, score: own });
    }
    const whole = inPassage.map((likeness, q) =>
      likeness > 0 ? Math.max(likeness, titleShare * inTitle[q]!) : titleShare * inTitle[q]!,
    );
    // A passage that says nothing itself of the topic is not about it, whatever the title says.
    if (inPassage.some((likeness) => likeness > 0)) score = Math.max(score, coverage(query, whole));
  }
  return { score, sentences: bestSentences(sentences) };
}

function likenessOf({ best }: Alignment): Float32Array {
  return best.map((likeness) => (likeness < leastLikeness ? 0 : likeness));
}

function bestSentences(sentences: readonly { span: Span; score: number }[]): Span[] {
  const sorted = [...sentences].sort((a, b) => b.score - a.score || a.span.start - b.span.start);
  const spans: Span[] = [];
  for (const { span, score } of sorted) {
    if (spans.length === mostSentences || score < furtherShare * sorted[0]!.score) break;
    // Passages overlap by a sentence.
    if (!spans.some(({ start }) => start === span.start)) spans.push(span);
  }
  return spans;
}
