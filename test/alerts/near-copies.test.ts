import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bandsOf, likenessOf, nearCopies, signatureOf } from '../../src/alerts/near-copies.ts';
import { numbersIn } from '../../src/alerts/numbers.ts';
import { Lexicon } from '../../src/language/concepts.ts';
import { openDatabase } from '../../src/store/database.ts';

// Invented reports of the guard set: 04, 05 and 06 print one event in nearly the same words, 08 and 09 are two floods.
const folder = join(import.meta.dirname, '..', 'evaluation', 'guard', 'reports');
const lexicon = Lexicon.load(join(import.meta.dirname, '..', '..', 'models', 'glossary'));
const names = readdirSync(folder).filter((name) => /^0[45689]/.test(name));
const bodies = new Map(names.map((name) => [name.slice(0, 2), body(name)]));

function body(name: string): string {
  return readFileSync(join(folder, name), 'utf8').split('\n---\n').at(-1)!;
}

function news(id: string, text = bodies.get(id)!) {
  return { reportId: `report-${id}`, version: 1, title: '', text, passages: [] };
}

test('near copies have alike signatures, reports of like events do not', () => {
  const signature = (id: string): number[] => signatureOf(bodies.get(id)!)!;
  assert.ok(likenessOf(signature('04'), signature('05')) >= 0.5);
  assert.ok(likenessOf(signature('04'), signature('06')) >= 0.5);
  assert.ok(likenessOf(signature('08'), signature('09')) < 0.2);
  assert.equal(likenessOf(signature('04'), signature('04')), 1);
});

test('a signature does not depend on harakat, digits of another script or spacing', () => {
  const text =
    'قالت بلدية تل الورد إن 12 شاحنة وصلت إلى السوق القديم صباح اليوم محملة بالدقيق والزيت والسكر للأهالي';
  const typed =
    'قالَت  بلدية تل الورد إن ١٢ شاحنة وصلت إلى السوق القديم صباح اليوم، محملة بالدقيق والزيت والسكر للأهالي';
  assert.deepEqual(signatureOf(text), signatureOf(typed));
});

test('a text of a few words has no signature', () => {
  assert.equal(signatureOf('خبر عاجل من تل الورد'), null);
});

test('bands differ by place: equal rows elsewhere are no likeness', () => {
  const signature = new Array<number>(64).fill(7);
  assert.equal(new Set(bandsOf(signature)).size, 16);
});

test('the story of a near copy is that of the first, also after a restart, until two weeks have passed', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'rasid-stories-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  let now = Date.UTC(2030, 0, 1);
  const storyOf = async (text: ReturnType<typeof news>): Promise<string> => {
    const database = await openDatabase(data);
    try {
      return await database
        .transaction()
        .execute(async (trx) => nearCopies({ lexicon, now: () => now })(text, trx));
    } finally {
      await database.destroy();
    }
  };
  const first = await storyOf(news('04'));
  assert.equal(first, 'report-04 1');
  assert.equal(await storyOf(news('05')), first);
  assert.equal(await storyOf(news('06')), first);
  assert.equal(await storyOf(news('08')), 'report-08 1');
  assert.equal(await storyOf(news('09')), 'report-09 1');
  now += 15 * 24 * 3_600_000;
  assert.equal(await storyOf(news('05')), 'report-05 1');
});

/** An invented report whose figures change, with the line that an outlet puts above it. */
function detained(figure: string, above = ''): string {
  return `${above}أعلن المجلس المحلي في بلدة مرج الخيل توقيف ${figure} بعد شجار في السوق القديم مساء أمس، وقال شهود إن الأهالي أغلقوا المحال خوفاً من تجدد الشجار. وأضاف المجلس أن التحقيق مستمر وأن المدرسة بقيت مفتوحة.`;
}

test('a text whose numbers changed is a story of its own, and its copies belong to it', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'rasid-stories-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const database = await openDatabase(data);
  t.after(() => database.destroy());
  const name = nearCopies({ lexicon, now: () => Date.UTC(2030, 0, 1) });
  const storyOf = (id: string, text: string) =>
    database.transaction().execute(async (trx) => name(news(id, text), trx));
  assert.equal(await storyOf('a', detained('12 شخصاً')), 'report-a 1');
  assert.equal(await storyOf('b', detained('15 شخصاً')), 'report-b 1');
  assert.equal(await storyOf('c', detained('ثلاثة أشخاص')), 'report-c 1');
  assert.equal(await storyOf('d', detained('خمسة أشخاص')), 'report-d 1');
  // Copies: the same number, in figures of either script; another date and hour above it; the number left out.
  assert.equal(await storyOf('e', detained('١٥ شخصاً')), 'report-b 1');
  assert.equal(
    await storyOf('f', detained('12 شخصاً', 'مرج الخيل، 4 أيار/مايو 2031، 18:30 – ')),
    'report-a 1',
  );
  assert.equal(await storyOf('g', detained('الأشخاص')), 'report-a 1');
});

test('the numbers of a text are those that tell how many', () => {
  const figures = (text: string) =>
    [...numbersIn(text, lexicon)].filter((number) => !number.startsWith('c:'));
  assert.deepEqual(figures('قُتل ١٢ وأصيب 3.5 ألف في 4 أيار/مايو 2031'), ['12', '3.5']);
  assert.deepEqual(figures('On May 4, 2031 at 18:30 (2031-05-04), 12 of 40 left in 2029.'), [
    '12',
    '40',
    '2029',
  ]);
  assert.deepEqual(numbersIn('ثلاثة عمال', lexicon), numbersIn('ثلاث نساء', lexicon));
  assert.notDeepEqual(numbersIn('ثلاثة عمال', lexicon), numbersIn('خمسة عمال', lexicon));
});
