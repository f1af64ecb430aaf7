import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { StoredPassage } from '../../src/reports/stored.ts';
import { cutLines, idOf, openStore, upsert } from './fixtures.ts';

const TEXT = 'أعلن مجلس بلدة تل الزعفران فتح الطريق. حضر الأهالي.\nقال سمير الوادي إن العمل بدأ.';
const a = idOf('a.txt');

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

test('a report is kept with its passages, exact to the letter', async (t) => {
  const { store } = await openStore(t);
  const header = { source: 'صحيفة السنديان', url: 'https://example.org/1', date: '2031-05-02' };
  const { added, removed, reports } = await store.apply({ upsert: [upsert('a.txt', TEXT, header)] });
  assert.deepEqual(reports, [{ id: a, version: 1, change: 'added' }]);
  assert.deepEqual(removed, []);
  assert.deepEqual(
    added.map(({ id, reportId, ...rest }) => ({ ...rest, reportId, id: typeof id })),
    cutLines(TEXT).map((span, ordinal) => ({
      ...span,
      ordinal,
      reportId: a,
      id: 'number',
      text: TEXT.slice(span.start, span.end),
    })),
  );
  const { text, hash, ...stored } = (await store.report(a)) ?? assert.fail();
  assert.equal(text, TEXT);
  assert.equal(hash, upsert('a.txt', TEXT).report.hash);
  const expected = { id: a, path: 'a.txt', title: 'عنوان a.txt', language: 'ar', version: 1, ...header };
  assert.deepEqual(stored, { ...expected, ingestedAt: 1_000, withdrawnAt: null });
  const found = await store.passages([...added.map((p) => p.id), 999]);
  assert.deepEqual(
    [...found.values()],
    added.map((passage) => ({ ...passage, report: expected })),
  );
  assert.deepEqual(await store.passagesOf(a), [...found.values()]);
  assert.deepEqual(await all(store.allPassages()), added);
  assert.equal(await store.report('unknown'), null);
});

test('a change: a new version, new ids, the old version kept whole', async (t) => {
  const { store } = await openStore(t);
  const first = await store.apply({
    upsert: [upsert('a.txt', TEXT, { title: 'قديم' }), upsert('b.txt', 'باء.')],
  });
  const second = await store.apply({ upsert: [upsert('a.txt', 'نص جديد.', { title: 'جديد' })] });
  assert.deepEqual(second.reports, [{ id: a, version: 2, change: 'changed' }]);
  const old = first.added.filter((p) => p.reportId === a).map((p) => p.id);
  assert.deepEqual(second.removed.toSorted(), old);
  assert.ok(Math.min(...second.added.map((p) => p.id)) > Math.max(...first.added.map((p) => p.id)));
  const sentence = cutLines(TEXT)[0]?.sentences[1] ?? assert.fail();
  const excerpt = await store.excerpt({ reportId: a, version: 1, ...sentence });
  assert.equal(excerpt?.state, 'changed');
  assert.equal(excerpt?.report.title, 'قديم');
  assert.equal(excerpt?.report.version, 1);
  assert.equal(excerpt?.text, 'أعلن مجلس بلدة تل الزعفران فتح الطريق. حضر الأهالي.');
  assert.equal(
    excerpt?.text.slice(sentence.start - excerpt.start, sentence.end - excerpt.start),
    'حضر الأهالي.',
  );
  assert.deepEqual([excerpt?.ordinal, excerpt?.count, excerpt?.mark], [0, 2, sentence]);
  const now = await store.excerpt({ reportId: a, version: 2, start: 0, end: 3 });
  assert.deepEqual([now?.state, now?.report.title], ['current', 'جديد']);
});

