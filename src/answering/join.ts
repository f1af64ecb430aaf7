import type { RankedSentence } from './rank-sentences.ts';

/** Only the sentences that may be shown are joined. */
const joined = 3;
/** A neighbour belongs to the quote when it is at least this likely against the sentence itself. */
const neighbourShare = 0.05;
/** What a sentence says is explained in the next one: for a question of why or how, this much is enough. */
const explainingShare = 0.01;
/** A joined quote has no more words than this. */
const mostWords = 80;

/**
 * Openings of a sentence that hangs in the air without the one before it: pronouns and demonstratives, verbs of going on
 * to say («وأضاف …»).
 */
const hangs =
  /^[\s"'«“(]*(?:و?(?:هو|هي|هم|هذا|هذه|ذلك|تلك|بذلك|لذلك|كما|كذلك|أيضا|أيضًا|لكن|ثم|قد|إذ|حيث|كان|كانت|أضافت?|أضافوا|تابعت?|تابعوا|أشارت?|أشاروا|أوضحت?|أوضحوا|أكدت?|أكدوا|قالت?|قالوا|لفتت?|لفتوا|بينت?|ذكرت?|منها|منهم|فيها|فيه|بها|به|لها|له)|ف(?!ي)\S*|بل|He|She|It|They|This|That|These|Those|His|Her|Its|Their|But|And|However|Also|Then)\s/u;
/** Nearly every sentence of Arabic news begins so: it goes on from the one before, and says little without being asked to. */
const goesOn = /^[\s"'«“(]*و/u;
/** The end of a sentence. */
const ends = /[.!?؟…][\s"'”»)\]]*$/u;

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
    if (other.hit !== sentence.hit) return false;
    const [earlier, later] = inOrder(sentence, other);
    const words = earlier.sentence.words.length + later.sentence.words.length;
    if (later.index !== earlier.index + 1 || words > mostWords) return false;
    const share = other.belief / sentence.belief;
    if (later === other && explains(other) && share >= explainingShare) return true;
    const { text } = later.sentence;
    const belongs = areHalves(earlier, later) || hangs.test(text) || (later === other && goesOn.test(text));
    return belongs && share >= neighbourShare;
  });
}

/** Two pieces of one long sentence. What has no stop at the end of its line is a heading or an item of a list. */
function areHalves(earlier: RankedSentence, later: RankedSentence): boolean {
  const { text, start } = earlier.hit.reading.passage;
  const between = text.slice(earlier.sentence.span.end - start, later.sentence.span.start - start);
  return !ends.test(earlier.sentence.text) && !between.includes('\n');
}

/** A sentence with a mark of the cause or the means that the question asks for. */
function explains({ parts }: RankedSentence): boolean {
  return Boolean(parts.cause || parts.purpose || parts.means);
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
