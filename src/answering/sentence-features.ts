import type { Question } from '../language/question.ts';
import { KIND, type Word } from '../language/words.ts';
import {
  type Alignment,
  coverage,
  orderedPairs,
  type QueryWord,
  withContext,
} from '../retrieval/alignment.ts';
import type { SearchHit, SearchResult } from '../retrieval/search.ts';

/** How much the words of neighbours count for a sentence: what it leaves unsaid was said there. */
const previousShare = 0.6;
const openingShare = 0.5;
const titleShare = 0.5;
const passageShare = 0.3;

/** Above this likeness a word of the text repeats the question and so cannot be its answer. */
const repeatThreshold = 0.7;

/** From this likeness on a word of the question counts as found. */
const foundThreshold = 0.6;

const causeMarks =
  /(?:^| )(?:[وف]?(?:ل?ان|بسبب|نتيجه|نظرا|لذلك|لذا|بهدف|لهدف|من اجل|لاجل|ل?كي|[بل]?سبب|ال?سبب|ال?اسباب|ادي|ادت|يودي|مما|اذ|يعود|تعود|ردا|احتجاجا|بغيه|بفضل|حيث|غرض|لغرض|بغرض|بدافع|خوفا|في اطار)|because|due|reasons?|since|therefore|thus|so that|in order|after|result|led to|caused?)(?: |$)/;
const meansMarks =
  /(?:^| )[وف]?(?:عبر|من خلال|بواسطه|عن طريق|باستخدام|حيث|بطريقه|طريقه|by|through|using|via)(?: |$)/;
/** An accusative of purpose or of circumstance, as it is written: حفاظًا، تخليدا. */
const accusative = /\p{L}{3,}(?:ًا|اً|ا)(?:\s+(?:ل|ب|من|على|في|عن|إلى|لل)|[،.])/u;
/** ل before a verb, in order to; vowelled (لِ) too. */
const purposeVerb = /(?:^|\s)ل(?:[يتن]|\u0650)\p{L}{2,}/u;
/** What opens a definition: "X is a …". */
const definitionMarks =
  /(?:^| )(?:هو|هي|هم|عباره عن|يعتبر|تعتبر|يعد|تعد|يعرف|تعرف|يقصد|مصطلح|احد|احدي|is an?|was an?|is the|was the|are|refers to|known as)(?: |$)/;
/** Openings that go on from the sentence before: what they are about was named there. */
const continuation =
  /^(?:و?(?:هو|هي|هم|هذا|هذه|ذلك|تلك|كما|كذلك|ايضا)|وق?د|و[يتا]\p{L}+|he|she|it|they|this|that|these|those|also|his|her|its|their)(?: |$)/u;

/** What of a sentence may be the answer, told apart from what only repeats the question. */
interface Offer {
  /** Words of the wanted kind, and those among them that the question did not name. */
  readonly wanted: number;
  readonly wantedNew: number;
  /** 0 to 1: how near a new wanted word stands to the question's words. */
  readonly near: number;
  readonly numbersNew: number;
  readonly latinNew: number;
  /** Share of words that no glossary row covers: mostly names. */
  readonly unknown: number;
  /** Words of content that the question did not name. */
  readonly contentNew: number;
  /** Words of content that no glossary row covers, and that the question did not name. */
  readonly unknownNew: number;
  /** Share of the content words between the first and the last word found that were found. */
  readonly density: number;
}

