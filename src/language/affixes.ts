/** Proclitics and their combinations, the longest first. */
const proclitics = 'وال فال بال كال ولل فلل ال لل وب ول وس و ف ب ل ك س'.split(' ');
/** Pronoun, plural and verb endings, the longest first. */
const endings = 'هما كما تهم هم هن ها كم نا ات ون ين ان تا وا يه ه ي ك ت ا'.split(' ');
/** A word is left at least so many letters. */
const minBareLetters = 3;

/** The Arabic spellings of a word without its proclitics, nearest first (the word itself not included). */
export function withoutProclitics(word: string): string[] {
  const out: string[] = [];
  for (const proclitic of proclitics) {
    if (word.length - proclitic.length >= minBareLetters && word.startsWith(proclitic)) {
      out.push(word.slice(proclitic.length));
    }
  }
  return out;
}

/** The Arabic spellings of a word without pronoun, plural and verb endings, nearest first. */
export function withoutEndings(word: string): string[] {
  const out: string[] = [];
  for (const ending of endings) {
    if (word.length - ending.length < minBareLetters || !word.endsWith(ending)) continue;
    const bare = word.slice(0, -ending.length);
    // ة becomes ت before a pronoun, and hides behind the plural ات.
    if (bare.endsWith('ت')) out.push(`${bare.slice(0, -1)}ه`);
    out.push(bare);
    if (ending === 'ات') out.push(`${bare}ه`);
  }
  return out;
}

/** An Arabic word without its article, when three letters are left. */
export function withoutArticle(word: string): string {
  return word.length - 2 >= minBareLetters && word.startsWith('ال') ? word.slice(2) : word;
}

/** A phrase, its words parted by one space, without the articles of its words. */
export function withoutArticles(phrase: string): string {
  if (!phrase.includes(' ')) return withoutArticle(phrase);
  const has = phrase.startsWith('ال') || phrase.includes(' ال');
  return has ? phrase.split(' ').map(withoutArticle).join(' ') : phrase;
}
