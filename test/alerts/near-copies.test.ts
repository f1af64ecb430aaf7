import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { nearCopies } from '../../src/alerts/near-copies.ts';
import { numbersIn } from '../../src/alerts/numbers.ts';
import { Lexicon } from '../../src/language/concepts.ts';
import { bandsOf, likenessOf, signatureOf } from '../../src/language/min-hash.ts';
import { openDatabase } from '../../src/store/database.ts';
import { ReportStore } from '../../src/store/reports.ts';
import type { NewsHook } from '../../src/store/writing.ts';
import { temporaryFolder, upsert } from '../store/fixtures.ts';

// Invented reports of the guard set: 04, 05 and 06 print one event in nearly the same words, 08 and 09 are two floods.
const folder = join(import.meta.dirname, '..', 'evaluation', 'guard', 'reports');
const lexicon = Lexicon.load(join(import.meta.dirname, '..', '..', 'models', 'glossary'));
const names = readdirSync(folder).filter((name) => /^0[45689]/.test(name));
const bodies = new Map(names.map((name) => [name.slice(0, 2), body(name)]));

function body(name: string): string {
  return readFileSync(join(folder, name), 'utf8').split('\n---\n').at(-1)!;
}

/** Writes reports into a store, in one batch, and gives the names of their stories. */
async function storiesOf(
  reports: readonly (readonly [id: string, text: string])[],
  options: { readonly data: string; readonly now?: number; readonly signed?: boolean },
): Promise<readonly string[]> {
  const { data, now = Date.UTC(2030, 0, 1), signed = false } = options;
  const database = await openDatabase(data);
  try {
    const name = nearCopies({ lexicon, now: () => now });
    let stories: readonly string[] = [];
    const onNews: NewsHook = async (news, trx) => {
      const texts = news.map(({ report, signature, ...more }) => ({
        ...{ reportId: report.id, title: '', text: report.text, version: more.version, passages: [] },
        ...(signature !== undefined && { signature }),
      }));
      stories = await name(texts, trx);
    };
    const store = new ReportStore(database, 'lines', () => now, onNews);
    await store.apply({
      upsert: reports.map(([id, text]) => ({
        ...upsert(`${id}.txt`, text, { id }),
        ...(signed && { signature: signatureOf(text) }),
      })),
    });
    return stories;
  } finally {
    await database.destroy();
  }
}

test('near copies have alike signatures, reports of like events do not', () => {
  const signature = (id: string) => signatureOf(bodies.get(id)!)!;
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
  const signature = new Uint32Array(64).fill(7);
  assert.equal(new Set(bandsOf(signature)).size, 16);
});

/** A body of the guard set under its number. */
function guard(id: string): [string, string] {
  return [id, bodies.get(id)!];
}

test('the story of a near copy is that of the first, also after a restart, until two weeks have passed', async (t) => {
  const data = temporaryFolder(t);
  const day = 24 * 3_600_000;
  const first = Date.UTC(2030, 0, 1);
  const of = (id: string, now = first) => storiesOf([guard(id)], { data, now });
  assert.deepEqual(await of('04'), ['04 1']);
  assert.deepEqual(await of('05'), ['04 1']);
  assert.deepEqual(await of('06', first + 13 * day), ['04 1']);
  assert.deepEqual(await of('08', first + 13 * day), ['08 1']);
  assert.deepEqual(await of('09', first + 13 * day), ['09 1']);
  const late = [['a', bodies.get('05')!] as const, ['b', bodies.get('08')!] as const];
  assert.deepEqual(await storiesOf(late, { data, now: first + 15 * day }), ['a 1', '08 1']);
});

/** An invented report whose figures change, with the line that an outlet puts above it. */
function detained(figure: string, above = ''): string {
  return `${above}أعلن المجلس المحلي في بلدة مرج الخيل توقيف ${figure} بعد شجار في السوق القديم مساء أمس، وقال شهود إن الأهالي أغلقوا المحال خوفاً من تجدد الشجار. وأضاف المجلس أن التحقيق مستمر وأن المدرسة بقيت مفتوحة.`;
}

const figures: [id: string, text: string][] = [
  ['a', detained('12 شخصاً')],
  ['b', detained('15 شخصاً')],
  ['c', detained('ثلاثة أشخاص')],
  ['d', detained('خمسة أشخاص')],
  // Copies: the same number, in figures of either script; another date and hour above it; the number left out.
  ['e', detained('١٥ شخصاً')],
  ['f', detained('12 شخصاً', 'مرج الخيل، 4 أيار/مايو 2031، 18:30 – ')],
  ['g', detained('الأشخاص')],
];
const storiesOfFigures = ['a 1', 'b 1', 'c 1', 'd 1', 'b 1', 'a 1', 'a 1'];

test('a text whose numbers changed is a story of its own, and its copies belong to it', async (t) => {
  assert.deepEqual(await storiesOf(figures, { data: temporaryFolder(t) }), storiesOfFigures);
});

test('how reports are parted into batches, and who works out their signatures, changes no story', async (t) => {
  const all = [...figures, ...['04', '08', '05', '09', '06'].map(guard)];
  const expected = [...storiesOfFigures, '04 1', '08 1', '04 1', '09 1', '04 1'];
  for (const size of [1, 2, 5]) {
    const data = temporaryFolder(t);
    const names: string[] = [];
    for (let from = 0; from < all.length; from += size) {
      const signed = from % 2 === 0;
      names.push(...(await storiesOf(all.slice(from, from + size), { data, signed })));
    }
    assert.deepEqual(names, expected, `in batches of ${size}`);
  }
});

test('a copy of what a report said before it changed belongs to that', async (t) => {
  const data = temporaryFolder(t);
  assert.deepEqual(await storiesOf([guard('04')], { data }), ['04 1']);
  assert.deepEqual(await storiesOf([['04', bodies.get('08')!]], { data }), ['04 2']);
  assert.deepEqual(await storiesOf([guard('05')], { data }), ['04 1']);
  assert.deepEqual(await storiesOf([guard('08')], { data }), ['04 2']);
});

test('thousands of stories told at once are forgotten little by little, and none is known after two weeks', async (t) => {
  const data = temporaryFolder(t);
  const first = Date.UTC(2030, 0, 1);
  const day = 24 * 3_600_000;
  const many = Array.from({ length: 300 }, (_, n): [string, string] => {
    const words = Array.from({ length: 16 }, (_, w) => `كلمة${n}ـ${w}`);
    return [`m${n}`, words.join(' ')];
  });
  const own = many.map(([id]) => `${id} 1`);
  assert.deepEqual(await storiesOf(many, { data, now: first }), own);
  const again = many.map(([id, text]): [string, string] => [`again-${id}`, text]);
  assert.deepEqual(await storiesOf(again.slice(0, 3), { data, now: first + day }), own.slice(0, 3));
  const late = await storiesOf(again.slice(-3), { data, now: first + 15 * day });
  assert.deepEqual(
    late,
    again.slice(-3).map(([id]) => `${id} 1`),
  );
  const database = await openDatabase(data);
  t.after(() => database.destroy());
  const count = async (table: 'stories' | 'story_bands') => {
    const { n } = await database
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    return n;
  };
  assert.deepEqual([await count('stories'), await count('story_bands')], [47, 47 * 16]);
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
