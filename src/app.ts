import { join } from 'node:path';
import type { Answer } from './answering/answer.ts';
import { Answerer, type Consideration } from './answering/answerer.ts';
import { passageFinder, withinReport } from './bot/searching/find-passages.ts';
import type { BotServices } from './bot/services.ts';
import { type Config, PROJECT_ROOT } from './config.ts';
import { type Embedder, loadEmbedder } from './embedding/embedder.ts';
import { claimIndexFolder } from './ingest/index-folder.ts';
import type { PassageIndex } from './ingest/indexes.ts';
import { ingestFolder, type Summary } from './ingest/ingest.ts';
import { IngestQueue } from './ingest/ingest-queue.ts';
import { sparsePassages, vectorPassages } from './ingest/passage-indexes.ts';
import { Lexicon } from './language/concepts.ts';
import type { Logger } from './log.ts';
import type { Progress } from './progress.ts';
import { CUTTING } from './reports/passages.ts';
import { ANALYSIS } from './retrieval/analyse.ts';
import { type Background, loadBackground } from './retrieval/background.ts';
import { loadRankingModel, type RankingModel } from './retrieval/linear-model.ts';
import { Search } from './retrieval/search.ts';
import { SparseFolder } from './retrieval/sparse/sparse-folder.ts';
import { SparseIndex } from './retrieval/sparse/sparse-index.ts';
import { VectorIndex } from './retrieval/vector-index.ts';
import { ConversationStore } from './store/conversations.ts';
import { openDatabase } from './store/database.ts';
import { ReportStore } from './store/reports.ts';
import { createUpkeep, type Upkeep } from './upkeep.ts';

/** The folder of what ships with the project: glossary, models, background counts. */
const modelsDir = join(PROJECT_ROOT, 'models');

/** The parts that know languages but no reports. */
export interface LanguageParts {
  readonly lexicon: Lexicon;
  readonly background: Background;
  readonly model: RankingModel;
  readonly embedder: Embedder;
}

/** Loads glossary, background counts, ranking model and embedding model. */
export async function loadLanguageParts(config: Config, progress: Progress): Promise<LanguageParts> {
  const lexicon = Lexicon.load(join(modelsDir, 'glossary'));
  return {
    lexicon,
    background: loadBackground(join(modelsDir, 'background', 'news.bin'), lexicon),
    model: loadRankingModel(join(modelsDir, 'ranking.json')),
    embedder: await openEmbedder(config, progress),
  };
}

/** Loads the embedding model, with a progress bar while a hub model is downloaded. */
async function openEmbedder(config: Config, progress: Progress): Promise<Embedder> {
  const tasks = new Map<string, { advance(by: number): void; end(): void; loaded: number }>();
  try {
    return await loadEmbedder({
      model: config.embeddingModel,
      modelsDir,
      cacheDir: join(PROJECT_ROOT, '.cache'),
      progress({ file, loaded, total }) {
        let task = tasks.get(file);
        if (!task) {
          task = Object.assign(progress.begin({ what: `Downloading ${file}`, unit: 'bytes', total }), {
            loaded: 0,
          });
          tasks.set(file, task);
        }
        task.advance(loaded - task.loaded);
        task.loaded = loaded;
      },
    });
  } finally {
    for (const task of tasks.values()) task.end();
  }
}

/** What the bot's readers reach of the reports. */
type ReaderServices = Pick<
  BotServices,
  'ask' | 'search' | 'excerpt' | 'excerptAt' | 'reports' | 'report' | 'conversations'
>;

/** Rasid without a face: what the terminal, the scripts and the bot are made on. */
export interface Rasid extends ReaderServices, Upkeep {
  /** Brings store and indexes in line with the reports folder. */
  ingest(folder?: string): Promise<Summary>;
  /** An answer with all that was considered, for `--explain`. */
  explain(question: string): Promise<{ answer: Answer; considered: Consideration }>;
  close(): Promise<void>;
}

/** Puts the parts together. Throws sentences for the operator (ConfigError, StoreError, Error). */
export async function openRasid(
  config: Config,
  { log, progress }: { log: Logger; progress: Progress },
): Promise<Rasid> {
  // The folders first: what is wrong with them should show before a model is loaded, or even downloaded.
  const database = await openDatabase(config.dataDir);
  const store = new ReportStore(database, CUTTING);
  const home = await claimIndexFolder(config.indexDir);
  if (home.isCopy) log.info(`Another process keeps ${config.indexDir}: this one works on a copy`);

  const { lexicon, background, model, embedder } = await loadLanguageParts(config, progress);
  const sparseIdentity = `${ANALYSIS} ${CUTTING} ${lexicon.fingerprint}`;
  const { folder, loaded } = await SparseFolder.open(join(home.folder, 'sparse'), sparseIdentity);
  for (const line of loaded.dropped) log.warn(`${line}; it is made again`);
  const sparse = new SparseIndex(background, loaded.segments);
  const identity = { model: embedder.model, dims: embedder.dims, cutting: CUTTING };
  const { index: vectors, dropped } = await VectorIndex.open(join(home.folder, 'vectors'), identity);
  for (const line of dropped) log.warn(line);

  const indexes: PassageIndex[] = [
    sparsePassages({ lexicon, sparse, folder }),
    vectorPassages({ embedder, vectors }),
  ];
  const search = new Search({ lexicon, sparse, vectors, embedder, source: store, model: model.passages });
  const answerer = new Answerer({ lexicon, search, model });
  const conversations = new ConversationStore(database);
  const queue = new IngestQueue();
  const ingest = (reports = config.reportsDir) =>
    queue.run(() =>
      ingestFolder({ folder: reports, store, indexes, progress, warn: (line) => log.warn(line) }),
    );
  return {
    ...createUpkeep({ config, database, store, conversations, queue, ingest, indexed: () => sparse.size }),
    ingest,
    ask: async (question, { reportId, previous } = {}) =>
      answerer.ask(question, {
        ...(await withinReport(store, reportId)),
        ...(previous && { previous: previous.question }),
      }),
    search: passageFinder({ lexicon, search, store }),
    async explain(question) {
      const considered = await answerer.consider(question);
      return { answer: answerer.answer(considered), considered };
    },
    excerpt: (place) => store.excerpt(place),
    excerptAt: (at) => store.excerptAt(at),
    reports: async (page) => ({
      total: (await store.counts()).reports,
      reports: await store.reports(page),
    }),
    report: (id) => store.report(id),
    conversations,
    async close() {
      // An ingest that a stop broke off still uses them; the end of the process closes them.
      if (queue.busy) return;
      await embedder.close();
      await database.destroy();
      await home.release();
    },
  };
}
