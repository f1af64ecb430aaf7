import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { cutPassages } from '../../src/reports/passages.ts';
import { readReport } from '../../src/reports/readers.ts';
import { answerLines, begin, type Instance, instance, nahran, run, truce, whoseTruce } from './rasid.ts';

/** How often an ingest is killed; more by `RASID_CRASH_ROUNDS=50 npm test`. */
const rounds = Number(process.env.RASID_CRASH_ROUNDS ?? 6);
/** In a short run a second kill hits what the first has left, before the folder is asked. */
const killsBeforeAsking = rounds > 6 ? 1 : 2;

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An invented report, different for each number: 1 to 6 paragraphs. */
const report = (n: number) =>
  Array.from(
    { length: 1 + (n % 6) },
    (_, i) =>
      `في الأسبوع ${n + i} أعلن مجلس بلدة عين الغزلان إصلاح ${n * 7 + i} مترا من الطريق القديم. وقال المهندس رقم ${n} إن العمال سيزرعون ${n + 3 * i} شجرة زيتون على جانبيه، وإن السوق سيفتح كل يوم ثلاثاء.`,
  ).join('\n\n');

/** Asks the files themselves: every report whose text is stored is whole. Gives how many there are. */
function assertWhole(here: Instance, written: ReadonlyMap<string, ReadonlySet<string>>): number {
  const db = new Sqlite(path.join(here.data, 'rasid.sqlite'));
  try {
    assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
    const reports = db.prepare('select id, path, hash, text, withdrawn_at from reports').all() as {
      id: string;
      path: string;
      hash: string;
      text: string;
      withdrawn_at: number | null;
    }[];
    const ofReport = db.prepare('select start, end, text from passages where report_id = ? order by ordinal');
    let passages = 0;
    for (const { id, path: file, hash, text, withdrawn_at } of reports) {
      assert.ok(written.get(file)?.has(hash), `${file} has a content that it never had`);
      const rows = ofReport.all(id) as { start: number; end: number; text: string }[];
      const wanted = withdrawn_at === null ? cutPassages(text) : [];
      assert.deepEqual(
        rows.map((row) => ({ ...row })),
        wanted.map(({ start, end }) => ({ start, end, text: text.slice(start, end) })),
        file,
      );
      passages += rows.length;
    }
    assert.equal(db.prepare('select count(*) from passages').pluck().get(), passages);
    return reports.filter((one) => one.withdrawn_at === null).length;
  } finally {
    db.close();
  }
}

/** No file is left over in the index: each is named by the manifest, or a shard's own. */
function assertTidy(here: Instance): void {
  const sparse = path.join(here.index, 'sparse');
  const manifest = JSON.parse(readFileSync(path.join(sparse, 'manifest.json'), 'utf8')) as {
    segments: { file: string }[];
  };
  const wanted = ['manifest.json', ...manifest.segments.map(({ file }) => file)];
  assert.deepEqual(readdirSync(sparse).sort(), wanted.sort());
  const vectors = readdirSync(path.join(here.index, 'vectors'), { recursive: true, encoding: 'utf8' });
  assert.deepEqual(
    vectors.filter((name) => !/^(manifest\.json|\d{5}([\\/]recent)?([\\/]index\.pb)?)$/.test(name)),
    [],
  );
}

/**
 * Starts an ingest and kills it after so many changes to its files, as the file system tells them, unless
 * it ends before that. Gives the number of changes seen.
 */
async function killedAfter(here: Instance, changes: number): Promise<{ killed: boolean; changes: number }> {
  const { child, ended } = begin(here, ['ingest']);
  let seen = 0;
  const folders = [here.data, here.index, path.join(here.index, 'sparse'), path.join(here.index, 'vectors')];
  const watchers = folders.map((folder) =>
    watch(folder, () => {
      if (++seen === changes) child.kill('SIGKILL');
    }),
  );
  const { code, signal, stderr } = await ended;
  for (const watcher of watchers) watcher.close();
  if (signal !== 'SIGKILL') assert.equal(code, 0, stderr);
  return { killed: signal === 'SIGKILL', changes: seen };
}

test(`kill -9 during ingest, ${rounds} times: every report is whole or absent, the next start answers`, async () => {
  const here = instance();
  after(() => here.remove());
  const written = new Map<string, Set<string>>();
  const write = (file: string, text: string) => {
    here.write(file, text);
    const { hash } = readReport(readFileSync(path.join(here.reports, file)), file);
    written.set(file, (written.get(file) ?? new Set()).add(hash));
  };
  const next = random(20_310_504);
  // In a long run enough for worker processes, which index many passages and make the larger merges.
  const files = rounds > 6 ? 1_500 : 60;
  /** Some reports are new, some changed, some gone; one stays. */
  const change = (round: number) => {
    for (let n = 0; n < files; n++) {
      const chance = next();
      if (round === 0 || chance < 0.4) write(`${n}.txt`, report(n + 1_000 * round));
      else if (chance < 0.5) rmSync(path.join(here.reports, `${n}.txt`), { force: true });
    }
    write(`new/${round}.txt`, report(90_000 + round));
  };
  write('nahran.md', nahran);
  change(0);
  for (const folder of ['sparse', 'vectors']) mkdirSync(path.join(here.index, folder), { recursive: true });
  mkdirSync(here.data);
  // How many changes of files an ingest makes, to kill at any of them.
  let usual = (await killedAfter(here, Number.POSITIVE_INFINITY)).changes;
  assert.ok(usual > 5, `only ${usual} changes seen`);

  let killed = 0;
  for (let round = 1; round <= rounds; round++) {
    change(round);
    const at = 1 + Math.floor(next() * usual);
    const end = await killedAfter(here, at);
    if (end.killed) killed++;
    else usual = Math.max(5, end.changes);
    assertWhole(here, written);
    if (round % killsBeforeAsking !== 0) continue;

    const asked = await run(here, ['ask', '--json', whoseTruce]);
    assert.equal(asked.code, 0, `round ${round}, killed at ${at}: ${asked.stderr}`);
    assert.equal(answerLines(asked.stdout)[0]?.sentences[0]?.text, truce, `round ${round}, killed at ${at}`);
    assertTidy(here);
    const found = assertWhole(here, written);
    const there = [...written.keys()].filter((file) => existsSync(path.join(here.reports, file)));
    assert.equal(found, there.length, `round ${round}, killed at ${at}`);
  }
  assert.ok(killed >= rounds / 2, `only ${killed} of ${rounds} were killed in time`);
});
