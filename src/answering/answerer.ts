import type { Lexicon } from '../language/concepts.ts';
import { completeFollowUp } from '../language/follow-up.ts';
import { type Question, readQuestion } from '../language/question.ts';
import { respell } from '../language/respell.ts';
import { isFunctionWord } from '../language/words.ts';
import type { RankingModel } from '../retrieval/linear-model.ts';
import type { Search, SearchOptions, SearchResult } from '../retrieval/search.ts';
import type { Answer, Outcome } from './answer.ts';
import { confidence, confidenceFeatures } from './confidence.ts';
import { quote, quoteNearest } from './quote.ts';
import { type RankedSentence, rankSentences } from './rank-sentences.ts';

/** All that went into an answer: for `--explain` and for measuring. */
export interface Consideration {
  /** As asked. */
  readonly asked: string;
  /** As understood: completed from the question before it where it is a follow-up. */
  readonly question: Question;
  readonly search: SearchResult;
  /** Most likely answer first. */
  readonly sentences: readonly RankedSentence[];
  readonly confidenceParts: Readonly<Record<string, number>>;
  /** Chance, 0 to 1, that the first sentence answers. */
  readonly confidence: number;
  readonly outcome: Outcome;
}

/** How a question is asked. */
export interface AskOptions extends SearchOptions {
  /** The question that was answered before it in this conversation. */
  readonly previous?: string;
}

/** Least confidence for each outcome; below `related` the reports don't say. */
export interface Thresholds {
  readonly answer: number;
  readonly related: number;
}

/** Chosen with the figures of README "Quality" in view: most answerable questions answered, most withheld ones refused. */
export const THRESHOLDS: Thresholds = { answer: 0.45, related: 0.25 };

/** Answers questions with sentences of the reports. */
export class Answerer {
  readonly #lexicon: Lexicon;
  readonly #search: Search;
  readonly #model: RankingModel;
  readonly #thresholds: Thresholds;

  constructor(parts: { lexicon: Lexicon; search: Search; model: RankingModel; thresholds?: Thresholds }) {
    this.#lexicon = parts.lexicon;
    this.#search = parts.search;
    this.#model = parts.model;
    this.#thresholds = parts.thresholds ?? THRESHOLDS;
  }

  /** What the reports say to a question, quoted and cited. */
  async ask(text: string, options: AskOptions = {}): Promise<Answer> {
    return this.answer(await this.consider(text, options));
  }

  /** Finds and weighs the sentences that may answer, without choosing what to show. */
  async consider(text: string, options: AskOptions = {}): Promise<Consideration> {
    const question = this.#understand(text, options.previous);
    const search = await this.#search.search(question, options);
    const sentences = rankSentences(search, this.#model.sentences);
    const confidenceParts = confidenceFeatures(search, sentences);
    // Function words alone ("and so?") ask about nothing; where something was said before, they were completed.
    const asksNothing = question.words.every(isFunctionWord);
    const chance =
      sentences.length === 0 || asksNothing ? 0 : confidence(confidenceParts, this.#model.confidence);
    return {
      asked: text,
      question,
      search,
      sentences,
      confidenceParts,
      confidence: chance,
      outcome: this.#outcome(chance),
    };
  }

  /** Chooses the quotes and writes the citations. */
  answer(considered: Consideration): Answer {
    const { asked, question, outcome, sentences } = considered;
    const quoted =
      outcome === 'answer' ? quote(sentences) : outcome === 'related' ? quoteNearest(sentences) : quote([]);
    return {
      question: asked,
      understoodAs: question.text === asked ? null : question.text,
      language: question.language,
      outcome,
      confidence: Math.round(considered.confidence * 1000) / 1000,
      ...quoted,
    };
  }

  #understand(text: string, previous: string | undefined): Question {
    const question = this.#read(text);
    if (previous === undefined) return question;
    return completeFollowUp(question, this.#read(previous)) ?? question;
  }

  /** Reads a question as it was meant; it is shown as typed unless a word of it was guessed. */
  #read(typed: string): Question {
    const { text, guessed } = respell(typed, this.#lexicon, this.#search.vocabulary);
    const question = readQuestion(text, this.#lexicon);
    return guessed ? question : { ...question, text: typed };
  }

  #outcome(chance: number): Outcome {
    if (chance >= this.#thresholds.answer) return 'answer';
    return chance >= this.#thresholds.related ? 'related' : 'none';
  }
}