test('writing what is there already changes nothing, whoever wrote it', async (t) => {
  const { store } = await openStore(t);
  const { added } = await store.apply({ upsert: [upsert('a.txt', TEXT)] });
  const again = await store.apply({ upsert: [{ ...upsert('a.txt', TEXT), stat: '1 2 3' }] });
  assert.deepEqual(again, { reports: [{ id: a, version: 1, change: 'unchanged' }], added: [], removed: [] });
  assert.deepEqual(
    await store.passageIds(),
    added.map((p) => p.id),
  );
  assert.equal((await store.catalogue()).get('a.txt')?.stat, '1 2 3');
  await store.apply({ touch: [{ id: a, stat: '4' }] });
  assert.equal((await store.catalogue()).get('a.txt')?.stat, '4');
});

test('withdrawn, then back: as it was, or changed', async (t) => {
  const { store } = await openStore(t);
  const { added } = await store.apply({ upsert: [upsert('a.txt', TEXT)] });
  const gone = await store.apply({ withdraw: [a, 'unknown'] });
  assert.deepEqual(gone.reports, [{ id: a, version: 1, change: 'withdrawn' }]);
  assert.deepEqual(
    gone.removed,
    added.map((p) => p.id),
  );
  assert.deepEqual(await store.counts(), { reports: 0, withdrawn: 1, passages: 0 });
  assert.deepEqual(await store.reports({ offset: 0, limit: 9 }), []);
  assert.equal((await store.report(a))?.text, TEXT);
  assert.equal((await store.excerpt({ reportId: a, version: 1, start: 0, end: 4 }))?.state, 'withdrawn');
  assert.deepEqual((await store.apply({ withdraw: [a] })).reports, []);

  const back = await store.apply({ upsert: [upsert('a.txt', TEXT)] });
  assert.deepEqual(back.reports, [{ id: a, version: 1, change: 'revived' }]);
  assert.ok(back.added.every((p) => p.id > Math.max(...gone.removed)));
  assert.equal((await store.excerpt({ reportId: a, version: 1, start: 0, end: 4 }))?.state, 'current');

  await store.apply({ withdraw: [a] });
  const other = await store.apply({ upsert: [upsert('a.txt', 'غيره.')] });
  assert.deepEqual(other.reports, [{ id: a, version: 2, change: 'revived' }]);
  await store.apply({ withdraw: [a] });
  assert.equal((await store.excerpt({ reportId: a, version: 1, start: 0, end: 4 }))?.state, 'withdrawn');
});

test('ids of passages are never given twice, not even after the last one is gone', async (t) => {
  const { store, folder } = await openStore(t);
  const { added } = await store.apply({ upsert: [upsert('a.txt', TEXT)] });
  await store.apply({ withdraw: [a] });
  const other = await openStore(t, { folder });
  const next = await other.store.apply({ upsert: [upsert('b.txt', 'سطر.')] });
  assert.ok((next.added[0]?.id ?? 0) > Math.max(...added.map((p) => p.id)));
});

test('a batch is whole or not at all', async (t) => {
  const { store } = await openStore(t);
  await store.apply({ upsert: [upsert('a.txt', TEXT)] });
  const before = [await store.catalogue(), await store.passageIds()];
  // Two paths with one id can't both be kept: the second row of the batch fails.
  const clash = upsert('c.txt', 'جيم.', { id: idOf('b.txt'), path: 'a.txt' });
  await assert.rejects(store.apply({ withdraw: [], upsert: [upsert('a.txt', 'نص جديد.'), clash] }));
  assert.deepEqual([await store.catalogue(), await store.passageIds()], before);
  assert.equal(await store.excerpt({ reportId: a, version: 2, start: 0, end: 2 }), null);
});

