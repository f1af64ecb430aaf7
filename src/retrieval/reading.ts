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

/** Reads a passage; about 0.3 ms for 100 words. */
export function readPassage(passage: ReportPassage, lexicon: Lexicon): PassageReading {
  const words = readWords(passage.text, lexicon);
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
  return { passage, words, title: readWords(passage.report.title, lexicon), sentences };
}
