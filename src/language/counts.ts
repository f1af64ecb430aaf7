import type { Word } from './words.ts';

/** A number in a text with what it counts. */
export interface Count {
  readonly value: number;
  /** "About", "more than": the number is not meant to the unit. */
  readonly rough: boolean;
  /** Place of the number's first word among the words read. */
  readonly at: number;
  /** The words right after it that may be what is counted, one or two. */
  readonly counted: readonly Word[];
}

const units: Readonly<Record<string, number>> = {
  واحد: 1, واحده: 1, احد: 1, احدي: 1, اثنان: 2, اثنين: 2, اثنتان: 2, اثنتين: 2, اثنا: 2, اثني: 2,
  ثلاثه: 3, ثلاث: 3, اربعه: 4, اربع: 4, خمسه: 5, خمس: 5, سته: 6, ست: 6, سبعه: 7, سبع: 7, ثمانيه: 8, ثماني: 8, ثمان: 8,
  تسعه: 9, تسع: 9, عشره: 10, عشر: 10, عشرون: 20, عشرين: 20, ثلاثون: 30, ثلاثين: 30, اربعون: 40, اربعين: 40,
  خمسون: 50, خمسين: 50, ستون: 60, ستين: 60, سبعون: 70, سبعين: 70, ثمانون: 80, ثمانين: 80, تسعون: 90, تسعين: 90,
  ميه: 100, مايه: 100, ميتان: 200, ميتين: 200, ميتي: 200, ثلاثميه: 300, ثلاثمايه: 300, اربعميه: 400, اربعمايه: 400,
  خمسميه: 500, خمسمايه: 500, ستميه: 600, ستمايه: 600, سبعميه: 700, سبعمايه: 700, ثمانميه: 800, ثمانمايه: 800,
  تسعميه: 900, تسعمايه: 900, الفان: 2000, الفين: 2000, الفا: 2000, الفي: 2000,
  one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12,
  thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16, seventeen: 17, eighteen: 18, nineteen: 19, twenty: 20,
  thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90,
}; // biome-ignore format: a table reads best as one

const factors: Readonly<Record<string, number>> = {
  hundred: 100, thousand: 1000, million: 1e6, الف: 1000, الاف: 1000, مليون: 1e6, ملايين: 1e6,
}; // biome-ignore format: a table reads best as one

const rough = new Set(
  `نحو حوالي قرابه زهاء يقارب تقريبا اكثر اقل فوق يزيد مالايقل يقل about around nearly almost over more least some
   roughly approximately fewer less`.split(/\s+/),
);
/** How many words before a number may make it a rough one ("more than 20"). */
const roughReach = 2;
/** Between a number and what it counts. */
const between = new Set('من of the'.split(' '));

/** What stands before a year. */
const namesYear = /^(?:ال|ب|و)?(?:عام|سنه)$|^year$/;

/** The numbers of a text, in figures or words, with what they count. A number that counts nothing is left out. */
export function readCounts(words: readonly Word[]): Count[] {
  const counts: Count[] = [];
  for (let i = 0; i < words.length; ) {
    const number = numberAt(words, i);
    if (!number) {
      i++;
      continue;
    }
    let next = number.next;
    while (next < words.length && between.has(words[next]!.term)) next++;
    const counted = words.slice(next, next + 2).filter(({ script }) => script !== 'number');
    const before = words.slice(Math.max(0, i - roughReach), i);
    if (counted.length > 0 && !(namesYear.test(words[i - 1]?.term ?? '') && number.value < 2100)) {
      counts.push({ value: number.value, rough: before.some(({ term }) => rough.has(term)), at: i, counted });
    }
    i = number.next;
  }
  return counts;
}

/** The number that begins at a word: `46 ألف`, «خمسة وعشرين», «ثلاثمئة وعشر». */
function numberAt(words: readonly Word[], first: number): { value: number; next: number } | null {
  let total = 0;
  let part = 0;
  let i = first;
  for (; i < words.length; i++) {
    const { term, script } = words[i]!;
    const bare = i > first && term.startsWith('و') && term.length > 3 ? term.slice(1) : term;
    const unit = script === 'number' ? Number(term) : units[bare];
    const factor = factors[bare];
    if (factor !== undefined && (i > first || bare !== 'hundred')) {
      total += (part || 1) * factor;
      part = 0;
    } else if (unit === undefined || (script === 'number' && i > first)) break;
    else part += unit;
  }
  return i === first ? null : { value: total + part, next: i };
}

/** How much two numbers of which one is rough must differ to be two numbers. */
const roughShare = 1.25;

/** Whether two counts cannot both be right. */
export function contradict(a: Count, b: Count): boolean {
  if (!a.rough && !b.rough) return a.value !== b.value;
  return Math.max(a.value, b.value) > roughShare * Math.min(a.value, b.value);
}
