import type { Lexicon } from '../language/concepts.ts';
import { readQuestion } from '../language/question.ts';
import { skeletons } from '../language/skeleton.ts';
import type { Word } from '../language/words.ts';
import { prepareQuery, type QueryWord } from '../retrieval/alignment.ts';
import type { NewText, TopicMatch, TopicMatcher } from './matching.ts';
import {
  bonusOf,
  compareTopic,
  MATCH_THRESHOLD,
  type ReadPassage,
  type ReadText,
  readText,
  type WeighedTopic,
} from './topic-score.ts';

/**
 * A topic is compared with a passage when this share of what it must say is in it by stem, meaning or sound; likeness
 * of letters and kinship add the rest. Of a lower share, next to none reach the threshold.
 */
const candidateShare = 0.7;
/** However near the vectors are, so much of a topic must be said: of the right passages measured, next to all do. */
const leastShare = 0.3;

/** Vectors for topics and passages. */
export interface TopicVectors {
  /** One vector a topic, in order. */
  topics(texts: readonly string[]): Promise<readonly Float32Array[]>;
  /** Lets `passage` know the vectors of these passages for a while. */
  prepare(passages: readonly string[]): Promise<void>;
  /** The vector of a passage, if it is known. */
  passage(text: string): Float32Array | undefined;
}

interface Topic extends WeighedTopic {
  readonly id: number;
  readonly text: string;
  readonly words: readonly Word[];
  vector: Float32Array | undefined;
  /** Weight of its words that are in the passage numbered `seenIn`. */
  covered: number;
  seenIn: number;
}

/** A word of a topic, found by each of its terms. */
interface TopicWord {
  readonly topic: Topic;
  readonly weight: number;
  /** Number of the passage in which it was found last. */
  seenIn: number;
}

/**
 * The topics that are followed, found from the words of a new text: an inverted index leads from each word's
 * stem, meanings and sound to the topics that name it, so the work grows with the topics that share words with the
 * text, not with all topics. Those that share enough are then compared with it word by word, as in search, and by
 * their vectors.
 */
export class TopicIndex implements TopicMatcher {
  readonly #lexicon: Lexicon;
  readonly #weigh: (word: Word) => number;
  readonly #vectors: TopicVectors | undefined;
  readonly #threshold: number;
  readonly #topics = new Map<number, Topic>();
  readonly #postings = new Map<string, Set<TopicWord>>();
  /** Subscriptions to every report. */
  readonly #everything = new Set<number>();
  /** Passages looked at so far: their numbers tell what was found in this one, without a set for each topic. */
  #passage = 0;
  /** Topics whose vectors are not known yet. */
  readonly #unembedded = new Set<Topic>();

  /**
   * @param weigh how much a word matters: its idf, the same as in search
   * @param vectors of the model that the score's weights were fitted to; without, words alone decide
   */
  constructor(parts: {
    lexicon: Lexicon;
    weigh: (word: Word) => number;
    vectors?: TopicVectors | undefined;
    threshold?: number;
  }) {
    this.#lexicon = parts.lexicon;
    this.#weigh = parts.weigh;
    this.#vectors = parts.vectors;
    this.#threshold = parts.threshold ?? MATCH_THRESHOLD;
  }

  add({ id, topic }: { readonly id: number; readonly topic: string | null }): void {
    this.remove(id);
    if (topic === null) {
      this.#everything.add(id);
      return;
    }
    const entry: Topic = {
      id,
      text: topic,
      ...this.#weighed(topic),
      vector: undefined,
      covered: 0,
      seenIn: 0,
    };
    this.#topics.set(id, entry);
    this.#unembedded.add(entry);
    for (const [i, word] of entry.words.entries()) {
      const found: TopicWord = { topic: entry, weight: entry.weights[i]!, seenIn: 0 };
      for (const term of termsOf(word)) {
        const postings = this.#postings.get(term) ?? new Set();
        this.#postings.set(term, postings.add(found));
      }
    }
  }

  remove(id: number): void {
    this.#everything.delete(id);
    const entry = this.#topics.get(id);
    if (!entry) return;
    this.#topics.delete(id);
    this.#unembedded.delete(entry);
    for (const word of entry.words) {
      for (const term of termsOf(word)) {
        const postings = this.#postings.get(term);
        if (!postings) continue;
        for (const posting of postings) if (posting.topic === entry) postings.delete(posting);
        if (postings.size === 0) this.#postings.delete(term);
      }
    }
  }

