import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { temporarySuffix, writeFileAtomic } from '../../src/retrieval/atomic-file.ts';

describe('writeFileAtomic', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rasid-atomic-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('writes text and bytes, and leaves nothing else', async () => {
    await writeFileAtomic(join(folder, 'a'), 'هدنة');
    await writeFileAtomic(join(folder, 'b'), Uint8Array.of(0, 255));
    assert.equal(readFileSync(join(folder, 'a'), 'utf8'), 'هدنة');
    assert.deepEqual([...readFileSync(join(folder, 'b'))], [0, 255]);
    assert.deepEqual(readdirSync(folder).sort(), ['a', 'b']);
  });

  it('replaces a longer file, and what a crash left of an earlier write', async () => {
    const file = join(folder, 'a');
    writeFileSync(file, 'a long old content');
    writeFileSync(file + temporarySuffix, 'half of something much longer than the new content');
    await writeFileAtomic(file, 'new');
    assert.equal(readFileSync(file, 'utf8'), 'new');
    assert.deepEqual(readdirSync(folder), ['a']);
  });

  it('keeps the old content when the write fails', async () => {
    const file = join(folder, 'a');
    writeFileSync(file, 'old');
    mkdirSync(file + temporarySuffix);
    await assert.rejects(writeFileAtomic(file, 'new'), /EISDIR/);
    assert.equal(readFileSync(file, 'utf8'), 'old');
  });

  it('rejects for a folder that does not exist', async () => {
    await assert.rejects(writeFileAtomic(join(folder, 'none', 'a'), 'new'), /ENOENT/);
  });
});
