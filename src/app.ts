import { join } from 'node:path';
import { DateTime } from 'luxon';
import { type Alerts, createAlerts } from './alerts/alerts.ts';
import { nearCopies } from './alerts/near-copies.ts';
import { topicPreview } from './alerts/preview.ts';
import { TopicIndex } from './alerts/topic-matcher.ts';
import { topicVectors } from './alerts/topic-vectors.ts';
import type { Answer } from './answering/answer.ts';
import { Answerer, type Consideration } from './answering/answerer.ts';
import type { BotServices } from './bot/services.ts';
import { type Config, PROJECT_ROOT } from './config.ts';
import { type Embedder, loadEmbedder } from './embedding/embedder.ts';
import { RecentVectors } from './embedding/recent-vectors.ts';
import { claimIndexFolder } from './ingest/index-folder.ts';
import { type PassageIndex, reconcile } from './ingest/indexes.ts';
import { ingestFiles, ingestFolder, type Summary, summaryLine } from './ingest/ingest.ts';
import { IngestQueue } from './ingest/ingest-queue.ts';
import { type KeepingUp, keepUp } from './ingest/keep-up.ts';
import { sparsePassages, vectorPassages } from './ingest/passage-indexes.ts';
import { ReportsFolder } from './ingest/reports-folder.ts';
import { WorkerPool } from './ingest/worker-pool.ts';
import { Lexicon } from './language/concepts.ts';
import { readQuestion } from './language/question.ts';
import { summariser } from './llm/summariser.ts';
import type { Logger } from './log.ts';
import type { Progress } from './progress.ts';
import { CUTTING } from './reports/passages.ts';
import { ANALYSIS } from './retrieval/analyse.ts';
import { type Background, loadBackground } from './retrieval/background.ts';
import { passageFinder, withinReport } from './retrieval/find-passages.ts';
import { loadRankingModel, type RankingModel } from './retrieval/linear-model.ts';
import { Search } from './retrieval/search.ts';
import { SparseFolder } from './retrieval/sparse/sparse-folder.ts';
import { SparseIndex } from './retrieval/sparse/sparse-index.ts';
import { VectorIndex } from './retrieval/vector-index.ts';
import { wordWeight } from './retrieval/word-weight.ts';
import { AcceptedUpdates } from './store/accepted-updates.ts';
import { DEFAULT_TIMES } from './store/alert-times.ts';
import { ConversationStore } from './store/conversations.ts';
import { openDatabase } from './store/database.ts';
import { ReportStore } from './store/reports.ts';
import { createUpkeep, type Upkeep } from './upkeep.ts';

/** The folder of what ships with the project: glossary, models, background counts. */
const modelsDir = join(PROJECT_ROOT, 'models');
const glossaryDir = join(modelsDir, 'glossary');

/** What ships with the project to understand words: the glossary and the background counts. */
export interface WordParts {
  readonly lexicon: Lexicon;
  readonly background: Background;
}

/** Loads {@link WordParts}. */
export function loadWordParts(): WordParts {
  const lexicon = Lexicon.load(glossaryDir);
  return { lexicon, background: loadBackground(join(modelsDir, 'background', 'news.bin'), lexicon) };
}

/** The parts that know languages but no reports. */
export interface LanguageParts extends WordParts {
  readonly model: RankingModel;
  readonly embedder: Embedder;
}

/** Loads glossary, background counts, ranking model and embedding model. */
export async function loadLanguageParts(config: Config, progress: Progress): Promise<LanguageParts> {
  return {
    ...loadWordParts(),
    model: loadRankingModel(join(modelsDir, 'ranking.json')),
    embedder: await openEmbedder(config, progress),
  };
}

/** Which embedding model, and where it is looked for. */
function modelPlaces(config: Config) {
  return { model: config.embeddingModel, modelsDir, cacheDir: join(PROJECT_ROOT, '.cache') };
}

