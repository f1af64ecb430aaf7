import assert from 'node:assert/strict';
import { chmodSync, closeSync, openSync, rmSync, symlinkSync, truncateSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { answerLines, begin, instance, nahran, run, truce, whoseTruce } from './rasid.ts';

/** An invented report of another town, different for each number. */
const report = (n: number) =>
  `زار وفد من بلدة عين الغزلان المصنع رقم ${n} صباح السبت، وقال إن العمل فيه مستمر.\n`;

describe('ingest', { concurrency: 2 }, () => {
  const made: ReturnType<typeof instance>[] = [];
  const ours = () => {
    const one = instance();
    made.push(one);
    return one;
  };
  after(() => {
    for (const one of made) one.remove();
  });

  test('counts what it did; names every bad file with the reason, and goes on', async () => {
    const here = ours();
    const at = (name: string) => path.join(here.reports, name);
    for (const n of [1, 2, 3]) here.write(`factories/${n}.txt`, report(n));
    here.write('نهران/هدنة.md', nahran);
    // A file that has just been written is read again, for it may change within the clock's tick.
    for (const n of [1, 2, 3]) utimesSync(at(`factories/${n}.txt`), 1_000_000, 1_000_000);

    here.write('bad/empty.txt', '');
    here.write('bad/blank.md', ' \n\n---\n');
    here.write(
      'bad/binary.txt',
      Uint8Array.from({ length: 400 }, (_, i) => i % 7),
    );
    here.write(
      'bad/cut.txt',
      Buffer.concat([Buffer.from(report(9)), Buffer.from([0xd8, 0x20, 0xd9, 0x20]), Buffer.from(report(9))]),
    );
    here.write('bad/fields.md', '---\ntitle: "never closed\n---\nنص قصير.\n');
    here.write('bad/open.txt', '---\ntitle: بلا نهاية\nنص قصير.\n');
    here.write('bad/report.rtf', 'text of an unknown format');
    here.write('bad/name\u001b[31m\nred.txt', '');
    closeSync(openSync(at('bad/large.html'), 'w'));
    truncateSync(at('bad/large.html'), 20 * 1024 * 1024 + 1);
    symlinkSync('../..', at('bad/up'));
    symlinkSync('.', at('bad/loop'));
    symlinkSync('nowhere.txt', at('bad/dangling.txt'));
    const locked = process.getuid?.() !== 0;
    if (locked) {
      here.write('bad/locked.txt', report(10));
      chmodSync(at('bad/locked.txt'), 0);
    }
    const reasons: Record<string, RegExp> = {
      'bad/empty.txt': /empty/,
      'bad/blank.md': /no text/,
      'bad/binary.txt': /binary/,
      'bad/cut.txt': /UTF-8/,
      'bad/fields.md': /front matter.*line 2/,
      'bad/open.txt': /front matter.*never closed/,
      'bad/report.rtf': /No reader for "\.rtf".*\.txt/,
      'bad/name\\u001b[31m\\u000ared.txt': /empty/,
      'bad/large.html': /21 MB; at most 20/,
      'bad/up': /leads out/,
      'bad/loop': /leads back/,
      'bad/dangling.txt': /does not exist/,
      ...(locked ? { 'bad/locked.txt': /not permitted/ } : {}),
    };

    const first = await run(here, ['ingest']);
    assert.equal(first.code, 0, first.stderr);
    const bad = Object.keys(reasons).length;
    assert.match(
      first.stdout,
      new RegExp(
        `^4 added, 0 changed, 0 unchanged, 0 withdrawn, ${bad} skipped; reports: 4, passages: 4 \\([\\d.]+ s\\)\\n$`,
      ),
    );
    const lines = first.stderr.trimEnd().split('\n');
    for (const [name, reason] of Object.entries(reasons)) {
      const line = lines.filter((text) => text.includes(`Skipped ${name}: `));
      assert.equal(line.length, 1, `${name}: ${first.stderr}`);
      assert.match(line[0]!, reason);
    }
    assert.equal(lines.length, bad, first.stderr);

    here.write('factories/1.txt', report(11));
    rmSync(at('factories/2.txt'));
    here.write('bad/empty.txt', report(12));
    here.write('factories/3.txt', '');
    const second = await run(here, ['ingest', here.reports]);
    assert.equal(second.code, 0);
    assert.match(
      second.stdout,
      new RegExp(`^1 added, 1 changed, 1 unchanged, 1 withdrawn, ${bad} skipped; reports: 4, passages: 4 `),
    );
    assert.match(second.stderr, /Skipped factories\/3\.txt: .*empty.* Its report stays as it was/);
  });

  test('exit code 1 when there are files and none can be read', async () => {
    const here = ours();
    here.write('empty.txt', '');
    here.write('table.xls', 'x');
    const { code, stdout, stderr } = await run(here, ['ingest']);
    assert.equal(code, 1);
    assert.match(stdout, /^0 added, .*2 skipped; reports: 0/);
    assert.match(stderr, /Skipped empty\.txt: /);
    assert.match(stderr, /Skipped table\.xls: /);
  });

  test('a reports folder that is missing is one sentence that names REPORTS_DIR', async () => {
    const here = ours();
    const missing = path.join(here.root, 'no-such-folder');
    const { code, stdout, stderr } = await run(here, ['ingest'], { REPORTS_DIR: missing });
    assert.deepEqual([code, stdout], [1, '']);
    assert.equal(
      stderr,
      `The reports folder ${missing} does not exist: set REPORTS_DIR to a folder of reports.\n`,
    );
  });

  test('two instances work side by side and know nothing of each other', async () => {
    const [one, other] = [ours(), ours()];
    one.write('nahran.md', nahran);
    other.write('factory.txt', report(7));
    const ends = await Promise.all(
      [one, other].map((here) => run(here, ['ask', '--json'], { input: `${whoseTruce}\n` })),
    );
    const [mine, theirs] = ends.map(({ stdout }) => answerLines(stdout)[0]!);
    assert.equal(mine?.sentences[0]?.text, truce);
    assert.notEqual(theirs?.outcome, 'answer');
  });

  test('processes that share the folders at the same moment all end well', async () => {
    const here = ours();
    here.write('nahran.md', nahran);
    for (let n = 0; n < 60; n++) here.write(`${n}.txt`, report(n).repeat(40));
    const ends = await Promise.all([
      run(here, ['ingest']),
      run(here, ['ask', '--json'], { input: `${whoseTruce}\n` }),
    ]);
    for (const { code, stderr } of ends) assert.equal(code, 0, stderr);
    const next = await run(here, ['ask', '--json'], { input: `${whoseTruce}\n` });
    assert.equal(next.code, 0);
    assert.equal(answerLines(next.stdout)[0]?.sentences[0]?.text, truce, next.stderr);
  });

  test('Ctrl+C ends an ingest at once', async () => {
    const here = ours();
    for (let n = 0; n < 40; n++) here.write(`${n}.txt`, report(n).repeat(100));
    here.write('0.txt', '');
    const process = begin(here, ['ingest']);
    await process.says('stderr', /Skipped 0\.txt/);
    process.child.kill('SIGINT');
    const { signal, stdout } = await process.ended;
    assert.deepEqual([signal, stdout], ['SIGINT', '']);
  });
});
