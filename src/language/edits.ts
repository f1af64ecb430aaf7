/** A word one edit away from another, and how easily fingers make that edit. */
export interface Neighbour {
  readonly term: string;
  /** 0 for any other letter in place of one, more for the slips that are common. */
  readonly ease: number;
}

const arabicLetters = [...'ءابتثجحخدذرزسشصضطظعغفقكلمنهوي'];
const latinLetters = [...'abcdefghijklmnopqrstuvwxyz'];

/** Letters that sound alike in the dialects, look alike, or stand side by side on the Arabic keyboard. */
const confusable = groups(
  'ضظد ذدز ثتس طت صس قكغج حهخ ءايو عا غع شس يبل بيل لات ان تن نم مك كط جح حخ خه هع عغ غف فق قث ثص صض دج',
);

function groups(text: string): ReadonlySet<string> {
  const pairs = new Set<string>();
  for (const group of text.split(' ')) for (const a of group) for (const b of group) pairs.add(a + b);
  return pairs;
}

const weak = /[ءاويaeiou]/;
/** Letters that inflect a word where they stand last: a word with one more is another form of it, not a slip. */
const inflecting = /[اهتينوكمsdeyrn]/;

const ease = { swap: 2, double: 3, confusable: 2, weak: 2, dropped: 1, other: 0 };

/**
 * The words one slip away: two letters swapped, one left out, one too many, one wrong (Damerau 1964). The first letter
 * is taken as right, because people look at it, and because it inflects Arabic verbs; so is a last letter that
 * inflects. Each once, by its easiest slip.
 */
export function neighbours(word: string): Neighbour[] {
  const letters = word.charCodeAt(0) < 0x250 ? latinLetters : arabicLetters;
  const found = new Map<string, number>();
  const add = (term: string, value: number): void => {
    if (term !== word && (found.get(term) ?? -1) < value) found.set(term, value);
  };
  for (let i = 1; i <= word.length; i++) {
    const before = word.slice(0, i);
    const here = word[i] ?? '';
    const after = word.slice(i + 1);
    const last = i === word.length - 1;
    if (here !== '' && !(last && inflecting.test(here))) {
      const isDouble = here === word[i - 1];
      add(before + after, isDouble ? ease.double : weak.test(here) ? ease.weak : ease.dropped);
    }
    if (here !== '' && !last) add(before + word[i + 1] + here + word.slice(i + 2), ease.swap);
    for (const letter of letters) {
      if (here !== '') {
        const both = last && inflecting.test(here) && inflecting.test(letter);
        if (!both) add(before + letter + after, confusable.has(here + letter) ? ease.confusable : ease.other);
      }
      if (here === '' && inflecting.test(letter)) continue;
      const isDouble = letter === word[i - 1] || letter === here;
      add(
        before + letter + here + after,
        isDouble ? ease.double : weak.test(letter) ? ease.weak : ease.dropped,
      );
    }
  }
  return [...found].map(([term, value]) => ({ term, ease: value }));
}
