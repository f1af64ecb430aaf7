import { openRasid } from '../../app.ts';
import { type Config, loadConfig } from '../../config.ts';
import { keepHeapSmall } from '../../heap.ts';
import { createLogger, type Logger } from '../../log.ts';
import { NO_PROGRESS } from '../../progress.ts';
import type { Ask } from './ask.ts';
import type { Surroundings, Way } from './job.ts';

/** Settings that keep everything in the bench's folder. */
export function configOf({ folder, embeddingModel }: Surroundings): Config {
  return loadConfig({
    REPORTS_DIR: folder.reports,
    INDEX_DIR: folder.index,
    DATA_DIR: folder.data,
    EMBEDDING_MODEL: embeddingModel,
  });
}

/** A log that tells of what went wrong, on stderr. */
export function warnings(): Logger {
  return createLogger({ level: 'warn', write: (lines) => process.stderr.write(lines) });
}

/** Opens Rasid as `npm start` does, over what was ingested. */
export async function openOurs(surroundings: Surroundings, way: Way): Promise<Ask> {
  const rasid = await openRasid(configOf(surroundings), { log: warnings(), progress: NO_PROGRESS });
  keepHeapSmall();
  const { finding } = rasid;
  if (way === 'answer') {
    return async (question) => (await rasid.ask(question)).citations.map(({ reportId }) => reportId);
  }
  return way === 'search' ? finding.ranked : finding.candidates;
}
