import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AddingTime,
  type AskResult,
  type BenchFolder,
  type IngestResult,
  type Job,
  type PartsResult,
  type Surroundings,
  SYSTEMS,
} from './job.ts';
import { gatherMaterial, type MaterialOptions } from './material.ts';
import { quantile } from './measure.ts';
import { runJob } from './run-job.ts';
import { writeRecords } from './shared-passages.ts';

/** What to measure. */
export interface BenchOptions extends MaterialOptions {
  readonly embeddingModel: string;
  /** Leave out the others with our grams, which take most of the time. */
  readonly wordsOnly: boolean;
  /** Where a folder is made that goes again at the end; the system's own for such when missing. */
  readonly temporary?: string;
  /** Told what is being measured, a line each time. */
  readonly progress: (line: string) => void;
  /** Ends it at once, with all its processes and files; it rejects with the signal's reason then. */
  readonly stop?: AbortSignal;
}

/** One system asked in one way, a row of the table. Milliseconds and bytes. */
export interface BenchRow extends AskResult {
  readonly name: string;
  /** Questions under way at one time. */
  readonly callers: number;
  readonly buildMs: number;
  readonly diskBytes: number;
  /** Resident memory over that of an empty process. */
  readonly memory: number;
}

/** A system that could not be measured, and why. */
export interface BenchFailure {
  readonly name: string;
  readonly failed: string;
}

/** All figures of one run. The keys are a contract with scripts. */
export interface BenchResult {
  readonly machine: { readonly cores: number; readonly cpu: string; readonly node: string };
  readonly reports: number;
  readonly passages: number;
  readonly textBytes: number;
  readonly questions: number;
  readonly systems: readonly (BenchRow | BenchFailure)[];
  /** Rasid's ingest, from files to indexes on disk. */
  readonly ingest: {
    readonly ms: number;
    readonly passagesPerSecond: number;
    readonly databaseBytes: number;
  };
  /** What it takes to add one report at each size, medians of `reports` of them. */
  readonly adding: readonly ({ readonly passages: number; readonly reports: number } & AddingTime)[];
  readonly limit: PartsResult['limit'];
  readonly exact: PartsResult['exact'];
  /** Rasid's memory by part, bytes; "asking" is what is left of the whole: caches, compiled code, the heap's room. */
  readonly memory: Readonly<Record<string, number>>;
  /** How many times the first is of the second; `null` where one was not measured. */
  readonly ratios: Readonly<Record<string, number | null>>;
}

/** Sizes at which the time to add a report is taken, besides the whole. */
const STAGES = [1_000, 10_000];

