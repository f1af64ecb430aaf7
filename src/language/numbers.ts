import type { Token } from './tokens.ts';

/** A number said in a text, in digits or in words. */
export interface SpokenNumber {
  readonly value: number;
  /** Index of its first and last token. */
  readonly first: number;
  readonly last: number;
}

const english: Readonly<Record<string, number>> = Object.fromEntries([
  ...'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, value) => [word, value]),
  ...'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, i) => [word, 10 * (i + 2)]),
]);

/** Spellings after `normalise`: ة is ه, ئ is ي. */
const arabicUnits = [
  'واحد واحده',
  'اثنان اثنين اثنتان اثنتين',
  'ثلاثه ثلاث',
  'اربعه اربع',
  'خمسه خمس',
  'سته ست',
  'سبعه سبع',
  'ثمانيه ثماني ثمان',
  'تسعه تسع',
  'عشره عشر',
];
const arabicTens = 'عشر ثلاث اربع خمس ست سبع ثمان تسع'.split(' ');
const hundredWords = ['ميه', 'مايه', 'مءه'];

const arabic = new Map<string, number>([
  ...arabicUnits.flatMap((words, i) => words.split(' ').map((word) => [word, i + 1] as const)),
  ...arabicTens.flatMap((word, i) => ['ون', 'ين'].map((end) => [word + end, 10 * (i + 2)] as const)),
  ...hundredWords.map((word) => [word, 100] as const),
  ...['ميتان', 'ميتين', 'ميتا', 'ميتي', 'مايتان', 'مايتين', 'مايتا', 'مايتي'].map(
    (word) => [word, 200] as const,
  ),
  ...'ثلاث اربع خمس ست سبع ثماني تسع'
    .split(' ')
    .flatMap((unit, i) => hundredWords.map((word) => [unit + word, 100 * (i + 3)] as const)),
]);

/** Words that stand before عشر in 11 to 19. */
const teens = new Map<string, number>([
  ...['احد', 'احدي'].map((word) => [word, 1] as const),
  ...['اثنا', 'اثني', 'اثنتا', 'اثنتي'].map((word) => [word, 2] as const),
  ...arabicUnits.slice(2, 9).flatMap((words, i) => words.split(' ').map((word) => [word, i + 3] as const)),
]);

const multipliers = new Map<string, number>([
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
  ['الف', 1e3],
  ['الاف', 1e3],
  ['الفا', 1e3],
  ['مليون', 1e6],
  ['مليونا', 1e6],
  ['ملايين', 1e6],
  ['مليار', 1e9],
  ['مليارا', 1e9],
  ['مليارات', 1e9],
]);
/** Duals that are a multiplier by themselves. */
const doubled = new Map<string, number>([
  ...['الفان', 'الفين'].map((word) => [word, 2e3] as const),
  ...['مليونان', 'مليونين'].map((word) => [word, 2e6] as const),
  ...['ملياران', 'مليارين'].map((word) => [word, 2e9] as const),
]);

/** What one token adds to a number. */
interface Part {
  readonly value: number;
  readonly times: boolean;
  /** Joined to what is before by و. */
  readonly joined: boolean;
  /** Tokens that it takes: two for "ثلاثة عشر". */
  readonly size: number;
}

function partAt(tokens: readonly Token[], i: number): Part | undefined {
  const token = tokens[i];
  if (!token) return undefined;
  const { term, script } = token;
  if (script === 'number') return { value: Number(term), times: false, joined: false, size: 1 };
  if (script === 'latin') {
    if (term === 'hundred') return { value: 100, times: true, joined: false, size: 1 };
    const times = multipliers.get(term);
    if (times) return { value: times, times: true, joined: false, size: 1 };
    if (!Object.hasOwn(english, term)) return undefined;
    // "One of the reports" counts nothing.
    if (term === 'one' && tokens[i + 1]?.term === 'of') return undefined;
    return { value: english[term]!, times: false, joined: false, size: 1 };
  }
  if (script !== 'arabic') return undefined;
  const whole = arabicPart(tokens, i, term);
  if (whole) return { ...whole, joined: false };
  for (const [, and = '', bare = ''] of [/^(و?)[فبلك]?(?:ال)?(.{2,})$/.exec(term) ?? []]) {
    const part = bare === '' ? undefined : arabicPart(tokens, i, bare);
    if (part) return { ...part, joined: and !== '' };
  }
  return undefined;
}

function arabicPart(tokens: readonly Token[], i: number, term: string): Omit<Part, 'joined'> | undefined {
  const unit = teens.get(term);
  const after = tokens[i + 1]?.term;
  if (unit !== undefined && (after === 'عشر' || after === 'عشره'))
    return { value: unit + 10, times: false, size: 2 };
  const value = arabic.get(term) ?? doubled.get(term);
  if (value !== undefined) return { value, times: false, size: 1 };
  const times = multipliers.get(term);
  return times === undefined ? undefined : { value: times, times: true, size: 1 };
}

/** The numbers of a text in order, each read as far as it goes: "مئة وخمسة وعشرون ألفاً" is 125,000. */
export function readNumbers(tokens: readonly Token[]): SpokenNumber[] {
  const numbers: SpokenNumber[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const first = partAt(tokens, i);
    if (!first) continue;
    let total = first.value >= 1e3 && tokens[i]!.script !== 'number' ? first.value : 0;
    let current = total > 0 ? 0 : first.value;
    let last = i + first.size - 1;
    for (;;) {
      const isEnglish = tokens[last]!.script !== 'arabic';
      const and = isEnglish && tokens[last + 1]?.term === 'and' && (current >= 100 || total > 0) ? 1 : 0;
      const at = last + 1 + and;
      const part = partAt(tokens, at);
      if (!part) break;
      if (part.times && !part.joined && and === 0) {
        if (current === 0) break;
        if (part.value === 100) current *= 100;
        else {
          total += current * part.value;
          current = 0;
        }
      } else {
        const joined = isEnglish ? tokens[at]!.script === 'latin' : part.joined;
        if (!joined || !fits(current, total, part.value)) break;
        current += part.value;
      }
      last = at + part.size - 1;
    }
    numbers.push({ value: total + current, first: i, last });
    i = last;
  }
  return numbers;
}

/** Whether `value` fills a free place of a number: 5 of 20 and of 100, 20 of 105, not 5 of 3. */
function fits(current: number, total: number, value: number): boolean {
  if (current === 0) return total > 0 && value < 1000;
  if (value < 10) return current % 10 === 0 && current % 100 !== 10;
  if (value < 100) return value % 10 === 0 ? current % 100 < 10 : current % 100 === 0;
  return value < 1000 && current % 1000 < 100 && total > 0;
}
