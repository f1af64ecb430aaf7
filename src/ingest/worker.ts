// A process that works for `WorkerPool`: started with a `WorkerSetup` as JSON, it does one job after the other.

import { readFile as readBytes } from 'node:fs/promises';
import { type Embedder, loadEmbedder } from '../embedding/embedder.ts';
import { Lexicon } from '../language/concepts.ts';
import { analyse } from '../retrieval/analyse.ts';
import { SegmentBuilder } from '../retrieval/sparse/segment.ts';
import { packSegment, unpackSegment } from '../retrieval/sparse/segment-file.ts';
import { mergeParts } from '../retrieval/sparse/sparse-index.ts';
import { type Job, type JobResults, readFile } from './jobs.ts';
import type { WorkerAnswer, WorkerSetup } from './worker-pool.ts';

const setup = JSON.parse(process.argv[2] as string) as WorkerSetup;
// Each is loaded when first needed: a worker may end without having seen every kind of job.
let lexicon: Lexicon | undefined;
let embedder: Promise<Embedder> | undefined;

const work: { [K in Job['kind']]: (job: Extract<Job, { kind: K }>) => Promise<JobResults[K]> } = {
  read: ({ files }) => Promise.all(files.map(readFile)),
  async words({ passages }) {
    lexicon ??= Lexicon.load(setup.glossaryDir);
    const builder = new SegmentBuilder();
    // One after the other: the terms of a passage as a map take some 50 kB.
    for (const { id, text } of passages.toSorted((a, b) => a.id - b.id)) {
      builder.add({ id, terms: analyse(text, lexicon) });
    }
    return packSegment(builder.build());
  },
  async vectors({ texts }) {
    embedder ??= loadEmbedder({ ...setup.embedder, allowDownload: false, threads: 1 });
    const vectors = await (await embedder).embed(texts, 'passage');
    const all = new Float32Array(texts.length * (await embedder).dims);
    for (const [i, vector] of vectors.entries()) all.set(vector, i * vector.length);
    return all;
  },
  async merge({ parts }) {
    const segments = parts.map(async ({ file, deleted }) => ({
      segment: unpackSegment(await readBytes(file)),
      deleted,
    }));
    return packSegment(mergeParts({ parts: await Promise.all(segments) }));
  },
};

async function answer(job: Job): Promise<void> {
  try {
    const result = await (work[job.kind] as (job: Job) => Promise<JobResults[Job['kind']]>)(job);
    send({ result });
  } catch (error) {
    send({ error: error instanceof Error ? error.message : String(error) });
  }
}

function send(answer: WorkerAnswer): void {
  // Whoever asked may be gone since; without a callback that would be an error of this process.
  process.send?.(answer, undefined, {}, () => {});
}

// In their order, which is how answers are told apart.
let last: Promise<void> = Promise.resolve();
process.on('message', (job: Job) => {
  last = last.then(() => answer(job));
});
// Whoever started it is gone, perhaps killed: nobody waits for this any more.
process.on('disconnect', () => process.exit());
// Ctrl-C in a terminal reaches the whole group; the one that started it decides.
process.on('SIGINT', () => {});