/**
 * Builds every system over the same passages and asks each the same questions, one after the other, each in a
 * process of its own. Throws a sentence when the files can't be read or Rasid itself fails; another system's
 * failure is a row that says so.
 */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const root = await mkdtemp(join(options.temporary ?? tmpdir(), 'rasid-bench-'));
  try {
    return await measure(options, await layOut(root));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function layOut(root: string): Promise<BenchFolder> {
  const folder = {
    root,
    questions: join(root, 'questions.json'),
    documents: join(root, 'documents.jsonl'),
    passages: join(root, 'passages.jsonl'),
    reports: join(root, 'reports'),
    index: join(root, 'index'),
    data: join(root, 'data'),
    others: join(root, 'others'),
  };
  for (const path of [folder.reports, folder.index, folder.data, folder.others]) await mkdir(path);
  return folder;
}

async function measure(options: BenchOptions, folder: BenchFolder): Promise<BenchResult> {
  const { progress } = options;
  const material = await gatherMaterial(options);
  if (material.questions.length === 0)
    throw new Error(`${options.news} has no article with a headline to ask for.`);
  await writeFile(folder.questions, JSON.stringify(material.questions));
  await writeRecords(folder.documents, material.documents());
  const surroundings: Surroundings = { folder, embeddingModel: options.embeddingModel };
  const run = <J extends Job>(job: J) => runJob(job, surroundings, options.stop);

  const { rss: empty } = await run({ task: 'empty' });
  progress('Rasid: reading the reports');
  const ingest = await run({ task: 'ingest', stages: STAGES });
  progress(
    `${ingest.passages} passages of ${ingest.reports} reports; asking ${material.questions.length} questions`,
  );
  const parts = await run({ task: 'parts' });

  const rows: (BenchRow | BenchFailure)[] = [];
  const ours = { buildMs: ingest.ms, diskBytes: ingest.indexBytes };
  for (const [way, callers] of [
    ['candidates', 1],
    ['search', 1],
    ['search', 8],
    ['answer', 1],
  ] as const) {
    const name = `Rasid, ${way}`;
    progress(`${name}: asking${callers > 1 ? `, ${callers} at a time` : ''}`);
    const asked = await run({ task: 'ask', system: 'rasid', way, callers });
    rows.push({ name, callers, ...ours, ...asked, memory: asked.rss - empty });
  }
  for (const system of SYSTEMS) {
    if (options.wordsOnly && system.endsWith('-grams')) continue;
    try {
      progress(`${system}: building`);
      const built = await run({ task: 'build', system });
      progress(`${system}: asking`);
      const asked = await run({ task: 'ask', system });
      const { ms: buildMs, diskBytes } = built;
      rows.push({ name: NAMES[system], callers: 1, buildMs, diskBytes, ...asked, memory: asked.rss - empty });
    } catch (error) {
      options.stop?.throwIfAborted();
      rows.push({ name: NAMES[system], failed: error instanceof Error ? error.message : String(error) });
    }
    // The next one should find the disk as this one did.
    await rm(join(folder.others, system), { recursive: true, force: true });
  }
  return summarise({ questions: material.questions.length, ingest, parts, rows });
}

const NAMES = {
  vectra: 'Vectra queryItems',
  minisearch: 'MiniSearch, words',
  'minisearch-grams': 'MiniSearch, grams',
  orama: 'Orama, words',
  'orama-grams': 'Orama, grams',
} as const;

function summarise(found: {
  readonly questions: number;
  readonly ingest: IngestResult;
  readonly parts: PartsResult;
  readonly rows: readonly (BenchRow | BenchFailure)[];
}): BenchResult {
  const { ingest, parts, rows } = found;
  const row = (name: string): BenchRow | undefined =>
    rows.find((r): r is BenchRow => r.name === name && 'p50' in r && r.callers === 1);
  const search = row('Rasid, search')!;
  const adding = ingest.adding.map(({ passages, times }) => ({
    passages,
    reports: times.length,
    ms: quantile(
      times.map(({ ms }) => ms),
      0.5,
    ),
    cpuMs: quantile(
      times.map(({ cpuMs }) => cpuMs),
      0.5,
    ),
  }));
  const known = Object.values(parts.memory).reduce((sum, bytes) => sum + bytes, 0);
  const textSearches = [NAMES.minisearch, NAMES.orama].flatMap((name) => row(name) ?? []);
  const fastest = textSearches.sort((a, b) => a.p50 - b.p50)[0];
  const ratio = (a: number | undefined, b: number): number | null =>
    a === undefined || b === 0 ? null : a / b;
  return {
    machine: { cores: availableParallelism(), cpu: cpus()[0]?.model ?? '', node: process.version },
    reports: ingest.reports,
    passages: ingest.passages,
    textBytes: ingest.textBytes,
    questions: found.questions,
    systems: rows,
    ingest: {
      ms: ingest.ms,
      passagesPerSecond: ingest.passages / (ingest.ms / 1000),
      databaseBytes: ingest.databaseBytes,
    },
    adding,
    limit: parts.limit,
    exact: parts.exact,
    memory: { ...parts.memory, asking: Math.max(0, search.memory - known) },
    ratios: {
      'Vectra ÷ search': ratio(row(NAMES.vectra)?.p50, search.p50),
      'faster of MiniSearch and Orama ÷ search': ratio(fastest?.p50, search.p50),
      'search ÷ read limit': ratio(search.p50, parts.limit.p50),
      'candidates ÷ read limit': ratio(row('Rasid, candidates')!.p50, parts.limit.p50),
      'adding a report, largest ÷ smallest size': ratio(adding.at(-1)?.ms, adding[0]?.ms ?? 0),
      'index on disk ÷ text': ratio(ingest.indexBytes, ingest.textBytes),
    },
  };
}