test('excerpts: a place across passages, past the end, by ordinal; neighbours', async (t) => {
  const { store } = await openStore(t);
  const { added } = await store.apply({ upsert: [upsert('a.txt', 'ألف.\nباء طويلة.\nجيم.')] });
  const place = (start: number, end: number) => store.excerpt({ reportId: a, version: 1, start, end });
  const across = await place(3, 12);
  assert.deepEqual([across?.ordinal, across?.mark], [1, { start: 5, end: 12 }]);
  assert.equal(await place(500, 600), null);
  assert.equal(await place(4, 4), null);
  assert.equal(await store.excerpt({ reportId: 'unknown', version: 1, start: 0, end: 1 }), null);
  assert.equal(await store.excerpt({ reportId: a, version: 7, start: 0, end: 1 }), null);
  const last = await store.excerptAt({ reportId: a, version: 1, ordinal: 2 });
  assert.deepEqual([last?.text, last?.ordinal, last?.count, last?.mark], ['جيم.', 2, 3, null]);
  assert.equal(await store.excerptAt({ reportId: a, version: 1, ordinal: 3 }), null);
  const [first, second] = added as [StoredPassage, StoredPassage];
  assert.equal((await store.neighbour(first.id, 1))?.id, second.id);
  assert.equal((await store.neighbour(second.id, -1))?.text, 'ألف.');
  assert.equal(await store.neighbour(first.id, -1), null);
});

test('newest first: by date, undated last, then by when they were read', async (t) => {
  const { store } = await openStore(t);
  const dates = {
    'old.txt': '2030-01-01',
    'none1.txt': null,
    'new.txt': '2031-02-03T10:00:00Z',
    'mid.txt': '2031-02-03',
  };
  for (const [file, date] of Object.entries(dates))
    await store.apply({ upsert: [upsert(file, file, { date })] });
  await store.apply({ upsert: [upsert('none2.txt', 'x')] });
  const list = await store.reports({ offset: 0, limit: 10 });
  assert.deepEqual(
    list.map((r) => r.path),
    ['new.txt', 'mid.txt', 'old.txt', 'none2.txt', 'none1.txt'],
  );
  assert.deepEqual(await store.reports({ offset: 1, limit: 2 }), list.slice(1, 3));
});

test('the outlets are those of reports that can be found, each once; undated reports fit no days', async (t) => {
  const { store } = await openStore(t);
  assert.deepEqual(await store.outlets(), []);
  assert.equal(await store.hasDates(), false);
  await store.apply({
    upsert: [
      upsert('a.txt', 'ألف.', { source: 'وكالة ميزان' }),
      upsert('b.txt', 'باء.', { source: 'Valley Herald' }),
      upsert('c.txt', 'جيم.', { source: 'وكالة ميزان', date: '2031-05-02' }),
      upsert('d.txt', 'دال.', { source: '' }),
      upsert('e.txt', 'هاء.'),
      upsert('f.txt', 'واو.', { source: 'صحيفة السنديان', date: '2031-05-03' }),
    ],
  });
  await store.apply({ withdraw: [idOf('f.txt')] });
  assert.deepEqual(await store.outlets(), ['', 'Valley Herald', 'وكالة ميزان']);
  assert.equal(await store.hasDates(), true);
  const day = { from: '2031-05-01', before: '2031-06-01', outlets: [] };
  const fitting = await store.passages(await store.passagesFitting(day));
  assert.deepEqual(
    [...fitting.values()].map(({ report }) => report.path),
    ['c.txt'],
  );
  await store.apply({ withdraw: [idOf('c.txt')] });
  assert.equal(await store.hasDates(), false);
});

