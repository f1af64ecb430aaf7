/**
 * The 3- and 4-letter grams of a word with edge marks: `هدنة` → `<هد هدن دنه نه> <هدن هدنه دنه>`.
 * They bridge clitics, plurals and spellings that no stemmer joins; a word of one letter gives `<و>`.
 */
export function grams(term: string): string[] {
  const marked = `<${term}>`;
  const out: string[] = [];
  for (let size = 3; size <= 4; size++) {
    for (let i = 0; i + size <= marked.length; i++) out.push(marked.slice(i, i + size));
  }
  return out;
}
