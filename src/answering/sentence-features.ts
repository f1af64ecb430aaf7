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

const causeMarks =
  /(?:^| )(?:ل?ان|بسبب|نتيجه|نظرا|لذلك|بهدف|لهدف|من اجل|لاجل|ل?كي|سبب|السبب|اسباب|ادي|ادت|يعود|تعود|ردا|احتجاجا|بغيه|because|due|reason|since|therefore|so that|in order|after)(?: |$)/;
const meansMarks = /(?:^| )(?:عبر|من خلال|بواسطه|عن طريق|باستخدام|حيث|by|through|using|via)(?: |$)/;

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
  const anchors = [...alignment.at].filter((at, q) => at >= 0 && alignment.best[q]! >= 0.6);
  let wanted = 0;
  let wantedNew = 0;
  let near = 0;
  let numbersNew = 0;
  let latinNew = 0;
  let unknown = 0;
  for (const [i, word] of words.entries()) {
    const isNew = !repeats[i];
    if (word.phrase < 0 && word.script === 'arabic') unknown++;
    if (word.script === 'number' && isNew) numbersNew++;
    if (word.script === 'latin' && isNew) latinNew++;
    if (!(word.kinds & question.wants) || word.kinds & KIND.function) continue;
    wanted++;
    if (!isNew) continue;
    wantedNew++;
    for (const at of anchors) near = Math.max(near, 1 / (1 + Math.abs(at - i) / 3));
  }
  return { wanted, wantedNew, near, numbersNew, latinNew, unknown: unknown / Math.max(1, words.length) };
}

/**
 * What the ranking of sentences knows of one sentence, by name. What weighs otherwise for a kind of question or
 * a language is there again as `kind:name`, `language:name`.
 */
export function sentenceFeatures(
  { question, query, hits }: SearchResult,
  hit: SearchHit,
  index: number,
): Record<string, number> {
  const alignment = hit.sentences[index]!;
  const { words } = hit.reading.sentences[index] as { words: readonly Word[] };
  const previous = hit.sentences[index - 1];
  let context = alignment.best;
  if (previous) context = withContext(context, previous.best, previousShare);
  if (index > 0) context = withContext(context, hit.sentences[0]!.best, openingShare);
  const opening = withContext(hit.title.best, hit.sentences[0]!.best, index > 0 ? 1 : 0);
  const found = offer(question, query, alignment, words);
  const heaviest = query.reduce((h, { weight }, q) => (weight > (query[h]?.weight ?? 0) ? q : h), 0);
  const length = Math.log(1 + words.length);
  const line = question.kind === 'why' || question.kind === 'how' ? words.map((w) => w.term).join(' ') : '';
  const covers: Record<string, number> = {
    cover: coverage(query, alignment.best),
    coverLetters: coverage(query, alignment.letters),
    coverMeaning: coverage(query, alignment.meaning),
    coverContext: coverage(query, context),
    coverTitled: coverage(query, withContext(context, hit.title.best, titleShare)),
    coverPassage: coverage(query, withContext(context, hit.passage.best, passageShare)),
    focus: focusCoverage(query, alignment.best, hit.title.best),
    focusOpening: focusCoverage(query, alignment.best, opening),
    heaviest: alignment.best[heaviest] ?? 0,
    pairs: orderedPairs(query, alignment),
    passageScore: hit.score - hits[0]!.score,
    passageBelief: hit.belief,
    passageCover: coverage(query, hit.passage.best),
  };
  return {
    ...covers,
    length,
    short: words.length < 6 ? 1 : 0,
    opening: index === 0 ? 1 : 0,
    position: index / hit.sentences.length,
    wanted: Math.min(1, found.wanted),
    wantedNew: Math.min(1, found.wantedNew),
    wantedNewCount: Math.log(1 + found.wantedNew),
    near: found.near,
    nearCover: found.near * coverage(query, context),
    // A question that wants no certain kind is content with any sentence.
    coverWanted: question.wants && found.wantedNew === 0 ? 0 : coverage(query, context),
    numbersNew: Math.min(1, found.numbersNew),
    unknown: found.unknown,
    cause: question.kind === 'why' && causeMarks.test(line) ? 1 : 0,
    means: question.kind === 'how' && meansMarks.test(line) ? 1 : 0,
    passageFirst: hit === hits[0] ? 1 : 0,
    ...named(question.kind, perKind(found, length)),
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
function perKind(found: Offer, length: number): Record<string, number> {
  return {
    wantedNew: Math.min(1, found.wantedNew),
    near: found.near,
    numbersNew: Math.min(1, found.numbersNew),
    latinNew: Math.min(1, found.latinNew),
    unknown: found.unknown,
    length,
  };
}
