import { join } from 'node:path';
import { create, insert, load, type RawData, save, search } from '@orama/orama';
import type { Ask } from './ask.ts';
import type { SharedPassage } from './job.ts';
import { gramsOf } from './minisearch.ts';
import { readRecords } from './shared-passages.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';

function database(withGrams: boolean) {
  const tokenizer = { language: 'arabic', normalizationCache: new Map(), tokenize: gramsOf };
  return withGrams
    ? create({ schema: { text: 'string' } as const, components: { tokenizer } })
    : create({ schema: { text: 'string' } as const, language: 'arabic' });
}

/** Orama as its documentation shows it, told that the texts are Arabic: words by its own tokeniser, BM25. */
export async function buildOrama(passages: string, folder: string, withGrams: boolean): Promise<void> {
  const index = database(withGrams);
  for await (const { id, text } of readRecords<SharedPassage>(passages)) {
    await insert(index, { id: String(id), text });
  }
  await writeSnapshot(join(folder, 'index.json'), save(index));
}

/** Loads what {@link buildOrama} wrote. */
export async function openOrama(folder: string, withGrams: boolean): Promise<Ask> {
  const index = database(withGrams);
  load(index, (await readSnapshot(join(folder, 'index.json'))) as RawData);
  return async (question) => {
    const { hits } = await search(index, { term: question, limit: 10 });
    return hits.map((hit) => Number(hit.id));
  };
}
