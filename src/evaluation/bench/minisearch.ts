import { join } from 'node:path';
import MiniSearch, { type AsPlainObject } from 'minisearch';
import { grams } from '../../language/grams.ts';
import { tokenise } from '../../language/tokens.ts';
import type { Ask } from './ask.ts';
import type { SharedPassage } from './job.ts';
import { readRecords } from './shared-passages.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';

/** The terms of our sparse index's field of grams. */
export function gramsOf(text: string): string[] {
  return tokenise(text).flatMap((token) => grams(token.term));
}

function options(withGrams: boolean) {
  return { fields: ['text'], ...(withGrams && { tokenize: gramsOf }) };
}

/** MiniSearch as its README shows it: words by its own tokeniser, OR, BM25+. */
export async function buildMiniSearch(passages: string, folder: string, withGrams: boolean): Promise<void> {
  const index = new MiniSearch<SharedPassage>(options(withGrams));
  for await (const passage of readRecords<SharedPassage>(passages)) index.add(passage);
  await writeSnapshot(join(folder, 'index.json'), index.toJSON());
}

/** Loads what {@link buildMiniSearch} wrote. */
export async function openMiniSearch(folder: string, withGrams: boolean): Promise<Ask> {
  const snapshot = (await readSnapshot(join(folder, 'index.json'))) as AsPlainObject;
  const index = MiniSearch.loadJS<SharedPassage>(snapshot, options(withGrams));
  return async (question) =>
    index
      .search(question)
      .slice(0, 10)
      .map((hit) => hit.id as number);
}
