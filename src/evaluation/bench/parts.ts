import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadLanguageParts, loadWordParts } from '../../app.ts';
import { NO_PROGRESS } from '../../progress.ts';
import { CUTTING } from '../../reports/passages.ts';
import { ANALYSIS } from '../../retrieval/analyse.ts';
import { SparseFolder } from '../../retrieval/sparse/sparse-folder.ts';
import { SparseIndex } from '../../retrieval/sparse/sparse-index.ts';
import { VectorIndex } from '../../retrieval/vector-index.ts';
import { openDatabase } from '../../store/database.ts';
import { ReportStore } from '../../store/reports.ts';
import { checkExactness } from './exactness.ts';
import type { AskedQuestion, PartsResult, Surroundings } from './job.ts';
import { spread } from './material.ts';
import { memoryInUse } from './measure.ts';
import { configOf } from './rasid.ts';
import { readLimit } from './read-limit.ts';

/** Questions for which the indexes are compared with going through everything. */
const CHECKED = 20;

/** Opens Rasid's parts one after the other and looks how much memory each takes; then measures the read limit, and checks that the indexes are exact. */
export async function measureParts(surroundings: Surroundings): Promise<PartsResult> {
  const config = configOf(surroundings);
  const memory: Record<string, number> = {};
  let before = await memoryInUse();
  const open = async <T>(part: string, opening: () => T | Promise<T>): Promise<T> => {
    const opened = await opening();
    const now = await memoryInUse();
    // Memory that an earlier part gave back serves again without growing; what is not JavaScript's shows only in `rss`.
    memory[part] = Math.max(0, now.rss - before.rss, now.held - before.held);
    before = now;
    return opened;
  };
  // Only what is held on to counts, so every part stays in a variable to the end.
  const words = await open('glossary and background counts', loadWordParts);
  const model = await open('embedding model', async () => {
    const { embedder } = await loadLanguageParts(config, NO_PROGRESS);
    return embedder;
  });
  const database = await open('SQLite', async () => {
    const opened = await openDatabase(config.dataDir);
    const store = new ReportStore(opened, CUTTING);
    const ids = await store.passageIds();
    for (let i = 0; i < ids.length; i += 40) await store.passages(ids.slice(i, i + 40));
    return opened;
  });
  const sparse = await open('sparse segments', async () => {
    const identity = `${ANALYSIS} ${CUTTING} ${words.lexicon.fingerprint}`;
    const { loaded } = await SparseFolder.open(join(config.indexDir, 'sparse'), identity);
    return new SparseIndex(words.background, loaded.segments);
  });
  const vectors = await open('vectors', async () => {
    const identity = { model: model.model, dims: model.dims, cutting: CUTTING };
    return (await VectorIndex.open(join(config.indexDir, 'vectors'), identity)).index;
  });
  const questions = JSON.parse(await readFile(surroundings.folder.questions, 'utf8')) as AskedQuestion[];
  const limit = readLimit({
    questions: questions.map(({ text }) => text),
    lexicon: words.lexicon,
    sparse,
    vectorBytes: vectors.scannedBytes,
  });
  const store = new ReportStore(database, CUTTING);
  const exact = await checkExactness({
    ...words,
    questions: spread(questions, CHECKED).map(({ text }) => text),
    passages: () => store.allPassages(),
    embedder: model,
    sparse,
    vectors,
  });
  await database.destroy();
  await model.close();
  return { memory, limit, exact };
}