function offer(
  question: Question,
  query: readonly QueryWord[],
  alignment: Alignment,
  words: readonly Word[],
): Offer {
  const repeats = words.map((word) =>
    query.some(({ comparer }) => {
      const likeness = comparer.likeness(word);
      return likeness.letters > repeatThreshold || likeness.meaning > repeatThreshold;
    }),
  );
  const anchors = [...alignment.at].filter((at, q) => at >= 0 && alignment.best[q]! >= foundThreshold);
  let wanted = 0;
  let wantedNew = 0;
  let near = 0;
  let numbersNew = 0;
  let latinNew = 0;
  let unknown = 0;
  let contentNew = 0;
  let unknownNew = 0;
  for (const [i, word] of words.entries()) {
    const isNew = !repeats[i];
    if (word.phrase < 0 && word.script === 'arabic') unknown++;
    if (word.script === 'number' && isNew) numbersNew++;
    if (word.script === 'latin' && isNew) latinNew++;
    if (isNew && !(word.kinds & KIND.function)) {
      contentNew++;
      if (word.phrase < 0) unknownNew++;
    }
    if (!(word.kinds & question.wants) || word.kinds & KIND.function) continue;
    wanted++;
    if (!isNew) continue;
    wantedNew++;
    for (const at of anchors) near = Math.max(near, 1 / (1 + Math.abs(at - i) / 3));
  }
  const from = Math.min(...anchors);
  const to = Math.max(...anchors);
  const between = words.slice(from, to + 1).filter((word) => !(word.kinds & KIND.function)).length;
  const density = anchors.length < 2 ? 0 : new Set(anchors).size / Math.max(1, between);
  return {
    wanted,
    wantedNew,
    near,
    numbersNew,
    latinNew,
    unknown: unknown / Math.max(1, words.length),
    contentNew,
    unknownNew,
    density,
  };
}

/** What is compared between the sentences of one passage, and between the passages. */
interface Surroundings {
  /** For each sentence, its coverage with its neighbours' words. */
  readonly covers: readonly number[];
  /** For each word of the question, the share of the passage's sentences that have it. */
  readonly inPassage: Float32Array;
  /** For each word of the question, the share of the best passages that have it. */
  readonly inPassages: Float32Array;
}

/** Passages over which the words of the subject show: they have what is asked about, not what is asked. */
const passagesCompared = 10;

function shareFound(alignments: readonly Alignment[], size: number): Float32Array {
  const shares = new Float32Array(size);
  for (const { best } of alignments)
    for (let q = 0; q < size; q++) if (best[q]! >= foundThreshold) shares[q]! += 1 / alignments.length;
  return shares;
}

function contextOf(hit: SearchHit, index: number): Float32Array {
  const own = hit.sentences[index]!.best;
  const previous = hit.sentences[index - 1];
  if (!previous) return own;
  return withContext(withContext(own, previous.best, previousShare), hit.sentences[0]!.best, openingShare);
}

/**
 * What the ranking of sentences knows of every sentence of a passage that was found, see {@link sentenceFeatures}. What
 * the passages have in common is counted once for all of them.
 */
export function sentenceFeaturesOf(result: SearchResult): (hit: SearchHit) => Record<string, number>[] {
  const { query, hits } = result;
  const inPassages = shareFound(
    hits.slice(0, passagesCompared).map((other) => other.passage),
    query.length,
  );
  return (hit) => {
    const surroundings = {
      covers: hit.sentences.map((_, i) => coverage(query, contextOf(hit, i))),
      inPassage: shareFound(hit.sentences, query.length),
      inPassages,
    };
    return hit.sentences.map((_, i) => sentenceFeatures(result, hit, i, surroundings));
  };
}

/**
 * What the ranking of sentences knows of one sentence, by name. What weighs otherwise for a kind of question or
 * a language is there again as `kind:name`, `language:name`.
 */
