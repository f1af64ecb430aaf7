import { join, resolve } from 'node:path';
import { PROJECT_ROOT } from '../config.ts';
import { count, parse, type Surroundings, spreadLists, UsageError } from './command.ts';

/** Measures finding and answering on question sets, or guards the project's own (`--guard`). */
export async function evalCommand(args: string[], surroundings: Surroundings): Promise<void> {
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
  const { loadLanguageParts } = await import('../app.ts');
  const parts = await loadLanguageParts(surroundings.config, surroundings.progress);
  const { evaluate, evaluationTable } = await import('../evaluation/evaluate.ts');
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
}

/** Asks the project's own questions, prints the figures, and throws a sentence when one is below its floor. */
async function guard(
  folder: string | undefined,
  { config, log, progress, json }: Surroundings & { json: boolean },
): Promise<void> {
  const { openRasid } = await import('../app.ts');
  const { runGuard } = await import('../evaluation/guard.ts');
  const { guardTable } = await import('../evaluation/guard-table.ts');
  const result = await runGuard({
    folder: folder === undefined ? join(PROJECT_ROOT, 'test', 'evaluation', 'guard') : resolve(folder),
    seeds: join(PROJECT_ROOT, 'seeds'),
    open: (folders) => openRasid({ ...config, ...folders, reportsDirIsSet: true }, { log, progress }),
  });
  process.stdout.write(`${json ? JSON.stringify(result) : guardTable(result)}\n`);
  if (result.failures.length > 0) throw new Error(`The guard fails: ${result.failures.join('; ')}.`);
}

/** Measures speed beside peers. */
export async function benchCommand(args: string[], { config, log }: Surroundings): Promise<void> {
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
  const { runBench } = await import('./bench.ts');
  const stop = new AbortController();
  let stoppedBy: NodeJS.Signals | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stoppedBy = signal;
      stop.abort(new Error('The bench was stopped.'));
    });
  }
  try {
    await runBench(
      { news, limit, asked, questions, passages, wordsOnly: values['words-only'], json },
      {
        embeddingModel: config.embeddingModel,
        progress: (line) => log.info(line),
        output: process.stdout,
        stop: stop.signal,
      },
    );
  } catch (error) {
    if (!stoppedBy) throw error;
    // Tidied up; now it ends by the signal, as whoever sent it expects.
    process.kill(process.pid, stoppedBy);
  }
}

/** Measures the matching of topics. */
export async function topicsCommand(args: string[], { config, log, progress }: Surroundings): Promise<void> {
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
  const { measureTopics, topicTable } = await import('../evaluation/topics.ts');
  const { loadLanguageParts } = await import('../app.ts');
  const { RecentVectors } = await import('../embedding/recent-vectors.ts');
  const { topicVectors } = await import('../alerts/topic-vectors.ts');
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
}

/** Times new reports among many subscriptions. */
export async function alertLoadCommand(
  args: string[],
  { config, log, progress }: Surroundings,
): Promise<void> {
  const { values } = parse({ args, options: { news: { type: 'string' }, reports: { type: 'string' } } });
  if (!values.news) throw new UsageError('bench-alerts needs --news FILE.');
  const { alertLoadTable, measureAlertLoad } = await import('../evaluation/alert-load.ts');
  const { loadLanguageParts } = await import('../app.ts');
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
}
