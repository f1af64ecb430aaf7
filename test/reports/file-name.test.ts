import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { numberedFileName, safeFileName } from '../../src/reports/file-name.ts';

test('a name stays as it is readable, and nothing of a path is left', () => {
  const names: [string, string | null][] = [
    ['هدنة في نهران.txt', 'هدنة في نهران.txt'],
    ['Report – 2.HTML', 'Report – 2.html'],
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['C:\\Users\\x\\r.md', 'r.md'],
    ['..hidden.md', 'hidden.md'],
    ['a\u202etxt.exe.md', 'atxt.exe.md'],
    ['a\u0000b\n c.md', 'ab c.md'],
    ['what? "so": <b>|*.md', 'what- -so-- -b---.md'],
    ['con.txt', 'con_.txt'],
    ['node_modules.md', 'node_modules_.md'],
    ['Cafe\u0301.txt', 'Café.txt'],
    ['.txt', null],
    ['…….txt', null],
    ['', null],
    ['a.b/', null],
    ['/', null],
  ];
  for (const [given, wanted] of names) assert.equal(safeFileName(given), wanted, JSON.stringify(given));
});

test('any name gives one that is safe, short and stable, or none', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 400 }).map((s) => `${s}.txt`),
      (given) => {
        const name = safeFileName(given);
        if (name === null) return;
        assert.doesNotMatch(name, /[/\\\p{Cc}<>:"|?*]|^\./u);
        assert.ok(Buffer.byteLength(name) <= 239 && name.isWellFormed() && name.endsWith('.txt'));
        assert.equal(safeFileName(name), name);
      },
    ),
    { numRuns: 500 },
  );
  assert.equal(numberedFileName('هدنة.v2.txt', 3), 'هدنة.v2 (3).txt');
});
