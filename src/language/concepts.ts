import { withoutArticle, withoutArticles, withoutEndings, withoutProclitics } from './affixes.ts';
import { type ConceptKind, type GlossaryRow, mergeRows, readGlossaryRows } from './glossary-rows.ts';
import { PhraseTree } from './phrase-tree.ts';
import { RecentMap } from './recent-map.ts';
import { stemEnglish } from './stem.ts';
import type { Token } from './tokens.ts';
import type { WordForm } from './word-form.ts';

/** A run of tokens that the glossary covers. */
export interface ConceptMatch {
  /** The concepts it may mean, at least one; several where the term is ambiguous. */
  readonly concepts: readonly number[];
  /** Index of its first and last token. */
  readonly first: number;
  readonly last: number;
}

const maxPhraseWords = 4;
/** The ways in which an Arabic word is looked up where no phrase has begun. */
interface WordVariants {
  /**
   * The word and what is left of it without proclitics, as far as a phrase starts so: the node of {@link PhraseTree}
   * and that phrase's words.
   */
  readonly phraseHeads: readonly { readonly node: number; readonly length: number }[];
  /** What it means by itself. */
  readonly alone: number[] | undefined;
}

/** The ways in which an Arabic word is looked up inside a phrase, as word numbers of {@link PhraseTree}. */
interface InnerVariants {
  /** Without its article; -1 in no phrase. */
  readonly bare: number;
  /** The same without endings: forms that a phrase may end with. */
  readonly tails: readonly number[];
}

/** A spelling met in texts, with what was found out of it. */
export interface MetWord {
  readonly term: string;
  /** What it is looked up as in Arabic, each once that was asked for. */
  variants: WordVariants | undefined;
  inner: InnerVariants | undefined;
  /** Forms of words that were spelt so. */
  readonly forms: WordForm[];
}

/** So many spellings are remembered, or twice as many: 40 to 80 MB. At 117,000 passages a question meets some 600 words that were not met lately. */
const mostWordsRemembered = 60_000;

/**
 * The Arabic–English concept rows of a glossary folder (see `glossary-rows.ts`), ready to be found in
 * texts. Rows of different files that share half or more of their terms on both sides are one concept.
 */
export class Lexicon {
  /** SHA-256 of the files, 16 hex characters: indexes made with another lexicon are stale. */
  readonly fingerprint: string;
  readonly #kinds: ConceptKind[] = [];
  readonly #names: string[] = [];
  readonly #arabicWords: string[][] = [];
  readonly #terms = new Map<string, number[]>();
  /** First word of a phrase → words in the longest phrase that it starts. */
  readonly #phraseLength = new Map<string, number>();
  /** The Arabic phrases. */
  readonly #phrases = new PhraseTree();
  readonly #met = new RecentMap<string, MetWord>(mostWordsRemembered);

  private constructor(fingerprint: string) {
    this.fingerprint = fingerprint;
  }

  /** Reads every `.tsv` of the folder; takes about 0.2 s for 21,000 rows. Throws on a malformed row. */
  static load(folder: string): Lexicon {
    const { rows, fingerprint } = readGlossaryRows(folder);
    const lexicon = new Lexicon(fingerprint);
    lexicon.#fill(rows);
    return lexicon;
  }

  /** How many concepts there are; their numbers run from 0. */
  get size(): number {
    return this.#kinds.length;
  }

  /** A concept's name that outlives renumbering: its first Arabic and its first English term, normalised. */
  name(concept: number): string {
    return this.#names[concept]!;
  }

  kind(concept: number): ConceptKind {
    return this.#kinds[concept]!;
  }

  /** Whether this match is, or may be, a function word: those are frequent, their content readings rare. */
  isFunction(match: ConceptMatch): boolean {
    return match.concepts.some((concept) => this.#kinds[concept] === 'function');
  }

  /**
   * The concepts in a text, by greedy longest match from the left, up to four words. Arabic words are
   * tried as they are, then without article and proclitics, then without endings; English words as
   * they are, then by light stem.
   */
  match(tokens: readonly Token[], met: readonly MetWord[] = this.meet(tokens)): ConceptMatch[] {
    const matches: ConceptMatch[] = [];
    for (let first = 0; first < tokens.length; first++) {
      const match = this.#longest(tokens, met, first);
      if (!match) continue;
      matches.push(match);
      first = match.last;
    }
    return matches;
  }

  /** The concepts of one word by itself; empty for none and for function words. */
  matchWord(token: Token): readonly number[] {
    const concepts = this.#longest([token], this.meet([token]), 0)?.concepts ?? [];
    return concepts.some((concept) => this.#kinds[concept] === 'function') ? [] : concepts;
  }

  /** Whether a row has this very term, normalised. */
  hasTerm(term: string): boolean {
    return this.#terms.has(term);
  }

  /** The single Arabic words of a concept, normalised. */
  arabicWords(concept: number): readonly string[] {
    return this.#arabicWords[concept]!;
  }

  /** What is remembered of each token's spelling: texts repeat their words. */
  meet(tokens: readonly Token[]): MetWord[] {
    return tokens.map(({ term }) => {
      let met = this.#met.get(term);
      if (!met) {
        met = { term, variants: undefined, inner: undefined, forms: [] };
        this.#met.set(term, met);
      }
      return met;
    });
  }

  #longest(tokens: readonly Token[], met: readonly MetWord[], first: number): ConceptMatch | undefined {
    const token = tokens[first]!;
    if (token.script === 'latin') return this.#longestEnglish(tokens, first);
    if (token.script !== 'arabic') {
      const concepts = this.#terms.get(token.term);
      return concepts && { concepts, first, last: first };
    }
    const { phraseHeads, alone } = this.#variants(met[first]!);
    for (const { node, length } of phraseHeads) {
      const match = this.#phrase(node, met, first, Math.min(length, tokens.length - first));
      if (match) return match;
    }
    return alone && { concepts: alone, first, last: first };
  }

  /** The longest phrase of two to `most` words that starts with a node's word. */
  #phrase(head: number, met: readonly MetWord[], first: number, most: number): ConceptMatch | undefined {
    if (most < 2) return undefined;
    // Where the words before the last lead, for a phrase of two words, of three and so on.
    const path = [head];
    for (let i = 1; i < most - 1; i++) {
      const node = this.#phrases.step(path[i - 1]!, this.#inner(met[first + i]!).bare);
      if (node < 0) break;
      path.push(node);
    }
    for (let words = path.length + 1; words >= 2; words--) {
      const node = path[words - 2]!;
      const last = first + words - 1;
      const { bare, tails } = this.#inner(met[last]!);
      const exact = this.#phrases.concepts(this.#phrases.step(node, bare));
      if (exact) return { concepts: exact, first, last };
      for (const tail of tails) {
        const concepts = this.#phrases.concepts(this.#phrases.step(node, tail));
        if (concepts) return { concepts, first, last };
      }
    }
    return undefined;
  }