  async prepare(passages: readonly string[]): Promise<void> {
    if (this.#vectors === undefined || this.#topics.size === 0) return;
    const topics = [...this.#unembedded];
    if (topics.length > 0) {
      const vectors = await this.#vectors.topics(topics.map(({ text }) => text));
      for (const [i, topic] of topics.entries()) {
        topic.vector = vectors[i];
        this.#unembedded.delete(topic);
      }
    }
    if (passages.length > 0) await this.#vectors.prepare(passages);
  }

  match(text: NewText): TopicMatch[] {
    // Reading the words of a text takes a millisecond: for nobody, a first ingest need not.
    if (this.#topics.size === 0 && this.#everything.size === 0) return [];
    const read = this.#read(text);
    const matches: TopicMatch[] = [...this.#everything].map((subscriptionId) => ({
      subscriptionId,
      score: 1,
      sentences: read.passages.flatMap(({ sentences }) => sentences.map(({ span }) => span)).slice(0, 1),
    }));
    for (const [topic, passages] of this.#candidates(read)) {
      const match = compareTopic(topic, this.#query(topic.words), { title: read.title, passages });
      if (match.score >= this.#threshold) matches.push({ subscriptionId: topic.id, ...match });
    }
    return matches;
  }

  /**
   * How much of a topic texts say, whatever the threshold: to show what a topic would have matched before anybody
   * follows it.
   */
  async scores(
    topic: string,
    texts: readonly NewText[],
  ): Promise<readonly Omit<TopicMatch, 'subscriptionId'>[]> {
    const { words, ...weighed } = this.#weighed(topic);
    const [vector] = (await this.#vectors?.topics([topic])) ?? [];
    const query = this.#query(words);
    const found: Omit<TopicMatch, 'subscriptionId'>[] = [];
    for (const text of texts) {
      await this.#vectors?.prepare(text.passages.map((passage) => passage.text));
      found.push(compareTopic({ ...weighed, vector }, query, this.#read(text)));
    }
    return found;
  }

  #read(text: NewText): ReadText {
    return readText(text, this.#lexicon, (passage) => this.#vectors?.passage(passage));
  }

  #weighed(topic: string): Pick<Topic, 'words' | 'weights' | 'weight'> {
    const { words } = readQuestion(topic, this.#lexicon);
    const weights = words.map((word) => this.#weigh(word));
    return { words, weights, weight: weights.reduce((sum, weight) => sum + weight, 0) };
  }

  /** Made anew for each text: what a topic's words were compared with would fill the memory. */
  #query(words: readonly Word[]): QueryWord[] {
    return prepareQuery(words, this.#weigh, (word) =>
      [...word.concepts, ...word.own].flatMap((concept) => this.#lexicon.arabicWords(concept)),
    );
  }

  /** Topics of which enough is in some passage and the title by stem, meaning or sound, with those passages. */
  #candidates({ title, passages }: ReadText): Map<Topic, ReadPassage[]> {
    const candidates = new Map<Topic, ReadPassage[]>();
    for (const passage of passages) {
      this.#passage++;
      const found: Topic[] = [];
      const seen = new Set<string>();
      for (const words of [title, ...passage.sentences.map((sentence) => sentence.words)]) {
        for (const word of words) {
          if (seen.has(word.key)) continue;
          seen.add(word.key);
          for (const term of termsOf(word)) this.#collect(term, found);
        }
      }
      for (const topic of found) {
        const needed = Math.max(this.#threshold - bonusOf(topic, passage.vector), leastShare);
        if (topic.covered < candidateShare * Math.min(needed, 1) * topic.weight) continue;
        const known = candidates.get(topic);
        if (known) known.push(passage);
        else candidates.set(topic, [passage]);
      }
    }
    return new Map([...candidates].sort(([a], [b]) => a.id - b.id));
  }

  #collect(term: string, found: Topic[]): void {
    for (const word of this.#postings.get(term) ?? []) {
      if (word.seenIn === this.#passage) continue;
      word.seenIn = this.#passage;
      const { topic } = word;
      if (topic.seenIn !== this.#passage) {
        topic.seenIn = this.#passage;
        topic.covered = 0;
        found.push(topic);
      }
      topic.covered += word.weight;
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
