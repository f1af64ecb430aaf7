import { after, before } from 'node:test';
import { openRasid, type Rasid } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';
import { NO_PROGRESS } from '../../src/progress.ts';
import { instance } from '../cli/rasid.ts';

/**
 * Rasid over some reports, open while the tests of the file run: a folder's, or those given by file name. The function
 * returned gives it once the tests run. `now` is its clock, milliseconds since 1970.
 */
export function shelf(
  given: { readonly folder: string } | { readonly reports: Readonly<Record<string, string>> },
  now: () => number = Date.now,
): () => Rasid {
  const here = instance();
  let rasid: Rasid;
  before(async () => {
    if ('reports' in given) for (const [name, text] of Object.entries(given.reports)) here.write(name, text);
    const folders = {
      dataDir: here.data,
      indexDir: here.index,
      reportsDir: 'folder' in given ? given.folder : here.reports,
    };
    const config = { ...loadConfig({}), ...folders, reportsDirIsSet: true };
    const log = createLogger({ level: 'silent', write() {} });
    rasid = await openRasid(config, { log, progress: NO_PROGRESS, now });
    await rasid.ingest();
  });
  after(async () => {
    await rasid.close();
    here.remove();
  });
  return () => rasid;
}