test('another way of cutting: which reports, and cut once only', async (t) => {
  const { store, folder } = await openStore(t);
  await store.apply({ upsert: [upsert('a.txt', TEXT), upsert('b.txt', 'باء.'), upsert('c.txt', 'جيم.')] });
  await store.apply({ withdraw: [idOf('c.txt')] });
  const { store: newer } = await openStore(t, { folder, cutting: 'whole' });
  assert.equal(await newer.countCutOtherwise(), 2);
  assert.equal((await newer.cutOtherwise(1)).length, 1);
  const recut = (await newer.cutOtherwise(9)).map(({ id, version, text }) => ({
    id,
    version,
    passages: [{ start: 0, end: text.length, sentences: [{ start: 0, end: text.length }] }],
  }));
  const stale = { ...(recut[0] ?? assert.fail()), version: 9 };
  assert.deepEqual((await newer.apply({ recut: [stale] })).reports, []);
  const { reports, added } = await newer.apply({ recut: [...recut, ...recut] });
  assert.deepEqual(
    reports.map((r) => [r.version, r.change]),
    [
      [1, 'recut'],
      [1, 'recut'],
    ],
  );
  assert.deepEqual(added.map((p) => p.text).toSorted(), [TEXT, 'باء.'].toSorted());
  assert.equal(await newer.countCutOtherwise(), 0);
});

test('any text comes back as it was, lone surrogates as U+FFFD', async (t) => {
  const { store } = await openStore(t);
  let n = 0;
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
      const file = `${n++}.txt`;
      const cut = Math.floor(text.length / 2);
      const spans = [
        { start: 0, end: cut },
        { start: cut, end: text.length },
      ];
      const item = { ...upsert(file, text), passages: spans.map((s) => ({ ...s, sentences: [s] })) };
      await store.apply({ upsert: [item] });
      assert.equal((await store.report(idOf(file)))?.text, text.toWellFormed());
      for (const passage of await store.passagesOf(idOf(file))) {
        assert.equal(passage.text, text.slice(passage.start, passage.end).toWellFormed());
      }
    }),
    { numRuns: 50 },
  );
});

test('more passages than one insert or one query takes', async (t) => {
  const { store } = await openStore(t);
  const text = Array.from({ length: 2_345 }, (_, i) => `سطر ${i}.`).join('\n');
  const { added } = await store.apply({ upsert: [upsert('a.txt', text)] });
  assert.deepEqual(
    await all(store.allPassages()),
    added.toSorted((x, y) => x.id - y.id),
  );
  const found = await store.passages(added.map((p) => p.id));
  assert.equal(found.size, 2_345);
  assert.equal(found.get(added[2_000]?.id ?? 0)?.text, added[2_000]?.text);
});

test('the counts are those of the rows, whatever two processes write', async (t) => {
  const one = await openStore(t);
  const two = await openStore(t, { folder: one.folder, cutting: 'whole' });
  const file = fc.constantFrom('a.txt', 'b.txt', 'c.txt', 'd.txt');
  const text = fc.constantFrom('ألف.', 'باء.\nجيم.', 'دال.\nهاء.\nواو.');
  const batch = fc.record({
    writer: fc.constantFrom(one.store, two.store),
    upsert: fc.array(fc.tuple(file, text), { maxLength: 3 }),
    withdraw: fc.array(file, { maxLength: 2 }),
    recut: fc.boolean(),
  });
  let mark = await one.store.passagesMark();
  let ids: number[] = [];
  await fc.assert(
    fc.asyncProperty(batch, async ({ writer, upsert: files, withdraw, recut }) => {
      const stale = recut ? await writer.cutOtherwise(2) : [];
      await writer.apply({
        upsert: files.map(([name, content]) => upsert(name, content)),
        withdraw: withdraw.map(idOf),
        recut: stale.map(({ id, version, text }) => ({ id, version, passages: cutLines(text) })),
      });
      const rows = await one.db.selectFrom('reports').select('withdrawn_at').execute();
      const withdrawn = rows.filter((row) => row.withdrawn_at !== null).length;
      const before = { ids, mark };
      ids = await one.store.passageIds();
      mark = await one.store.passagesMark();
      for (const { store } of [one, two]) {
        assert.deepEqual(await store.counts(), {
          reports: rows.length - withdrawn,
          withdrawn,
          passages: ids.length,
        });
      }
      assert.equal(mark !== before.mark, ids.join() !== before.ids.join(), 'the mark tells of every change');
    }),
    { numRuns: 60 },
  );
});
