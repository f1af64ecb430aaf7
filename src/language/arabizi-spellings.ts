/** Most spellings tried of one word. */
const mostSpellings = 600;

type Letters = readonly (readonly [letters: string, cost: number])[];

/** What a group of Latin letters may stand for, longest group first; the likelier the lower its cost. */
const sounds: readonly (readonly [string, Letters])[] = [
  ["3'", [['غ', 0]]],
  ["7'", [['خ', 0]]],
  ['sh', [['ش', 0]]],
  ['ch', [['ش', 0]]],
  ['kh', [['خ', 0]]],
  ['gh', [['غ', 0]]],
  ['th', [['ث', 0], ['ذ', 1], ['ظ', 2], ['ته', 2]]],
  ['dh', [['ذ', 0], ['ض', 0.5], ['ظ', 0.5]]],
  ['2i', [['ئي', 0.3], ['قي', 0.6], ['ق', 0.6], ['ئ', 0.8], ['إ', 1.5]]],
  ['iy', [['ي', 0], ['يي', 1.5]]],
  ['aa', [['ا', 0], ['ع', 1], ['اع', 1.5], ['عا', 1.5]]],
  ['ee', [['ي', 0], ['ا', 2]]],
  ['ii', [['ي', 0]]],
  ['oo', [['و', 0]]],
  ['ou', [['و', 0], ['', 1]]],
  ['ei', [['ي', 0], ['ا', 2]]],
  ['ai', [['ي', 0], ['اي', 1], ['ائ', 1]]],
  ['ay', [['ي', 0], ['اي', 1]]],
  ['au', [['و', 0]]],
  ['aw', [['و', 0], ['او', 1]]],
  ['2', [['ق', 0.2], ['أ', 0.2], ['ئ', 0.3], ['ء', 0.5], ['ؤ', 0.7], ['', 1.5]]],
  ['3', [['ع', 0]]],
  ['5', [['خ', 0]]],
  ['6', [['ط', 0]]],
  ['7', [['ح', 0]]],
  ['8', [['ق', 0], ['غ', 0.3]]],
  ['9', [['ص', 0], ['ق', 0.3]]],
  ['b', [['ب', 0]]],
  ['c', [['ك', 0], ['س', 1]]],
  ['d', [['د', 0], ['ض', 0.8], ['ذ', 1]]],
  ['f', [['ف', 0]]],
  ['g', [['غ', 0.5], ['ج', 0.5], ['ق', 1], ['ك', 1]]],
  ['h', [['ه', 0], ['ح', 0.6]]],
  ['j', [['ج', 0]]],
  ['k', [['ك', 0], ['ق', 0.8], ['خ', 1.5]]],
  ['l', [['ل', 0]]],
  ['m', [['م', 0]]],
  ['n', [['ن', 0]]],
  ['p', [['ب', 0]]],
  ['q', [['ق', 0]]],
  ['r', [['ر', 0]]],
  ['s', [['س', 0], ['ص', 0.7], ['ث', 1.5]]],
  ['t', [['ت', 0], ['ط', 0.7], ['ث', 1.5]]],
  ['v', [['ف', 0]]],
  ['w', [['و', 0]]],
  ['x', [['كس', 0]]],
  ['y', [['ي', 0]]],
  ['z', [['ز', 0], ['ظ', 1], ['ذ', 1], ['ض', 1.5]]],
  ['a', [['ا', 0.6], ['', 0.5], ['ع', 2], ['ى', 3]]],
  ['e', [['', 0.3], ['ي', 0.8], ['ا', 1.2]]],
  ['i', [['ي', 0.4], ['', 0.5], ['ا', 2]]],
  ['o', [['و', 0.5], ['', 0.5]]],
  ['u', [['و', 0.5], ['', 0.5]]],
]; // biome-ignore format: a table reads best as one

const first: ReadonlyMap<string, Letters> = new Map([
  ['a', [['ا', 0], ['ع', 1.5], ['', 3]]],
  ['e', [['ا', 0], ['ع', 2], ['', 1.5]]],
  ['i', [['ا', 0], ['ع', 2], ['', 1.5]]],
  ['o', [['ا', 0], ['او', 0.5], ['ع', 2]]],
  ['u', [['ا', 0], ['او', 0.5], ['ع', 2]]],
  ['2', [['ا', 0], ['ق', 0.1]]],
]); // biome-ignore format: a table reads best as one

const final: ReadonlyMap<string, Letters> = new Map([
  ['a', [['ة', 0], ['ا', 0.3], ['ى', 0.3], ['اء', 1]]],
  ['e', [['ة', 0], ['ي', 1], ['ى', 1.5]]],
  ['i', [['ي', 0]]],
  ['o', [['و', 0], ['ه', 0.5], ['وا', 0.5]]],
  ['u', [['و', 0], ['وا', 0.3]]],
  ['ou', [['و', 0], ['وا', 0.3]]],
  ['oo', [['و', 0], ['وا', 0.3]]],
  ['2', [['ق', 0], ['ء', 0.2]]],
]); // biome-ignore format: a table reads best as one

/** A feminine ending before another noun, a verb's, a plural's. */
const feminine: Letters = [
  ['ت', 0.3],
  ['ة', 0.4],
  ['ات', 0.6],
];

/** The vowel of a word of one syllable is mostly long: 3ad (عاد), bab (باب). */
const longA: Letters = [
  ['ا', 0.2],
  ['', 0.6],
];

/** An Arabic spelling of a word; the lower its cost, the likelier. */
export interface Spelling {
  readonly text: string;
  readonly cost: number;
}

/** The Arabic spellings of a word typed in Latin letters, likeliest first. */
export function arabicSpellings(word: string): Spelling[] {
  let spellings: readonly Spelling[] = [{ text: '', cost: 0 }];
  const letters = word.replace(/([^aeiou\d])\1/g, '$1').replace(/(?<=[aei])h$/, '');
  for (let at = 0; at < letters.length; ) {
    const isFeminine = at > 1 && /^[aei]t$/.test(letters.slice(at));
    const [group, usual] = isFeminine
      ? ([letters.slice(at), feminine] as const)
      : (sounds.find(([g]) => letters.startsWith(g, at)) ?? ([letters[at]!, []] as const));
    const end = at + group.length;
    const isOnlyVowel = group === 'a' && /^[^aeiou]{1,2}a[^aeiou]$/.test(letters);
    const options =
      (isOnlyVowel && longA) ||
      (at === 0 && first.get(group)) ||
      (end === letters.length && final.get(group)) ||
      usual;
    // A digraph may also be two letters (as7ab: أصحاب).
    const pair = /^[skdgt]h$/.test(group) ? split(group) : [];
    spellings = [...options, ...pair]
      .flatMap(([text, cost]) => spellings.map((s) => ({ text: s.text + text, cost: s.cost + cost })))
      .sort((a, b) => a.cost - b.cost)
      .slice(0, mostSpellings);
    at = end;
  }
  // A hamza before ي sits on a ya; both are one to the search.
  return spellings.map(({ text, cost }) => ({ text: text.replace(/(?<=.)أي/g, 'ائ'), cost }));
}

function split(digraph: string): Letters {
  const [a, b] = [...digraph].map((letter) => sounds.find(([g]) => g === letter)![1]);
  return a!.flatMap(([x, c]) => b!.map(([y, d]) => [x + y, c + d + 1.5] as const));
}
