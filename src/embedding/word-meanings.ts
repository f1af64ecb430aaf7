import type { GlossaryConcept } from './glossary.ts';

/** What a glossary word stands for. */
export interface WordMeaning {
  /** Shares of the concepts it may mean, most weighty first; they sum to 1. */
  readonly concepts: readonly { readonly concept: number; readonly share: number }[];
  /** Length of its vector: how much it tells about a text. */
  readonly weight: number;
}

/**
 * Words too common to say anything that the glossary has no row for. They get no weight at all.
 */
const stopWords = new Set(
  `في من على عن الي الى مع هذا هذه ذلك تلك التي الذي الذين ان كان كانت كما لم لن لا ما قد او ثم حتي بين كل هو هي
   هم هناك انه انها به بها له لها فيه فيها منه منها عليه عليها يكون تكون لكن عند بعد قبل منذ حيث اي ايضا ذات غير
   لدي وفي وهو وهي هنا كيف متي اين هل علي
   the a an of in on at to for from by with and or not is are was were be been being do does did has have had this
   that these those it its he she they them his her their as which who whom what when where why how many much than
   then there into if but so such can could will would may might should must also about after before during between
   some any other one s t we you i our your my me us`
    .trim()
    .split(/\s+/),
);

/**
 * Phrases take at most as much as the word's own concepts times this, or a word of many phrases would lose
 * its own meaning. Tried .2, .5, 1, 2 and 5: all within 1 point from .5 on.
 */
const phraseShare = 1;
/** What a phrase's concept counts beside a word's own. */
const phrasePart = 0.6;
/** A phrase's word below this part of it tells too little of the phrase to be mixed in. */
const minPhrasePart = 0.02;
/** Concepts beyond these add noise to an ambiguous word, and rows to the table. */
const maxConceptsPerWord = 6;
const minShare = 0.03;
/** Weight of a word of one concept; each e-fold of concepts takes 1 away. Tried 5, 6 and 9: 9 was best. */
const topWeight = 9;
const minWeight = 0.3;
/** Tried 9 and 14: 9 was better. */
const idiomWeight = 9;
const functionFactor = 0.05;

/**
 * The meaning of every word of the glossary. A one-word term means its concept; a word of a phrase takes
 * a share of the phrase's concept, the larger the fewer concepts the word occurs in.
 */
export function wordMeanings(concepts: readonly GlossaryConcept[]): Map<string, WordMeaning> {
  const usedIn = new Map<string, Set<number>>();
  const functionWords = new Set(stopWords);
  for (const [index, concept] of concepts.entries()) {
    for (const words of [...concept.arabic, ...concept.english]) {
      if (concept.kind === 'function' && words.length === 1) functionWords.add(words[0] as string);
      for (const word of words) {
        const used = usedIn.get(word);
        if (used) used.add(index);
        else usedIn.set(word, new Set([index]));
      }
    }
  }
  const own = new Map<string, Map<number, number>>();
  const ofPhrases = new Map<string, Map<number, number>>();
  for (const [index, concept] of concepts.entries()) {
    for (const words of [...concept.arabic, ...concept.english]) {
      if (words.length === 1) {
        add(own, words[0] as string, index, 1);
        continue;
      }
      const specific = words.map((word) =>
        functionWords.has(word) ? minPhrasePart : 1 / (usedIn.get(word) as Set<number>).size,
      );
      const whole = specific.reduce((a, b) => a + b, 0);
      for (const [i, word] of words.entries()) {
        const part = (specific[i] as number) / whole;
        if (part > minPhrasePart) add(ofPhrases, word, index, part);
      }
    }
  }
  const meanings = new Map<string, WordMeaning>();
  for (const word of usedIn.keys()) {
    const byConcept = blend(own.get(word), ofPhrases.get(word));
    const total = sum(byConcept);
    if (total === 0) continue;
    let functional = 0;
    for (const [concept, share] of byConcept) if (concepts[concept]?.kind === 'function') functional += share;
    const isFunction = functional / total > 0.3;
    const used = (usedIn.get(word) as Set<number>).size;
    const weight = stopWords.has(word)
      ? 0
      : Math.max(minWeight, topWeight - Math.log(used)) * (isFunction ? functionFactor : 1);
    meanings.set(word, { concepts: largest(byConcept), weight });
  }
  for (const word of stopWords) if (!meanings.has(word)) meanings.set(word, { concepts: [], weight: 0 });
  return meanings;
}

type Shares = Map<number, number>;

function add(to: Map<string, Shares>, word: string, concept: number, share: number): void {
  const known = to.get(word) ?? new Map<number, number>();
  known.set(concept, (known.get(concept) ?? 0) + share);
  to.set(word, known);
}

function sum(shares: Shares): number {
  let total = 0;
  for (const share of shares.values()) total += share;
  return total;
}

function blend(own: Shares = new Map(), ofPhrases: Shares = new Map()): Shares {
  if (own.size === 0) return ofPhrases;
  const blended = new Map(own);
  const cap = phraseShare * sum(own);
  const factor = Math.min(phrasePart, cap / Math.max(sum(ofPhrases), 1e-9));
  for (const [concept, share] of ofPhrases)
    blended.set(concept, (blended.get(concept) ?? 0) + factor * share);
  return blended;
}

/**
 * The meaning of every idiom (words joined by a space): its concept, or those that share it.
 */
export function idiomMeanings(concepts: readonly GlossaryConcept[]): Map<string, WordMeaning> {
  const shares = new Map<string, Shares>();
  for (const [index, concept] of concepts.entries()) {
    for (const words of concept.idioms) add(shares, words.join(' '), index, 1);
  }
  const meanings = new Map<string, WordMeaning>();
  for (const [phrase, byConcept] of shares) {
    const functional = [...byConcept.keys()].some((index) => concepts[index]?.kind === 'function');
    const weight = idiomWeight * (functional ? functionFactor : 1);
    meanings.set(phrase, { concepts: largest(byConcept), weight });
  }
  return meanings;
}

function largest(byConcept: ReadonlyMap<number, number>): { concept: number; share: number }[] {
  const sorted = [...byConcept].sort(([a, x], [b, y]) => y - x || a - b).slice(0, maxConceptsPerWord);
  const whole = sum(new Map(sorted));
  const kept = sorted.filter(([, share]) => share >= minShare * whole);
  const rest = kept.reduce((total, [, share]) => total + share, 0);
  return kept.map(([concept, share]) => ({ concept, share: share / rest }));
}
