// The process in which one system is built, or asked: started by `run-job.ts`, never by hand.

import { mkdir } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../config.ts';
import { sizeOnDisk } from '../../store/size.ts';
import type { BuildResult, Job, OtherSystem, Surroundings } from './job.ts';
import { memoryInUse } from './measure.ts';

// As the command line does, for all systems alike.
enableCompileCache(join(PROJECT_ROOT, '.cache', 'compiled'));

// What a task needs is loaded only then, so that each process has in memory what its own system needs.

async function run(job: Job, surroundings: Surroundings): Promise<unknown> {
  switch (job.task) {
    case 'empty':
      return { rss: (await memoryInUse()).rss };
    case 'ingest':
      return (await import('./ingest.ts')).ingestAll(surroundings, job.stages);
    case 'parts':
      return (await import('./parts.ts')).measureParts(surroundings);
    case 'build':
      return build(job.system, surroundings);
    case 'ask': {
      const { askAll } = await import('./ask.ts');
      if (job.system !== 'rasid') return askAll(surroundings.folder, () => open(job.system, surroundings));
      const { openOurs } = await import('./rasid.ts');
      return askAll(surroundings.folder, () => openOurs(surroundings, job.way), job.callers);
    }
  }
}

async function build(system: OtherSystem, surroundings: Surroundings): Promise<BuildResult> {
  const { passages, others } = surroundings.folder;
  const folder = join(others, system);
  await mkdir(folder, { recursive: true });
  const withGrams = system.endsWith('-grams');
  const started = performance.now();
  let ms: number | undefined;
  if (system === 'vectra') ms = await (await import('./vectra.ts')).buildVectra(surroundings, folder);
  else if (system.startsWith('orama')) {
    await (await import('./orama.ts')).buildOrama(passages, folder, withGrams);
  } else await (await import('./minisearch.ts')).buildMiniSearch(passages, folder, withGrams);
  return {
    ms: ms ?? performance.now() - started,
    diskBytes: await sizeOnDisk(system === 'vectra' ? join(folder, 'index') : folder),
  };
}

async function open(system: OtherSystem, { folder: { others } }: Surroundings) {
  const folder = join(others, system);
  const withGrams = system.endsWith('-grams');
  if (system === 'vectra') return (await import('./vectra.ts')).openVectra(folder);
  if (system.startsWith('orama')) return (await import('./orama.ts')).openOrama(folder, withGrams);
  return (await import('./minisearch.ts')).openMiniSearch(folder, withGrams);
}

// Whoever started it is gone: nobody waits for the figures.
process.once('disconnect', () => process.exit(1));

process.once('message', async ({ job, surroundings }: { job: Job; surroundings: Surroundings }) => {
  let answer: unknown;
  try {
    answer = { result: await run(job, surroundings) };
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) };
  }
  process.send!(answer, () => process.exit());
});
