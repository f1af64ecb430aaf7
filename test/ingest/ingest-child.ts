// A process that ingests a folder once, for the tests of crashes and of several processes. With a number as
// third argument it is killed, as by kill -9, before that many queries of the store are done.
import type { KyselyPlugin } from 'kysely';
import { ingestFolder } from '../../src/ingest/ingest.ts';
import { NO_PROGRESS } from '../../src/progress.ts';
import { CUTTING } from '../../src/reports/passages.ts';
import { openDatabase } from '../../src/store/database.ts';
import { ReportStore } from '../../src/store/reports.ts';
import { MemoryIndex } from './memory-index.ts';

const [folder, data, killAt] = process.argv.slice(2) as [string, string, string?];
let queries = 0;
const killer: KyselyPlugin = {
  transformQuery({ node }) {
    if (++queries === Number(killAt)) process.kill(process.pid, 'SIGKILL');
    return node;
  },
  transformResult: async ({ result }) => result,
};
const db = await openDatabase(data);
const summary = await ingestFolder({
  folder,
  store: new ReportStore(db.withPlugin(killer), CUTTING),
  indexes: [new MemoryIndex()],
  progress: NO_PROGRESS,
  warn: () => {},
});
await db.destroy();
process.stdout.write(JSON.stringify({ ...summary, queries }));
