import type { Lexicon } from '../language/concepts.ts';
import { readWords, type Word } from '../language/words.ts';
import type { Span } from '../reports/report.ts';
import type { ReportPassage } from '../reports/stored.ts';

/** A sentence of a candidate passage. */
export interface SentenceReading {
  /** Offsets into the text of the report. */
  readonly span: Span;
  readonly text: string;
  readonly words: readonly Word[];
}

/** A candidate passage with its words found: what re-ranking and answering look at. */
export interface PassageReading {
  readonly passage: ReportPassage;
  readonly words: readonly Word[];
  readonly title: readonly Word[];
  readonly sentences: readonly SentenceReading[];
}

/** Texts whose words are kept: those of some five questions, about 6 kB each. */
const mostTexts = 200;

/**
 * Reads passages and remembers the words of those it read last: questions come back to the same passages, a further
 * page of results to all of them.
 */
export class PassageReader {
  readonly #lexicon: Lexicon;
  readonly #most: number;
  /** The words of a text depend on nothing else, so it is its own key. The one used longest ago comes first. */
  readonly #known = new Map<string, readonly Word[]>();

  constructor(lexicon: Lexicon, most = mostTexts) {
    this.#lexicon = lexicon;
    this.#most = most;
  }

  /** How many texts are remembered now. */
  get size(): number {
    return this.#known.size;
  }

  /** Reads a passage; about 0.1 ms for 100 words not met before. */
  read(passage: ReportPassage): PassageReading {
    const words = this.#words(passage.text);
    let from = 0;
    const sentences = passage.sentences.map((span) => {
      const end = span.end - passage.start;
      let to = from;
      while (to < words.length && words[to]!.start < end) to++;
      const sentence = {
        span,
        text: passage.text.slice(span.start - passage.start, end),
        words: words.slice(from, to),
      };
      from = to;
      return sentence;
    });
    return { passage, words, title: this.#words(passage.report.title), sentences };
  }

  #words(text: string): readonly Word[] {
    const words = this.#known.get(text) ?? readWords(text, this.#lexicon);
    this.#known.delete(text);
    this.#known.set(text, words);
    if (this.#known.size > this.#most) this.#known.delete(this.#known.keys().next().value!);
    return words;
  }
}
