import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { findReport, readReportFile, walkReports } from '../../src/reports/folder.ts';
import { MAX_REPORT_BYTES } from '../../src/reports/readers.ts';
import { UnreadableReport } from '../../src/reports/unreadable.ts';

let temp: string;
let root: string;

beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'rasid-folder-'));
  root = join(temp, 'reports');
  mkdirSync(root);
});
afterEach(() => {
  rmSync(temp, { recursive: true, force: true });
});

function put(path: string, content = 'عاد الماء.'): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** Paths in order; with the reason for what is skipped. */
async function list(): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of walkReports(root)) {
    found.push('error' in entry ? `${entry.path} ${entry.error.reason}` : entry.path);
  }
  return found;
}

function is(reason: string) {
  return (error: unknown) => error instanceof UnreadableReport && error.reason === reason;
}

describe('walkReports', () => {
  it('gives files of subfolders in order, and names unknown formats', async () => {
    for (const path of ['b.txt', 'a/z.md', 'a/b/c.HTML', 'a.txt', 'scan.pdf']) put(path);
    for (const path of ['.hidden.txt', '.git/x.txt', 'node_modules/x/readme.md']) put(path);
    assert.deepEqual(await list(), ['a/b/c.HTML', 'a/z.md', 'a.txt', 'b.txt', 'scan.pdf unknown-format']);
  });

  it('writes names in composed form and still opens the file', async () => {
    const name = 'caf\u0065\u0301 أ.txt'.normalize('NFD');
    put(name);
    for await (const entry of walkReports(root)) {
      assert.ok(!('error' in entry));
      assert.equal(entry.path, name.normalize('NFC'));
      assert.notEqual(entry.path, name);
      assert.equal((await readReportFile(entry)).text, 'عاد الماء.');
    }
  });

  it('skips the second of two names that are one when composed', async () => {
    put('caf\u0065\u0301.txt');
    put('caf\u00e9.txt');
    const found = await list();
    // Some file systems make one file of them.
    if (found.length > 1) assert.deepEqual(found, ['café.txt', 'café.txt unreadable']);
  });

  it('finds loops of links and goes on', async () => {
    put('a/x.txt');
    symlinkSync(root, join(root, 'a', 'up'));
    symlinkSync(join(root, 'a'), join(root, 'a', 'self'));
    symlinkSync('ring2', join(root, 'ring1'));
    symlinkSync('ring1', join(root, 'ring2'));
    symlinkSync('nowhere', join(root, 'dangling.txt'));
    assert.deepEqual(await list(), [
      'a/self loop',
      'a/up loop',
      'a/x.txt',
      'dangling.txt unreadable',
      'ring1 loop',
      'ring2 loop',
    ]);
  });

  it('follows links within the folder, each folder once', async () => {
    put('z/x.txt');
    symlinkSync(join(root, 'z'), join(root, 'a'));
    symlinkSync(join(root, 'z'), join(root, 'b'));
    symlinkSync(join(root, 'z', 'x.txt'), join(root, 'c.txt'));
    assert.deepEqual(await list(), ['a/x.txt', 'b loop', 'c.txt', 'z/x.txt']);
  });

  it('follows no link out of the folder', async () => {
    mkdirSync(join(temp, 'reports-private'));
    writeFileSync(join(temp, 'reports-private', 'secret.txt'), 'سر');
    symlinkSync(join(temp, 'reports-private'), join(root, 'out'));
    symlinkSync(join(temp, 'reports-private', 'secret.txt'), join(root, 'secret.txt'));
    assert.deepEqual(await list(), ['out unreadable', 'secret.txt unreadable']);
  });

  it('reads a folder that is itself a link', async () => {
    put('a.txt');
    const link = join(temp, 'link');
    symlinkSync(root, link);
    root = link;
    assert.deepEqual(await list(), ['a.txt']);
  });

  it('fails when the folder is missing or no folder', async () => {
    root = join(temp, 'nowhere');
    await assert.rejects(list(), is('unreadable'));
    root = join(temp, 'file');
    writeFileSync(root, '');
    await assert.rejects(list(), /REPORTS_DIR/);
  });

  it('never opens a pipe', { skip: process.platform === 'win32' }, async () => {
    execFileSync('mkfifo', [join(root, 'pipe.txt')]);
    assert.deepEqual(await list(), ['pipe.txt unreadable']);
    await assert.rejects(
      readReportFile({ path: 'pipe.txt', file: join(root, 'pipe.txt') }),
      is('unreadable'),
    );
  });
});

