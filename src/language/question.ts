import type { Lexicon } from './concepts.ts';
import { detectLanguage } from './detect.ts';
import { isFunctionWord, KIND, readWords, type Word } from './words.ts';

/** What kind of answer a question wants. */
export type AnswerKind = 'who' | 'when' | 'where' | 'how-many' | 'why' | 'how' | 'what' | 'other';

/** A question, understood as far as the rules go. */
export interface Question {
  readonly text: string;
  /** The language of the answer's frame. */
  readonly language: 'ar' | 'en';
  readonly kind: AnswerKind;
  /** Bits of `KIND` that a word of the answer should have; 0 when nothing is known. */
  readonly wants: number;
  /** The words that say what is asked about; question and function words are not among them. */
  readonly words: readonly Word[];
}

const wantsOf: Readonly<Record<AnswerKind, number>> = {
  who: KIND.person | KIND.organisation | KIND.role | KIND.nationality,
  when: KIND.time,
  where: KIND.place,
  'how-many': KIND.number,
  why: 0,
  how: 0,
  what: 0,
  other: 0,
};

/**
 * Openings by kind, over normalised words: Modern Standard Arabic, the dialects of Syria and its
 * neighbours, Arabic chat spelling, English. The first that stands in the question decides.
 */
const openings: readonly (readonly [AnswerKind, RegExp])[] = [
  ['why', /(?:^| )(?:لماذا|لم|ليش|ليه|لايش|علاش|ما سبب|ما اسباب|ما هو سبب|ما هي اسباب|ما السبب|why|how come|what (?:was|is|were|are) the (?:reason|cause)s?)(?= |$)/],
  ['how-many', /(?:^| )(?:كم|قديش|اديش|قداش|ما عدد|ما هو عدد|كم عدد|ما نسبه|ما هي نسبه|how (?:many|much|long|old|far|large|big|tall|often)|what (?:number|percentage|percent|fraction|proportion))(?= |$)/],
  ['when', /(?:^| )(?:متي|ايمتي|امتي|ايمت|امت|وقتيش|في اي (?:عام|سنه|يوم|شهر|تاريخ|قرن|عقد|وقت|فتره)|ما (?:هو )?(?:تاريخ|موعد)|(?:اي|في اي) (?:عام|سنه)|when|(?:in |on )?(?:what|which) (?:year|date|day|month|century|decade|time))(?= |$)/],
  ['where', /(?:^| )(?:اين|وين|فين|منين|لوين|في اي (?:مدينه|بلد|دوله|مكان|منطقه|قريه|بلده|محافظه|حي|قاره|ولايه)|ما (?:هي )?(?:عاصمه|مدينه|مكان)|where|(?:in |at )?(?:what|which) (?:city|country|town|village|place|state|region|area|province|continent))(?= |$)/],
  ['who', /(?:^| )(?:من هو|من هي|من هم|من الذي|من التي|من الذين|مين|منو|مينو|ما اسم|ما هو اسم|who|whom|whose)(?= |$)|^(?:و)?من(?= )/],
  ['how', /(?:^| )(?:كيف|شلون|كيفيه|ازاي|how)(?= |$)/],
  ['what', /(?:^| )(?:ما|ماذا|شو|ايش|ماهو|ماهي|بماذا|لاي|باي|اي|ما هو|ما هي|what|which)(?= |$)/],
]; // biome-ignore format: one pattern a line

/** Words that only carry a question and that the glossary takes for content. */
const frameWords = new Set(
  'did does do done has have had was were is are be been being can could would should will shall may might many much name names kind type اسم عدد نوع هي هو يوجد'.split(
    ' ',
  ),
);

/** `in which city`, `أي محافظة`: the noun that names the class of the answer. */
function askedClass(words: readonly Word[]): number {
  for (const [i, word] of words.entries()) {
    if (!/^(?:اي|لاي|باي|which|what)$/.test(word.term)) continue;
    const noun = words[i + 1];
    if (!noun) return 0;
    if (noun.kinds & KIND.time) return KIND.time;
    if (noun.kinds & KIND.place) return KIND.place;
    if (noun.kinds & (KIND.organisation | KIND.person | KIND.role)) return wantsOf.who;
    if (noun.kinds & KIND.nationality) return KIND.nationality | KIND.place;
    if (noun.kinds & (KIND.unit | KIND.number)) return KIND.number;
  }
  return 0;
}

/** Reads a question. Any text is taken; an empty one has no words. */
export function readQuestion(text: string, lexicon: Lexicon): Question {
  const words = readWords(text, lexicon);
  const line = words.map((word) => word.term).join(' ');
  const kind = openings.find(([, pattern]) => pattern.test(line))?.[0] ?? 'other';
  const content = words.filter((word) => !isFunctionWord(word) && !frameWords.has(word.term));
  return {
    text,
    language: detectLanguage(text) === 'en' ? 'en' : 'ar',
    kind,
    wants: kind === 'what' || kind === 'other' ? askedClass(words) : wantsOf[kind],
    // A question of function words alone ("who are they?") is asked with what it has.
    words: content.length > 0 ? content : words,
  };
}
