import type { Token } from './tokens.ts';

const prefixes = ['وال', 'بال', 'كال', 'فال', 'لل', 'ال'];
const suffixes = ['ها', 'ان', 'ات', 'ون', 'ين', 'يه', 'ه', 'ي'];

/**
 * Arabic light stem "light10" (Larkey, Ballesteros & Connell 2007), as in Lucene's ArabicStemmer, over
 * normalised letters: one prefix off when two letters remain, و off when three remain, then each
 * suffix off when two remain.
 */
export function stemArabic(word: string): string {
  let stem = word;
  const prefix = prefixes.find((p) => stem.startsWith(p) && stem.length - p.length >= 2);
  if (prefix) stem = stem.slice(prefix.length);
  else if (stem.startsWith('و') && stem.length >= 4) stem = stem.slice(1);
  for (const suffix of suffixes) {
    if (stem.endsWith(suffix) && stem.length - suffix.length >= 2) stem = stem.slice(0, -suffix.length);
  }
  return stem;
}

/**
 * A light English stem: plural, -ed and -ing off, so that a verb or noun meets its other forms
 * without Porter's conflations ("universe" and "university" stay apart).
 */
export function stemEnglish(word: string): string {
  // Most words end in no letter that a rule takes off.
  if (!'sdge'.includes(word.charAt(word.length - 1))) return word;
  let stem = word;
  if (stem.length > 4 && stem.endsWith('ies')) stem = `${stem.slice(0, -3)}y`;
  else if (stem.length > 4 && /(?:s|x|z|ch|sh)es$/.test(stem)) stem = stem.slice(0, -2);
  else if (stem.length > 3 && stem.endsWith('s') && !/(?:ss|us|is)$/.test(stem)) stem = stem.slice(0, -1);
  const bare = stem.endsWith('ed') ? stem.slice(0, -2) : stem.endsWith('ing') ? stem.slice(0, -3) : '';
  if (bare.length >= 3 && /[aeiouy]/.test(bare)) {
    stem = bare;
    if (/([bdgklmnprt])\1$/.test(stem)) stem = stem.slice(0, -1);
  }
  return stem.length > 4 && stem.endsWith('e') ? stem.slice(0, -1) : stem;
}

/** The light stem of a token, by its script; numbers and other scripts stay as they are. */
export function stem(token: Token): string {
  if (token.script === 'arabic') return stemArabic(token.term);
  return token.script === 'latin' ? stemEnglish(token.term) : token.term;
}
