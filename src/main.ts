import { mkdir, writeFile } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import type { Rasid } from './app.ts';
import { type Config, loadConfig, PROJECT_ROOT, readEnvFile } from './config.ts';
import { createLogger, type Logger } from './log.ts';
import { createProgress, type VisibleProgress } from './progress.ts';

const usage = `Usage:
  npm start                              ingest what changed, then answer (Telegram with BOT_TOKEN, else here)
  npm run -s ask -- "QUESTION" [--explain]
  npm run -s ask -- --json [QUESTION]    questions from stdin, one a line; one JSON object a line
  npm run ingest [-- FOLDER]
  npm run -s eval -- --passages F [F…] --questions F [F…] [--distractors F --limit N]
                     [--withhold] [--held-out] [--baseline] [--json]
  npm run -s eval -- --guard [FOLDER] [--json]
  npm run -s bench -- --news F [--limit ARTICLES] [--questions F --passages F] [--ask QUESTIONS]
                     [--words-only] [--json]
  npm run -s eval:topics -- --news FILE [--topics N] [--others N]
  npm run train -- --bench FOLDER [--limit N]
  npm run background:build -- --news FILE [--limit N]
  npm run model:build`;

/** A mistake in the command line: its sentence and the usage are shown. */
class UsageError extends Error {}

interface Surroundings {
  readonly config: Config;
  readonly log: Logger;
  readonly progress: VisibleProgress;
}

type Command = (args: string[], surroundings: Surroundings) => Promise<void>;

