import type { RankedSentence } from './rank-sentences.ts';

/** Only the sentences that may be shown are joined. */
const joined = 3;
/** A neighbour belongs to the quote when it is at least this likely against the sentence itself. */
const neighbourShare = 0.05;
/** A joined quote has no more words than this. */
const mostWords = 80;

/**
 * Openings by which a sentence goes on from the one before it: و and its kin, pronouns and demonstratives. Alone, such
 * a sentence hangs in the air («وأضاف …»), and what it goes on from is half of it.
 */
const goesOn =
  /^[\s"'«“(]*(?:و|ف(?!ي)|(?:كما|كذلك|أيضا|أيضًا|هو|هي|هم|هذا|هذه|ذلك|تلك|ثم|لكن|إذ|حيث|لذلك|بل|He|She|It|They|This|That|These|Those|His|Her|Its|Their|But|And|However|Also|Then)\s)/u;

/**
 * Sentences of which one goes on from the other, and which may both answer, become one quote: a run of the report,
 * letter for letter. The ranking stays as it is otherwise.
 */
export function joinNeighbours(ranked: readonly RankedSentence[]): RankedSentence[] {
  const left = [...ranked];
  for (let i = 0; i < Math.min(joined, left.length); i++) {
    const sentence = left[i]!;
    const neighbour = likeliestNeighbour(sentence, left.slice(i + 1));
    if (!neighbour) continue;
    left[i] = join(sentence, neighbour);
    left.splice(left.indexOf(neighbour), 1);
  }
  return left;
}

function likeliestNeighbour(
  sentence: RankedSentence,
  others: readonly RankedSentence[],
): RankedSentence | undefined {
  return others.find((other) => {
    if (other.hit !== sentence.hit || other.belief < neighbourShare * sentence.belief) return false;
    const [earlier, later] = inOrder(sentence, other);
    const words = earlier.sentence.words.length + later.sentence.words.length;
    return later.index === earlier.index + 1 && words <= mostWords && goesOn.test(later.sentence.text);
  });
}

function inOrder(a: RankedSentence, b: RankedSentence): [RankedSentence, RankedSentence] {
  return a.index < b.index ? [a, b] : [b, a];
}

function join(sentence: RankedSentence, neighbour: RankedSentence): RankedSentence {
  const [earlier, later] = inOrder(sentence, neighbour);
  const { passage } = sentence.hit.reading;
  const span = { start: earlier.sentence.span.start, end: later.sentence.span.end };
  return {
    ...sentence,
    index: earlier.index,
    belief: sentence.belief + neighbour.belief,
    sentence: {
      span,
      text: passage.text.slice(span.start - passage.start, span.end - passage.start),
      words: [...earlier.sentence.words, ...later.sentence.words],
    },
  };
}
