import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readArticles, readPassages, readQuestions } from '../../src/evaluation/bench-data.ts';
import { goldMatcher, goldPassage } from '../../src/evaluation/gold.ts';
import { isTrainingHalf } from '../../src/evaluation/halves.ts';

const folder = mkdtempSync(join(tmpdir(), 'rasid-bench-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('bench data', () => {
  it('is read line by line, with both line ends and blank lines, titles missing or not', async () => {
    const lines = '{"id":"a-p1","title":"عنوان","text":"نص"}\r\n\n{"id":"a-p2","text":"x"}';
    assert.deepEqual(await readPassages(file('a.jsonl', lines)), [
      { id: 'a-p1', title: 'عنوان', text: 'نص' },
      { id: 'a-p2', title: '', text: 'x' },
    ]);
  });

  it('is unpacked by its name, and may be left early', async () => {
    const news = file('news.jsonl.gz', gzipSync('{"id":"1","text":"a"}\n{"id":"2","text":"b"}\nbroken'));
    for await (const article of readArticles(news)) {
      assert.equal(article.id, '1');
      break;
    }
    await assert.rejects(Array.fromAsync(readArticles(news)), /news\.jsonl\.gz:3: not JSON$/);
  });

  it('that is wrong or missing is named with its line', async () => {
    const broken = file('q.jsonl', '{"id":"1","question":"?","passage":"p","answers":["x"]}\n{"id":"2"}');
    await assert.rejects(readQuestions(broken), /q\.jsonl:2: .*question/s);
    await assert.rejects(readPassages(join(folder, 'none.jsonl')), /ENOENT.*none\.jsonl/);
    await assert.rejects(readPassages(join(folder, 'none.jsonl.gz')), /ENOENT.*none\.jsonl\.gz/);
    await assert.rejects(readPassages(file('no.jsonl.gz', 'not packed')), /header/);
  });
});

describe('gold', () => {
  const question = (passage: string) => ({ id: 'q', question: '?', passage, answers: [] });

  it('is the passage named, else the one of that number in the set named most alike', () => {
    const ids = new Set(['xquad-ar-p7', 'xquad-ar-p17', 'other-p7']);
    assert.equal(goldPassage(question('xquad-ar-p17'), ids), 'xquad-ar-p17');
    assert.equal(goldPassage(question('xquad-en-p7'), ids), 'xquad-ar-p7');
    assert.equal(goldPassage(question('xquad-en-p17'), ids), 'xquad-ar-p17');
    assert.equal(goldPassage(question('xquad-en-p1'), ids), undefined);
    assert.equal(goldPassage(question('xquad-en'), ids), undefined);
    assert.equal(goldPassage(question('third-p7'), new Set(['a-p7', 'b-p7'])), undefined, 'two alike');
  });

  it('answers are found as whole words, however they are spelt', () => {
    const holds = goldMatcher(['ثلاثةُ أيّام', '١٢', '…']);
    assert.ok(holds('هدنة مدتها ثلاثة ايام.'));
    assert.ok(holds('في 12 أيار'));
    assert.ok(!holds('ثلاثة، وقيل: بعد أيام'));
    assert.ok(!holds('في 120 قرية'));
    assert.ok(!holds('…'));
    assert.ok(!goldMatcher([])('نص'));
  });

  it('halves: even passages train, odd ones and what has no number never', () => {
    assert.deepEqual(['x-p2', 'x-p10', 'x-p1', 'x-p13', 'none'].map(isTrainingHalf), [
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
