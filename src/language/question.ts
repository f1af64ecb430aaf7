import type { Lexicon } from './concepts.ts';
import { detectLanguage } from './detect.ts';
import { isFunctionWord, KIND, readWords, type Word } from './words.ts';

/** What kind of answer a question wants. */
export type AnswerKind = 'who' | 'when' | 'where' | 'how-many' | 'why' | 'how' | 'what' | 'other';

/** A question, understood as far as the rules go. */
export interface Question {
  /** As it is shown. */
  readonly text: string;
  /** What is looked for in the indexes: the text, or more than it for a follow-up. */
  readonly searched: string;
  /** The language of the answer's frame. */
  readonly language: 'ar' | 'en';
  readonly kind: AnswerKind;
  /** Bits of `KIND` that a word of the answer should have; 0 when nothing is known. */
  readonly wants: number;
  /** The words that say what is asked about; question and function words are not among them. */
  readonly words: readonly Word[];
  /** All words, in order. */
  readonly spoken: readonly Word[];
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
 * Openings by kind, over normalised words parted by one space: Modern Standard Arabic, the dialects of
 * Syria and its neighbours, Arabic chat spelling, English. The one that stands first in the question
 * decides ("who … when the bridge fell?" asks who); of several at one place, the first listed.
 */
const openings: readonly (readonly [AnswerKind, RegExp])[] = [
  // لم asks why (لِمَ) only where it opens the question and no present tense follows: لم يصل is "did not arrive".
  ['why', /(?:^| )(?:[وف]?(?:لماذا|ليش|ليه|لايش|لشو|علاش|لويش|[مع]?ن?شان (?:شو|ايش|ايه)|لاي شي)|(?:[وف]?ما|ماهو|ماهي|شو|ايش) (?:هو |هي |كان |كانت )?(?:ال)?(?:سبب|اسباب|دافع|دوافع)|[وف]?ما(?:ال)?(?:سبب|اسباب)|(?:لاي|من اجل اي) سبب|من اجل (?:ماذا|شو|ايش)|why|how come|what (?:was|is|were|are) the (?:reason|cause)s?)(?= |$)|^(?:[وف]?لم (?![يتنا])|(?:علل|اذكر (?:ال)?(?:سبب|اسباب)) )/],
  // After a number of up to three figures, كم is a kilometre.
  ['how-many', /(?:^| )(?:(?<!(?:^| )\d{1,3}(?:\.\d+)? )كم|[وفب]كم|كم عدد|قديش|اديش|قديه|قداش|ا?شقد|ا?شكد|شكثر|ب?كام|ب(?:قديش|اديش|قديه)|[وف]?ما (?:هو |هي )?(?:عدد|نسبه)|how (?:many|much|long|old|far|large|big|tall|often)|what (?:number|percentage|percent|fraction|proportion)|what (?:was|is|were|are) the (?:number|percentage|fraction|proportion))(?= |$)/],
  ['when', /(?:^| )(?:[وف]?متي|[وف]?ايمتي|ايمته|يمتي|امتي|ايمت|امت|وقتيش|وقتاش|شوكت|(?:(?:في|من|منذ) اي|[بل]اي|اي) (?:عام|سنه|يوم|شهر|تاريخ|قرن|عقد|وقت|فتره|ساعه)|[وف]?ما (?:هو )?(?:تاريخ|موعد)|when|(?:in |on |at |since )?(?:what|which) (?:year|date|day|month|century|decade|time))(?= |$)/],
  ['where', /(?:^| )(?:[وف]?اين|[وفب]?وين(?:ه|ها|هم|و|ن)?|[وف]?فين|منين|مناين|لوين|(?:(?:في|من|الي) اي|[بل]اي) (?:مدينه|بلد|دوله|مكان|منطقه|قريه|بلده|محافظه|حي|قاره|ولايه)|[وف]?ما (?:ه[وي] )?(?:عاصمه|مدينه|مكان)|where|(?:in |at |to |from )?(?:what|which) (?:city|country|town|village|place|state|region|area|province|continent))(?= |$)/],
  // من is mostly "from": it asks only where it opens the question and no such phrase follows.
  ['who', /(?:^| )(?:[وف]?من (?:هو|هي|هم|الذي|التي|الذين)|[وفلب]?مين|منو|مينو|منهو|منهي|[وف]?ما (?:هو )?اسم|who|whom|whose)(?= |$)|^(?:[وف]?من (?!(?:اين|وين|متي|كم|اي|ماذا|شو|ايش|بين|خلال|اجل|قبل|بعد|جهه|حيث|اصل|ضمن|دون)(?: |$))|(?:[وف]?(?:لمن|بمن|عمن|ممن|فيمن)|(?:مع|الي|علي|عن|ضد|عند|لدي) من)(?= |$))/],
  ['how', /(?:^| )(?:[وف]?كيف|[وا]?شلون(?:ه|ها|هم)?|كيفيه|كيفاش|ازاي|how)(?= |$)/],
  ['what', /(?:^| )(?:[وفب]?ماذا|[وف]?ما|[وبلع]?شو|شنو|ا?شنهي|[وب]?وش|ويش|[وب]?ايش|ايه|شكو|ماهو|ماهي|[وفبل]?اي|what|which)(?= |$)/],
]; // biome-ignore format: one pattern a line

/** What a line asks by its first opening; ما, أي and which inside it count only where there is no other. */
function kindOfLine(line: string): AnswerKind {
  let kind: AnswerKind = 'other';
  let first = Number.POSITIVE_INFINITY;
  for (const [candidate, pattern] of openings) {
    const at = line.search(pattern);
    if (at < 0 || at >= first || (candidate === 'what' && at > 0 && kind !== 'other')) continue;
    kind = candidate;
    first = at;
  }
  return kind;
}

/** Words looked at after a comma: an opening is near it, and a pasted text may have many commas. */
const clauseWords = 40;

/** What a question asks: as a whole, else from one of its commas on («بعد الهدنة، من …»). */
function kindOf(text: string, words: readonly Word[]): AnswerKind {
  for (let i = 0; i < words.length; i++) {
    if (i > 0 && !/[،,؛;:]/.test(text.slice(words[i - 1]!.end, words[i]!.start))) continue;
    const clause = i === 0 ? words : words.slice(i, i + clauseWords);
    // A و with a space after it is typed for one without.
    const line = clause.map((word) => word.term).join(' ');
    const kind = kindOfLine(line.replace(/^([وف]) /, '$1'));
    if (kind !== 'other') return kind;
  }
  return 'other';
}

/** Words that only carry a question and that the glossary takes for content or, of the dialects, does not have. */
const frameWords = new Set(
  `did does do done has have had was were is are be been being can could would should will shall may might many much
   name names kind type اسم عدد نوع هي هو يوجد مصير fate happen happened حدث حصل صار جري صارت صاير يصير بيصير بصير
   اشقد اشكد شكثر بكام ايمته يمتي وقتاش شوكت وينه وينن منهو منهي شنهي اشنهي ويش شكو لويش كيفاش اشلون
   هذول هذولا هذوله هذي هاذي هاذا هيدول هالشي موش مب مهوب هسه هسع هسا دلوقتي دلوقت ده كده كدا اكو ماكو عايز عاوز عايزين
   ابغي ابغا بدياه عنا عندو عندن معو معن الو الن منن فين تبع بتاع بتاعه لحد هلقيت هلقد`.split(/\s+/),
);

/** `in which city`, `أي محافظة`: the noun that names the class of the answer. */
function askedClass(words: readonly Word[]): number {
  for (const [i, word] of words.entries()) {
    if (!/^(?:[وفبل]?اي|ايه|which|what)$/.test(word.term)) continue;
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

/** Whether a word says what is asked about, and does not only carry the question. */
export function isContentWord(word: Word): boolean {
  return !isFunctionWord(word) && !frameWords.has(word.term);
}

/** "Where did it take place?" asks where it happened, of neither taking nor places. */
function isOfTakingPlace(words: readonly Word[], i: number): boolean {
  const takes = (word: Word | undefined): boolean => /^(?:takes?|took|taken|taking)$/.test(word?.term ?? '');
  return (
    (takes(words[i]) && words[i + 1]?.term === 'place') || (words[i]?.term === 'place' && takes(words[i - 1]))
  );
}

/** Reads a question. Any text is taken; an empty one has no words. */
export function readQuestion(text: string, lexicon: Lexicon): Question {
  const words = readWords(text, lexicon);
  const kind = kindOf(text, words);
  const content = words.filter((word, i) => isContentWord(word) && !isOfTakingPlace(words, i));
  return {
    text,
    searched: text,
    language: detectLanguage(text) === 'en' ? 'en' : 'ar',
    kind,
    wants: kind === 'what' || kind === 'other' ? askedClass(words) : wantsOf[kind],
    // A question of function words alone ("who are they?") is asked with what it has.
    words: content.length > 0 ? content : words,
    spoken: words,
  };
}