describe('findReport', () => {
  const find = async (inside: string): Promise<string> => {
    const found = await findReport(root, inside);
    if (typeof found === 'string') return found;
    return 'error' in found ? `${found.path} ${found.error.reason}` : found.path;
  };

  it('finds what a walk gives, or is unsure', async () => {
    const files = ['a.txt', 'b/c/d.md', 'scan.pdf', 'أخبار/إعلان.txt', '.hidden.txt', '.git/x.txt'];
    for (const path of [...files, 'node_modules/x/readme.md', 'caf\u0065\u0301.txt']) put(path);
    symlinkSync(join(root, 'b'), join(root, 'link'));
    symlinkSync(join(root, 'a.txt'), join(root, 'link.txt'));
    symlinkSync('nowhere', join(root, 'dangling.txt'));
    execFileSync('mkfifo', [join(root, 'pipe.txt')]);
    const walked = await list();
    const sure = [];
    for (const path of walked.map((entry) => entry.split(' ')[0]!)) {
      const found = await find(path);
      if (found !== 'unsure') sure.push(found);
    }
    const links = ['dangling.txt unreadable', 'link/c/d.md', 'link.txt', 'café.txt'];
    assert.deepEqual(
      sure,
      walked.filter((entry) => !links.includes(entry)),
    );
    for (const path of ['.hidden.txt', '.git/x.txt', '.git', 'node_modules/x/readme.md', '.gone.txt']) {
      assert.equal(await find(path), 'left out', path);
    }
  });

  it('knows what is gone, and that a walk must tell of folders, links and names of two forms', async () => {
    put('b/c.txt');
    symlinkSync(join(root, 'b'), join(root, 'link'));
    symlinkSync('nowhere', join(root, 'dangling.txt'));
    put('one/caf\u0065\u0301.txt');
    put('two/caf\u0065\u0301.txt');
    put('two/caf\u00e9.txt');
    const expected = {
      'gone.txt': 'gone',
      'b/gone.txt': 'gone',
      'b/أين.txt': 'gone',
      b: 'unsure',
      'nowhere/gone.txt': 'unsure',
      'b/c.txt/gone.txt': 'unsure',
      'link/c.txt': 'unsure',
      'link/gone.txt': 'unsure',
      'dangling.txt': 'unsure',
      'one/caf\u0065\u0301.txt': 'unsure',
      'one/caf\u00e9.txt': 'unsure',
      'two/caf\u00e9.txt': 'unsure',
    };
    for (const [path, found] of Object.entries(expected)) assert.equal(await find(path), found, path);
  });

  it('does not take for gone what is in a folder that may not be read', {
    skip: process.getuid?.() === 0,
  }, async () => {
    put('b/c.txt');
    chmodSync(join(root, 'b'), 0o300);
    assert.equal(await find('b/gone.txt'), 'unsure');
    chmodSync(join(root, 'b'), 0o700);
  });
});

describe('readReportFile', () => {
  it('reads a report', async () => {
    const file = put('أخبار/a.txt');
    const report = await readReportFile({ path: 'أخبار/a.txt', file });
    assert.deepEqual([report.path, report.text], ['أخبار/a.txt', 'عاد الماء.']);
  });

  it('says why it can not', async () => {
    await assert.rejects(readReportFile({ path: 'a.txt', file: join(root, 'a.txt') }), is('unreadable'));
    await assert.rejects(readReportFile({ path: 'a.txt', file: root }), is('unreadable'));
    const large = put('large.txt');
    truncateSync(large, MAX_REPORT_BYTES + 1);
    await assert.rejects(readReportFile({ path: 'large.txt', file: large }), is('too-large'));
  });

  it('says when it may not', {
    skip: process.getuid?.() === 0 ? 'root may read everything' : false,
  }, async () => {
    const file = put('a.txt');
    chmodSync(file, 0);
    await assert.rejects(readReportFile({ path: 'a.txt', file }), /permi/);
  });
});