/** Each loads what it needs itself: a question at the shell should not wait for Telegram's library. */
const commands: Readonly<Record<string, Command>> = {
  async start(args, surroundings) {
    parse({ args, options: {} });
    const { start } = await import('./commands/start.ts');
    const signal = await withRasid(surroundings, async (rasid) => {
      const stop = stopSignal();
      await start(rasid, { ...surroundings, signal: stop });
      return stop;
    });
    // An ingest that the stop broke off would go on to its next query.
    if (signal.aborted) process.exit();
  },

  async ask(args, surroundings) {
    const { values, positionals } = parse({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' }, explain: { type: 'boolean' } },
    });
    const question = positionals.join(' ').trim();
    if (!values.json && question === '')
      throw new UsageError('ask needs a question, or --json and questions on stdin.');
    const { askLines, askOnce } = await import('./commands/ask.ts');
    await withRasid(surroundings, async (rasid) => {
      await rasid.ingest();
      const input = question === '' ? process.stdin : Readable.from([question]);
      if (values.json) await askLines(rasid, { input, output: process.stdout });
      else await askOnce(rasid, question, { explain: values.explain === true, output: process.stdout });
    });
  },

  async ingest(args, surroundings) {
    const { positionals } = parse({ args, allowPositionals: true, options: {} });
    if (positionals.length > 1) throw new UsageError('ingest takes one folder.');
    const { nothingCouldBeRead, summaryLine } = await import('./ingest/ingest.ts');
    await withRasid(surroundings, async (rasid) => {
      const summary = await rasid.ingest(positionals[0] && resolve(positionals[0]));
      process.stdout.write(`${summaryLine(summary)}\n`);
      if (nothingCouldBeRead(summary)) process.exitCode = 1;
    });
  },

  async eval(args, surroundings) {
    const { values, positionals } = parse({
      args: spreadLists(args, ['--passages', '--questions']),
      allowPositionals: true,
      options: {
        passages: { type: 'string', multiple: true },
        questions: { type: 'string', multiple: true },
        distractors: { type: 'string' },
        limit: { type: 'string' },
        withhold: { type: 'boolean', default: false },
        'held-out': { type: 'boolean', default: false },
        baseline: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        guard: { type: 'boolean', default: false },
      },
    });
    if (values.guard) {
      if (positionals.length > 1 || values.passages || values.questions)
        throw new UsageError('eval --guard takes one folder, or none.');
      return guard(positionals[0], { ...surroundings, json: values.json });
    }
    if (!values.passages || !values.questions || positionals.length > 0) {
      throw new UsageError('eval needs --passages and --questions.');
    }
    const { loadLanguageParts } = await import('./app.ts');
    const parts = await loadLanguageParts(surroundings.config, surroundings.progress);
    const { evaluate, evaluationTable } = await import('./evaluation/evaluate.ts');
    const result = await evaluate({
      ...parts,
      passages: values.passages,
      questions: values.questions,
      ...(values.distractors && {
        distractors: { file: values.distractors, limit: count(values.limit, 20_000) },
      }),
      withhold: values.withhold,
      heldOut: values['held-out'],
      baseline: values.baseline,
      progress: (line) => surroundings.log.info(line),
    });
    process.stdout.write(`${values.json ? JSON.stringify(result) : evaluationTable(result)}\n`);
    await parts.embedder.close();
  },

  async bench(args, { config, log }) {
    const { values, positionals } = parse({
      args: spreadLists(args, ['--passages', '--questions']),
      options: {
        news: { type: 'string' },
        limit: { type: 'string' },
        ask: { type: 'string' },
        'words-only': { type: 'boolean', default: false },
        passages: { type: 'string', multiple: true },
        questions: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
      },
    });
    const { news, questions, passages, json } = values;
    if (!news || positionals.length > 0) throw new UsageError('bench needs --news FILE.');
    if (!questions !== !passages) throw new UsageError('bench needs --questions and --passages together.');
    const limit = count(values.limit, Number.MAX_SAFE_INTEGER);
    // A small run is for a quick look.
    const asked = count(values.ask, limit < 3000 ? 50 : Number.MAX_SAFE_INTEGER, '--ask');
    const { runBench } = await import('./commands/bench.ts');
    await runBench(
      { news, limit, asked, questions, passages, wordsOnly: values['words-only'], json },
      {
        embeddingModel: config.embeddingModel,
        progress: (line) => log.info(line),
        output: process.stdout,
      },
    );
  },

  async 'eval-topics'(args, { config, log, progress }) {
    const { values } = parse({
      args,
      options: {
        news: { type: 'string' },
        topics: { type: 'string' },
        others: { type: 'string' },
        baseline: { type: 'boolean' },
      },
    });
    if (!values.news) throw new UsageError('eval-topics needs --news FILE.');
    const { measureTopics, topicTable } = await import('./evaluation/topics.ts');
    const { loadLanguageParts } = await import('./app.ts');
    const { RecentVectors } = await import('./embedding/recent-vectors.ts');
    const { topicVectors } = await import('./alerts/topic-vectors.ts');
    const { embedder, ...parts } = await loadLanguageParts(config, progress);
    log.info('comparing headlines with passages');
    const points = await measureTopics({
      ...parts,
      vectors: values.baseline ? undefined : topicVectors(new RecentVectors(embedder)),
      news: values.news,
      topics: count(values.topics, 200, '--topics'),
      others: count(values.others, 5000, '--others'),
    });
    process.stdout.write(`${topicTable(points)}\n`);
    await embedder.close();
  },

  async 'bench-alerts'(args, { config, log, progress }) {
    const { values } = parse({ args, options: { news: { type: 'string' }, reports: { type: 'string' } } });
    if (!values.news) throw new UsageError('bench-alerts needs --news FILE.');
    const { alertLoadTable, measureAlertLoad } = await import('./evaluation/alert-load.ts');
    const { loadLanguageParts } = await import('./app.ts');
    const parts = await loadLanguageParts(config, progress);
    log.info('timing new reports');
    const loads = await measureAlertLoad({
      ...parts,
      news: values.news,
      sizes: [0, 100, 1_000, 10_000],
      reports: count(values.reports, 15, '--reports'),
    });
    process.stdout.write(`${alertLoadTable(loads)}\n`);
    await parts.embedder.close();
  },

  async train(args, surroundings) {
    const { values } = parse({ args, options: { bench: { type: 'string' }, limit: { type: 'string' } } });
    if (!values.bench) throw new UsageError('train needs --bench FOLDER.');
    const { loadLanguageParts } = await import('./app.ts');
    const parts = await loadLanguageParts(surroundings.config, surroundings.progress);
    const { trainRanking } = await import('./evaluation/train.ts');
    const model = await trainRanking({
      ...parts,
      bench: values.bench,
      distractors: count(values.limit, 20_000),
      report: (line) => surroundings.log.info(line),
    });
    const file = join(PROJECT_ROOT, 'models', 'ranking.json');
    const rounded = JSON.stringify(
      model,
      (_, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value),
      2,
    );
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${rounded}\n`);
    surroundings.log.info(`written: ${file}`);
    await parts.embedder.close();
  },

  async 'background-build'(args, { log }) {
    const { values } = parse({ args, options: { news: { type: 'string' }, limit: { type: 'string' } } });
    if (!values.news) throw new UsageError('background-build needs --news FILE.');
    const { buildBackground } = await import('./evaluation/build-background.ts');
    const { Lexicon } = await import('./language/concepts.ts');
    const lexicon = Lexicon.load(join(PROJECT_ROOT, 'models', 'glossary'));
    const built = await buildBackground({ news: values.news, limit: count(values.limit, 30_000), lexicon });
    await writeFile(join(PROJECT_ROOT, 'models', 'background', 'news.bin'), built.bytes);
    log.info(`counted ${built.passages} passages, ${built.bytes.length} bytes`);
  },

  async 'model-build'(args, { log }) {
    parse({ args, options: {} });
    const models = join(PROJECT_ROOT, 'models');
    const { buildModel } = await import('./embedding/build-model.ts');
    const built = await buildModel({
      glossaryDir: join(models, 'glossary'),
      outDir: join(models, 'rasid-concepts'),
    });
    log.info(`rasid-concepts: ${built.pieces} pieces from ${built.rows} rows, ${built.bytes} bytes`);
  },
};

/** Asks the project's own questions, prints the figures, and throws a sentence when one is below its floor. */
async function guard(
  folder: string | undefined,
  { config, log, progress, json }: Surroundings & { json: boolean },
): Promise<void> {
  const { openRasid } = await import('./app.ts');
  const { runGuard } = await import('./evaluation/guard.ts');
  const { guardTable } = await import('./evaluation/guard-table.ts');
  const result = await runGuard({
    folder: folder === undefined ? join(PROJECT_ROOT, 'test', 'evaluation', 'guard') : resolve(folder),
    seeds: join(PROJECT_ROOT, 'seeds'),
    open: (folders) => openRasid({ ...config, ...folders, reportsDirIsSet: true }, { log, progress }),
  });
  process.stdout.write(`${json ? JSON.stringify(result) : guardTable(result)}\n`);
  if (result.failures.length > 0) throw new Error(`The guard fails: ${result.failures.join('; ')}.`);
}

async function withRasid<T>(
  { config, log, progress }: Surroundings,
  work: (rasid: Rasid) => Promise<T>,
): Promise<T> {
  const { openRasid } = await import('./app.ts');
  const rasid = await openRasid(config, { log, progress });
  try {
    return await work(rasid);
  } finally {
    await rasid.close();
  }
}

/**
 * Aborted by the first SIGINT or SIGTERM; a second one ends the process. Commands that don't ask for it end at
 * the first: an ingest may be broken off anywhere.
 */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

/** parseArgs whose complaints are usage errors. */
const parse: typeof parseArgs = (config) => {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

/** `--passages A B` as `--passages A --passages B`, which is what parseArgs can read. */
function spreadLists(args: readonly string[], lists: readonly string[]): string[] {
  let list: string | undefined;
  return args.flatMap((arg, i) => {
    if (arg.startsWith('-')) {
      list = lists.includes(arg) ? arg : undefined;
      return [arg];
    }
    return list && args[i - 1] !== list ? [list, arg] : [arg];
  });
}

function count(text: string | undefined, fallback: number, option = '--limit'): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new UsageError(`${option} is ${text}, but it should be a whole number from 1.`);
  return value;
}

async function main(): Promise<void> {
  // Compiled code of the last run: a start takes about a fifth less. Where it can't be kept, nothing is lost.
  enableCompileCache(join(PROJECT_ROOT, '.cache', 'compiled'));
  const [name = 'start', ...args] = process.argv.slice(2);
  if (['help', '--help', '-h'].includes(name)) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`There is no command ${name}.`);
  const config = loadConfig({ ...readEnvFile(), ...process.env });
  const progress = createProgress(process.stderr);
  const log = createLogger({
    level: config.logLevel,
    secrets: [config.botToken, config.webhookSecret, config.answerLlm?.key ?? null].filter(
      (secret) => secret !== null,
    ),
    write: (lines) => progress.write(lines),
    colour: process.stderr.isTTY === true,
  });
  for (const warning of config.warnings) log.warn(warning);
  await command(args, { config, log, progress });
}

// Whoever read our output may stop (`| head -1`): nothing is left to do then. A lost log ends nothing.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`The output can't be written (${error.code}).\n`);
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});
process.stderr.on('error', () => {});

try {
  await main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n${error instanceof UsageError ? `${usage}\n` : ''}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