/** Loads the embedding model, with a progress bar while a hub model is downloaded. */
async function openEmbedder(config: Config, progress: Progress): Promise<Embedder> {
  const tasks = new Map<string, { advance(by: number): void; end(): void; loaded: number }>();
  try {
    return await loadEmbedder({
      ...modelPlaces(config),
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
  | 'ask'
  | 'summarise'
  | 'search'
  | 'excerpt'
  | 'excerptAt'
  | 'reports'
  | 'report'
  | 'conversations'
  | 'preview'
>;

/** Rasid without a face: what the terminal, the scripts and the bot are made on. */
export interface Rasid extends ReaderServices, Upkeep {
  /** Brings store and indexes in line with the reports folder, or with another that is the reports folder from then on. */
  ingest(folder?: string): Promise<Summary>;
  /** From now on, what changes in the folder is ingested, and what other processes ingest can be found here. */
  keepUp(): KeepingUp;
  /** An answer with all that was considered, for `--explain`. */
  explain(question: string): Promise<{ answer: Answer; considered: Consideration }>;
  /** Finding passages without answering, for measuring. */
  readonly finding: {
    /** Passage ids as the indexes name them, before they are compared with the question. */
    candidates(question: string): Promise<readonly number[]>;
    /** Passage ids, best first. */
    ranked(question: string): Promise<readonly number[]>;
  };
  /** What is followed and what is due; nothing is sent before its `start`. */
  readonly alerts: Alerts;
  /** What Telegram was told is taken. */
  readonly accepted: AcceptedUpdates;
  close(): Promise<void>;
}

/** Puts the parts together; `now` is the clock of questions, milliseconds since 1970. Throws sentences for the operator (ConfigError, StoreError, Error). */
export async function openRasid(
  config: Config,
  { log, progress, now = Date.now }: { log: Logger; progress: Progress; now?: () => number },
): Promise<Rasid> {
  // The folders first: what is wrong with them should show before a model is loaded, or even downloaded.
  const database = await openDatabase(config.dataDir);
  const home = await claimIndexFolder(config.indexDir);
  if (home.isCopy) log.info(`Another process keeps ${config.indexDir}: this one works on a copy`);

  const { lexicon, background, model, embedder } = await loadLanguageParts(config, progress);
  const sparseIdentity = `${ANALYSIS} ${CUTTING} ${lexicon.fingerprint}`;
  const identity = { model: embedder.model, dims: embedder.dims, cutting: CUTTING };
  // Side by side: while files of one are read, those of the other are unpacked.
  const [{ folder, loaded }, { index: vectors, dropped }] = await Promise.all([
    SparseFolder.open(join(home.folder, 'sparse'), sparseIdentity),
    VectorIndex.open(join(home.folder, 'vectors'), identity),
  ]);
  for (const line of loaded.dropped) log.warn(`${line}; it is made again`);
  const sparse = new SparseIndex(background, loaded.segments);
  for (const line of dropped) log.warn(line);

  const recent = new RecentVectors(embedder);
  const matcher = new TopicIndex({
    lexicon,
    weigh: (word) => wordWeight(word, sparse),
    vectors: topicVectors(recent),
  });
  const alerts = createAlerts({ database, matcher, storiesOf: nearCopies({ lexicon, now: Date.now }) });
  const store = new ReportStore(database, CUTTING, Date.now, alerts.onNews, alerts.beforeNews);
  const workers = new WorkerPool({ glossaryDir, embedder: modelPlaces(config) });
  const indexes: PassageIndex[] = [
    sparsePassages({ lexicon, sparse, folder, workers }),
    vectorPassages({ embedder: recent, vectors, workers }),
  ];
  const search = new Search({ lexicon, sparse, vectors, embedder, source: store, model: model.passages });
  const today = () => DateTime.fromMillis(now(), { zone: DEFAULT_TIMES.timeZone }).toISODate() ?? '';
  const answerer = new Answerer({ lexicon, search, model, catalogue: store, today });
  const findPassages = passageFinder({ lexicon, search, store });
  const conversations = new ConversationStore(database);
  const accepted = new AcceptedUpdates(database);
  const queue = new IngestQueue();
  const reportsFolder = new ReportsFolder(store, {
    folder: config.reportsDir,
    isSet: config.reportsDirIsSet,
  });
  const warn = (line: string) => log.warn(line);
  const ingesting = { store, indexes, workers, progress, warn };
  const ingest = (chosen?: string) =>
    queue.run(async () => {
      const folder = chosen ?? (await reportsFolder.path());
      const summary = await ingestFolder({ ...ingesting, folder });
      if (chosen !== undefined) await reportsFolder.choose(chosen);
      return summary;
    });
  /** Without paths, the whole folder. */
  const ingestChanged = (settle: number, paths?: readonly string[]) =>
    queue.run(async () => {
      const options = { ...ingesting, folder: await reportsFolder.path(), settle };
      return paths ? ingestFiles(paths, options) : ingestFolder(options);
    });
  return {
    ...createUpkeep({
      config,
      reportsFolder,
      database,
      accepted,
      store,
      conversations,
      alerts,
      queue,
      ingestFile: (path) => ingestChanged(0, [path]),
      indexed: () => sparse.size,
    }),
    ingest: (chosen) => ingest(chosen),
    keepUp: () =>
      keepUp({
        folder: () => reportsFolder.path(),
        ingest: async (settle, paths) => {
          const summary = await ingestChanged(settle, paths);
          if (summary.added + summary.changed + summary.withdrawn > 0) log.info(summaryLine(summary));
          return summary;
        },
        database,
        store,
        reconcile: () => queue.run(() => reconcile({ store, indexes, progress })),
        wake: () => alerts.wake(),
        log,
      }),
    ask: async (question, { reportId, previous } = {}) =>
      answerer.ask(question, {
        ...(await withinReport(store, reportId)),
        ...(previous && { previous: previous.question }),
      }),
    ...(config.answerLlm && { summarise: summariser(config.answerLlm, lexicon, log) }),
    search: findPassages,
    preview: topicPreview({ store, search: findPassages, matcher }),
    async explain(question) {
      const considered = await answerer.consider(question);
      return { answer: answerer.answer(considered), considered };
    },
    finding: {
      candidates: (question) => search.candidates(readQuestion(question, lexicon)),
      async ranked(question) {
        const { hits } = await search.search(readQuestion(question, lexicon));
        return hits.map((hit) => hit.reading.passage.id);
      },
    },
    excerpt: (place) => store.excerpt(place),
    excerptAt: (at) => store.excerptAt(at),
    reports: async (page) => ({
      total: (await store.counts()).reports,
      reports: await store.reports(page),
    }),
    report: (id) => store.report(id),
    conversations,
    alerts,
    accepted,
    async close() {
      // An ingest that a stop broke off still uses them; the end of the process closes them.
      if (queue.busy) return;
      workers.close();
      await vectors.close();
      await embedder.close();
      await database.destroy();
      await home.release();
    },
  };
}
