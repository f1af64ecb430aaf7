import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRasid, type Rasid } from '../../app.ts';
import { createProgress } from '../../progress.ts';
import { CUTTING, cutPassages } from '../../reports/passages.ts';
import { openDatabase } from '../../store/database.ts';
import { ReportStore } from '../../store/reports.ts';
import { sizeOnDisk } from '../../store/size.ts';
import type {
  AddingTime,
  BenchDocument,
  BenchFolder,
  IngestResult,
  SharedPassage,
  Surroundings,
} from './job.ts';
import { configOf, warnings } from './rasid.ts';
import { readRecords, writeRecords } from './shared-passages.ts';

/** Reports added one by one at each size. */
const ADDED = 25;
/** Share of them that is not timed: the first ones wait for code to be loaded and compiled, at the first size above all. */
const WARM_UP = 0.4;
/** The added reports have about so many passages, so that sizes compare. */
const ADDED_PASSAGES = 3;

/**
 * Until a file is this old, milliseconds, a second change of it might not show, so every ingest reads it again: a
 * folder that was only just written would be measured as no folder ever is.
 */
const SETTLED = 2_200;

/**
 * Writes the documents as report files and ingests them as the product does; at each stage (numbers of passages,
 * rising) and at the end adds single reports, as an admin who sends one does. Then writes down the passages as
 * the store has them, for the other systems.
 */
export async function ingestAll(
  surroundings: Surroundings,
  stages: readonly number[],
): Promise<IngestResult> {
  const { folder } = surroundings;
  const documents = await Array.fromAsync(readRecords<BenchDocument>(folder.documents));
  const sizes = documents.map(({ text }) => cutPassages(text).length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const wanted = [...stages.filter((stage) => stage < total * 0.8), Number.POSITIVE_INFINITY];
  const kept = keptBack(sizes, wanted.length * ADDED);
  const rasid = await openRasid(configOf(surroundings), {
    log: warnings(),
    progress: createProgress(process.stderr),
  });
  let ms = 0;
  const adding: { passages: number; times: AddingTime[] }[] = [];
  let next = 0;
  let written = 0;
  let reports = 0;
  let passages = 0;
  for (const [s, stage] of wanted.entries()) {
    for (; next < documents.length && written < stage; next++) {
      if (kept.has(next)) continue;
      await writeReport(folder, documents[next]!);
      written += sizes[next]!;
    }
    // Nothing is read again after the last.
    if (s < wanted.length - 1) await sleep(SETTLED);
    const summary = await rasid.ingest();
    ms += summary.ms;
    ({ passages } = summary);
    // Dealt out, so that every size gets reports of the same sizes.
    const share = [...kept].filter((_, i) => i % wanted.length === s);
    const times: AddingTime[] = [];
    for (const d of share) times.push(await addOne(rasid, documents[d]!));
    for (const d of share) written += sizes[d]!;
    adding.push({ passages, times: times.slice(Math.floor(times.length * WARM_UP)) });
    ({ reports } = await rasid.collection());
  }
  await rasid.close();
  const exported = await exportPassages(folder);
  return {
    reports,
    ...exported,
    ms,
    adding,
    indexBytes: await sizeOnDisk(folder.index),
    databaseBytes: await sizeOnDisk(folder.data),
  };
}

/** Of the last documents those nearest to the usual size, the nearest first. */
function keptBack(sizes: readonly number[], count: number): Set<number> {
  const most = Math.min(count, Math.floor(sizes.length / 4));
  const far = (d: number): number => Math.abs(sizes[d]! - ADDED_PASSAGES);
  const places = [...sizes.keys()].reverse().sort((a, b) => far(a) - far(b));
  return new Set(places.slice(0, most));
}

function fileText({ title, text }: BenchDocument): string {
  // A JSON text is one of YAML's quoted forms.
  return title === null ? text : `---\ntitle: ${JSON.stringify(title)}\n---\n${text}`;
}

async function writeReport({ reports }: BenchFolder, document: BenchDocument): Promise<void> {
  const file = join(reports, document.path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, fileText(document));
}

/** How long it took until the report could be found. */
async function addOne(rasid: Rasid, document: BenchDocument): Promise<AddingTime> {
  const bytes = new TextEncoder().encode(fileText(document));
  const usage = process.cpuUsage();
  const started = performance.now();
  await rasid.addReport({ name: document.path.replaceAll('/', '-'), bytes, ifThere: 'replace' });
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(usage);
  return { ms, cpuMs: (user + system) / 1000 };
}

async function exportPassages(folder: BenchFolder): Promise<{ passages: number; textBytes: number }> {
  const database = await openDatabase(folder.data);
  const store = new ReportStore(database, CUTTING);
  let textBytes = 0;
  async function* shared(): AsyncGenerator<SharedPassage> {
    for await (const { id, reportId, text } of store.allPassages()) {
      textBytes += Buffer.byteLength(text);
      yield { id, report: reportId, text };
    }
  }
  const passages = await writeRecords(folder.passages, shared());
  await database.destroy();
  return { passages, textBytes };
}
