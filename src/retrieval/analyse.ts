import type { Lexicon } from '../language/concepts.ts';
import { grams } from '../language/grams.ts';
import { skeletons } from '../language/skeleton.ts';
import { stem } from '../language/stem.ts';
import { type Token, tokenise } from '../language/tokens.ts';

/** Name of the way texts become terms; an index made another way is stale. Change it with this file. */
export const ANALYSIS = 'terms-4';

/** The fields of the sparse index. Each is a BM25 index of its own. */
export const FIELDS = ['stems', 'grams', 'concepts'] as const;
export type Field = (typeof FIELDS)[number];

/** Term → how often it stands in a text; fractions where an ambiguous word shares its weight. */
export type TermCounts = Map<string, number>;

/** The terms of one text by field. */
export type TextTerms = Readonly<Record<Field, TermCounts>>;

/** A word inside a phrase counts this much of what it means by itself. */
const partWeight = 0.5;

function count(counts: TermCounts, term: string, weight = 1): void {
  counts.set(term, (counts.get(term) ?? 0) + weight);
}

/**
 * The index terms of a text: light stems of its content words; grams of all its words; and its
 * concepts (`c:<number>`), with the stem and the name skeletons (`w:`, `k:`) of content words that no
 * glossary row covers.
 */
export function analyse(text: string, lexicon: Lexicon): TextTerms {
  return analyseTokens(tokenise(text), lexicon);
}

/** As {@link analyse}, for a text that is tokenised already. */
export function analyseTokens(tokens: readonly Token[], lexicon: Lexicon): TextTerms {
  const terms: TextTerms = { stems: new Map(), grams: new Map(), concepts: new Map() };
  const matches = lexicon.match(tokens);
  let next = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    for (const gram of grams(token.term)) count(terms.grams, gram);
    while (next < matches.length && (matches[next]?.last as number) < i) next++;
    const match = matches[next];
    if (match && match.first <= i) {
      if (lexicon.isFunction(match)) continue;
      count(terms.stems, stem(token));
      if (match.last > match.first) {
        const own = lexicon.matchWord(token);
        for (const concept of own) count(terms.concepts, `c:${concept}`, partWeight / own.length);
      }
      if (match.first !== i) continue;
      for (const concept of match.concepts) count(terms.concepts, `c:${concept}`, 1 / match.concepts.length);
    } else {
      const word = stem(token);
      count(terms.stems, word);
      count(terms.concepts, `w:${word}`);
      for (const skeleton of skeletons(token)) count(terms.concepts, `k:${skeleton}`);
    }
  }
  return terms;
}