function sentenceFeatures(
  { question, query, hits }: SearchResult,
  hit: SearchHit,
  index: number,
  { covers: all, inPassage, inPassages }: Surroundings,
): Record<string, number> {
  const alignment = hit.sentences[index]!;
  const { words, text } = hit.reading.sentences[index]!;
  const context = contextOf(hit, index);
  const opening = withContext(hit.title.best, hit.sentences[0]!.best, index > 0 ? 1 : 0);
  const found = offer(question, query, alignment, words);
  const heaviest = query.reduce((h, { weight }, q) => (weight > (query[h]?.weight ?? 0) ? q : h), 0);
  const length = Math.log(1 + words.length);
  const line = words.map((w) => w.term).join(' ');
  const others = all.filter((_, i) => i !== index);
  const cover = coverage(query, alignment.best);
  const covers: Record<string, number> = {
    cover,
    coverLetters: coverage(query, alignment.letters),
    coverMeaning: coverage(query, alignment.meaning),
    coverContext: all[index]!,
    coverTitled: coverage(query, withContext(context, hit.title.best, titleShare)),
    coverPassage: coverage(query, withContext(context, hit.passage.best, passageShare)),
    focus: focusCoverage(query, alignment.best, hit.title.best),
    focusOpening: focusCoverage(query, alignment.best, opening),
    focusPassage: focusCoverage(query, alignment.best, inPassage),
    focusPassages: focusCoverage(query, alignment.best, inPassages),
    heaviest: alignment.best[heaviest] ?? 0,
    first: alignment.best[0] ?? 0,
    last: alignment.best[query.length - 1] ?? 0,
    pairs: orderedPairs(query, alignment),
    lead: all[index]! - Math.max(0, ...others),
    passageScore: hit.score - hits[0]!.score,
    passageBelief: hit.belief,
    passageCover: coverage(query, hit.passage.best),
  };
  return {
    ...covers,
    length,
    short: words.length < 6 ? 1 : 0,
    opening: index === 0 ? 1 : 0,
    closing: index === hit.sentences.length - 1 ? 1 : 0,
    position: index / hit.sentences.length,
    afterBest: index > 0 && all[index - 1] === Math.max(...all) ? 1 : 0,
    beforeCover: index > 0 ? coverage(query, hit.sentences[index - 1]!.best) : 0,
    afterCover: index + 1 < all.length ? coverage(query, hit.sentences[index + 1]!.best) : 0,
    better: others.filter((c) => c > all[index]!).length,
    wanted: Math.min(1, found.wanted),
    wantedNew: Math.min(1, found.wantedNew),
    wantedNewCount: Math.log(1 + found.wantedNew),
    near: found.near,
    nearCover: found.near * all[index]!,
    // A question that wants no certain kind is content with any sentence.
    coverWanted: question.wants && found.wantedNew === 0 ? 0 : all[index]!,
    numbersNew: Math.min(1, found.numbersNew),
    unknown: found.unknown,
    contentNew: Math.log(1 + found.contentNew),
    unknownNew: Math.log(1 + found.unknownNew),
    coverNew: cover * Math.log(1 + found.contentNew),
    density: found.density,
    continues: continuation.test(line) ? 1 : 0,
    quoted: /["«“(]/.test(text) ? 1 : 0,
    cause: question.kind === 'why' && causeMarks.test(line) ? 1 : 0,
    purpose: question.kind === 'why' && (accusative.test(text) || purposeVerb.test(text)) ? 1 : 0,
    means: question.kind === 'how' && meansMarks.test(line) ? 1 : 0,
    defines: definitionMarks.test(line) ? 1 : 0,
    definesNamed: query.length <= 3 && definitionMarks.test(line) ? cover : 0,
    passageFirst: hit === hits[0] ? 1 : 0,
    passageRank: Math.log(1 + hits.indexOf(hit)),
    ...named(question.kind, perKind(found, length, index)),
    // A word found in another language is weaker evidence than one found as it is written.
    ...named(question.language, covers),
  };
}

/**
 * Coverage of what the question asks beyond its topic: a word that the title or the opening names anyway (`topic`)
 * chooses the report, the others choose the sentence. 0 to 1; 0 when all is topic.
 */
function focusCoverage(query: readonly QueryWord[], likeness: Float32Array, topic: Float32Array): number {
  let covered = 0;
  let all = 0;
  for (const [q, { weight }] of query.entries()) {
    const share = weight * (1 - topic[q]!);
    covered += share * likeness[q]!;
    all += share;
  }
  return all > 1e-6 ? covered / all : 0;
}

/** The same features under names of their own, for what weighs differently in one case than in general. */
function named(prefix: string, features: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(features).map(([name, value]) => [`${prefix}:${name}`, value]));
}

/** What counts differently for each kind of question (`AnswerKind`). */
function perKind(found: Offer, length: number, index: number): Record<string, number> {
  return {
    opening: index === 0 ? 1 : 0,
    contentNew: Math.log(1 + found.contentNew),
    wantedNew: Math.min(1, found.wantedNew),
    near: found.near,
    numbersNew: Math.min(1, found.numbersNew),
    latinNew: Math.min(1, found.latinNew),
    unknown: found.unknown,
    length,
  };
}
