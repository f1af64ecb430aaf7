import type { Lexicon } from '../language/concepts.ts';
import { cutPassages } from '../reports/passages.ts';
import { analyse, type TextTerms } from '../retrieval/analyse.ts';
import { countBackground } from '../retrieval/background.ts';
import { readArticles } from './bench-data.ts';

/** One article in so many is counted, so that all outlets and months of the file have their share. */
const everyNth = 3;

/**
 * Counts the background table over the passages of a news file, at most `limit` of them. Returns the bytes of the
 * table and how many passages were counted.
 */
export async function buildBackground(options: {
  readonly news: string;
  readonly limit: number;
  readonly lexicon: Lexicon;
}): Promise<{ bytes: Uint8Array; passages: number }> {
  const texts: string[] = [];
  let article = 0;
  for await (const { text } of readArticles(options.news)) {
    if (texts.length >= options.limit) break;
    if (article++ % everyNth !== 0) continue;
    for (const { start, end } of cutPassages(text)) texts.push(text.slice(start, end));
  }
  texts.length = Math.min(texts.length, options.limit);
  return {
    bytes: countBackground(analyseAll(texts, options.lexicon), options.lexicon),
    passages: texts.length,
  };
}

function* analyseAll(texts: readonly string[], lexicon: Lexicon): Generator<TextTerms> {
  for (const text of texts) yield analyse(text, lexicon);
}
