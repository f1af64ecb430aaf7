import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalFileStorage, LocalIndex, ProtobufCodec } from 'vectra';
import { loadLanguageParts } from '../../app.ts';
import { NO_PROGRESS } from '../../progress.ts';
import { CUTTING } from '../../reports/passages.ts';
import { VectorIndex } from '../../retrieval/vector-index.ts';
import type { Ask } from './ask.ts';
import type { AskedQuestion, Surroundings } from './job.ts';
import { configOf } from './rasid.ts';

/** One index of all vectors. JSON, Vectra's default, can't hold so many: a text has at most half a gigabyte. */
function localIndex(folder: string): LocalIndex {
  return new LocalIndex(folder, undefined, new LocalFileStorage(), new ProtobufCodec());
}

/**
 * Gives Vectra the vectors of our own index. The questions' vectors are kept beside it: Vectra alone is measured, not
 * the model. Gives the milliseconds that Vectra itself took.
 */
export async function buildVectra(surroundings: Surroundings, folder: string): Promise<number> {
  const config = configOf(surroundings);
  const { embedder } = await loadLanguageParts(config, NO_PROGRESS);
  const { index: vectors } = await VectorIndex.open(join(config.indexDir, 'vectors'), {
    model: embedder.model,
    dims: embedder.dims,
    cutting: CUTTING,
  });
  const items = [...vectors.ids()].map((id) => ({ id: String(id), vector: [...vectors.vector(id)!] }));
  const questions = JSON.parse(await readFile(surroundings.folder.questions, 'utf8')) as AskedQuestion[];
  const asked = await embedder.embed(
    questions.map(({ text }) => text),
    'query',
  );
  await writeFile(join(folder, 'questions.json'), JSON.stringify(asked.map((vector) => [...vector])));
  await embedder.close();

  const started = performance.now();
  const index = localIndex(join(folder, 'index'));
  await index.createIndex({ version: 1 });
  await index.batchInsertItems(items);
  return performance.now() - started;
}

/** Vectra's own `queryItems` over what {@link buildVectra} made, given each question's vector. */
export async function openVectra(folder: string): Promise<Ask> {
  const vectors = JSON.parse(await readFile(join(folder, 'questions.json'), 'utf8')) as number[][];
  const index = localIndex(join(folder, 'index'));
  return async (_question, place) => {
    const found = await index.queryItems(vectors[place]!, '', 10);
    return found.map(({ item }) => Number(item.id));
  };
}
