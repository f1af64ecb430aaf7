import type { Token } from './tokens.ts';

/**
 * Consonant skeletons: one spelling for a name in both scripts (Basman, بسمان → `bsmn`), for the
 * names no glossary row covers. Vowels and weak letters go, p→b, v→f, ch/sh→s, c/q→k, doubles once.
 */
const arabicConsonants: Record<string, string> = {
  ب: 'b', ت: 't', ث: 't', ج: 'j', ح: 'h', خ: 'k', د: 'd', ذ: 'd', ر: 'r', ز: 'z', س: 's', ش: 's',
  ص: 's', ض: 'd', ط: 't', ظ: 'z', غ: 'g', ف: 'f', ق: 'k', ك: 'k', ل: 'l', م: 'm', ن: 'n', ه: 'h',
}; // biome-ignore format: a table reads best as one

/** Latin digraphs of Arabic transliteration and of common foreign spellings, longest first. */
const latinDigraphs: readonly (readonly [RegExp, string])[] = [
  [/tch|sch|sh|ch/g, 's'],
  [/kh/g, 'k'],
  [/gh/g, 'g'],
  [/ph/g, 'f'],
  [/th/g, 't'],
  [/dh/g, 'd'],
  [/ck|q|c/g, 'k'],
  [/x/g, 'ks'],
  [/p/g, 'b'],
  [/v/g, 'f'],
];

const proclitics = /^(?:وال|فال|بال|كال|ولل|فلل|ال|لل|و|ف|ب|ل|ك|س)/;
const minConsonants = 3;

function collapse(letters: string): string {
  return letters.replace(/(.)\1+/g, '$1');
}

function longEnough(skeleton: string): string | undefined {
  return skeleton.length >= minConsonants ? skeleton : undefined;
}

function arabicSkeleton(term: string): string {
  let out = '';
  for (const letter of term) out += arabicConsonants[letter] ?? '';
  // A final ه is mostly a ة, which no Latin spelling writes as a consonant.
  if (term.endsWith('ه')) out = out.slice(0, -1);
  return collapse(out);
}

function latinSkeleton(term: string): string {
  let out = term;
  for (const [from, to] of latinDigraphs) out = out.replace(from, to);
  if (out.endsWith('h')) out = out.slice(0, -1);
  return collapse(out.replace(/[^bcdfghjklmnpqrstvwxz]/g, '').replace(/w/g, ''));
}

/**
 * The skeletons of a token: none for numbers and words of fewer than three consonants, one for a
 * Latin word, up to two for an Arabic one (as it stands, and without its proclitics).
 */
export function skeletons(token: Pick<Token, 'term' | 'script'>): string[] {
  if (token.script === 'latin') {
    const skeleton = longEnough(latinSkeleton(token.term));
    return skeleton ? [skeleton] : [];
  }
  if (token.script !== 'arabic') return [];
  const bare = token.term.replace(proclitics, '');
  const found = [
    longEnough(arabicSkeleton(token.term)),
    bare === token.term ? undefined : longEnough(arabicSkeleton(bare)),
  ];
  return [...new Set(found.filter((s) => s !== undefined))];
}

/** The skeleton of a token as it stands, however short: for names that are known to be compared with names. */
export function consonants(token: Token): string {
  if (token.script === 'latin') return latinSkeleton(token.term);
  return token.script === 'arabic' ? arabicSkeleton(token.term) : '';
}