  #variants(met: MetWord): WordVariants {
    if (met.variants) return met.variants;
    const heads = [met.term, ...withoutProclitics(met.term)];
    const phraseHeads: { node: number; length: number }[] = [];
    for (const head of heads) {
      const length = this.#phraseLength.get(head);
      if (length === undefined) continue;
      phraseHeads.push({ node: this.#phrases.step(0, this.#phrases.word(head)), length });
    }
    const alone = this.#firstKnown(heads) ?? this.#firstKnown(heads.flatMap(withoutEndings));
    met.variants = { phraseHeads, alone };
    return met.variants;
  }

  #inner(met: MetWord): InnerVariants {
    if (met.inner) return met.inner;
    const bare = withoutArticle(met.term);
    const tails = withoutEndings(bare).map((tail) => this.#phrases.word(tail));
    met.inner = { bare: this.#phrases.word(bare), tails: tails.filter((word) => word >= 0) };
    return met.inner;
  }

  #firstKnown(words: readonly string[]): number[] | undefined {
    for (const word of words) {
      const concepts = this.#terms.get(word);
      if (concepts) return concepts;
    }
    return undefined;
  }

  #longestEnglish(tokens: readonly Token[], first: number): ConceptMatch | undefined {
    const head = stemEnglish(tokens[first]!.term);
    const longest = Math.min(this.#phraseLength.get(head) ?? 1, tokens.length - first);
    for (let words = longest; words >= 1; words--) {
      let exact = '';
      let stemmed = '';
      for (let i = 0; i < words; i++) {
        const { term } = tokens[first + i]!;
        exact += i ? ` ${term}` : term;
        stemmed += i ? ` ${stemEnglish(term)}` : stemEnglish(term);
      }
      const concepts = this.#terms.get(exact) ?? this.#terms.get(stemmed);
      if (concepts) return { concepts, first, last: first + words - 1 };
    }
    return undefined;
  }

  #fill(rows: readonly GlossaryRow[]): void {
    const concepts = mergeRows(rows);
    /** One list for each concept, shared by all the terms that mean nothing else. */
    const alone: number[][] = [];
    for (const [index, row] of rows.entries()) {
      const concept = concepts[index]!;
      this.#kinds[concept] ??= row.kind;
      this.#names[concept] ??= `${row.arabic[0]}=${row.english[0]}`;
      alone[concept] ??= [concept];
      this.#arabicWords[concept] ??= [];
      for (const term of row.arabic) if (!term.includes(' ')) this.#arabicWords[concept].push(term);
      const only = alone[concept];
      for (const term of row.arabic) {
        this.#add(term, only);
        // The first word is looked for with its article and without, those that follow without.
        const bare = withoutArticles(term);
        if (bare === term) continue;
        this.#add(bare, only);
        if (bare.includes(' '))
          this.#add(term.slice(0, term.indexOf(' ')) + bare.slice(bare.indexOf(' ')), only);
      }
      for (const term of row.english) {
        this.#add(term, only);
        const stem = term.includes(' ') ? term.split(' ').map(stemEnglish).join(' ') : stemEnglish(term);
        if (stem !== term) this.#add(stem, only);
      }
    }
    // The lists are whole only now. English phrases are looked up as they are written.
    for (const [term, meanings] of this.#terms) {
      if (term.includes(' ') && /^[^a-z]/.test(term)) this.#phrases.add(term, meanings);
    }
  }

  /** Adds a meaning (a list of one concept) to a term; longer phrases than are looked for are left out. */
  #add(term: string, only: number[]): void {
    const known = this.#terms.get(term);
    if (known === only) return;
    if (known) {
      const concept = only[0]!;
      if (known.includes(concept)) return;
      if (known.length > 1) known.push(concept);
      else this.#terms.set(term, [...known, concept]);
      return;
    }
    const space = term.indexOf(' ');
    if (space >= 0) {
      const head = term.slice(0, space);
      const words = countWords(term);
      if (words > maxPhraseWords) return;
      if (words > (this.#phraseLength.get(head) ?? 1)) this.#phraseLength.set(head, words);
    }
    this.#terms.set(term, only);
  }
}

function countWords(term: string): number {
  let words = 1;
  for (let at = term.indexOf(' '); at >= 0; at = term.indexOf(' ', at + 1)) words++;
  return words;
}
