import type { Database } from './database.ts';

/** A story that was told, under the report that told it first. */
export interface KnownStory {
  readonly reportId: string;
  readonly version: number;
  /** MinHash signature of its text, see `language/min-hash.ts`. */
  readonly signature: Uint32Array;
  /** The numbers that its text tells, none of them with a space; `null` while nobody has asked for them. */
  readonly numbers: readonly string[] | null;
  /** Milliseconds since 1970. */
  readonly toldAt: number;
}

/** A story that is to be kept, with the numbers it is found by. */
export interface NewStory extends KnownStory {
  /** Unsigned, 32 bits. */
  readonly bands: readonly number[];
}

/** Far from SQLite's 32,766 parameters. */
const BANDS_PER_QUERY = 8_192;
const ROWS_PER_QUERY = 4_096;

/** Stories told at `since` (milliseconds since 1970) or later that share a band with a text, in no order. */
export async function storiesWithBands(
  db: Database,
  bands: readonly number[],
  since: number,
): Promise<KnownStory[]> {
  const found = new Map<number, KnownStory>();
  for (let from = 0; from < bands.length; from += BANDS_PER_QUERY) {
    const some = bands.slice(from, from + BANDS_PER_QUERY);
    const rows = await db
      .selectFrom('stories')
      .select(['id', 'report_id', 'version', 'told_at', 'numbers', 'signature'])
      .where('id', 'in', (eb) => eb.selectFrom('story_bands').select('story_id').where('band', 'in', some))
      .where('told_at', '>=', since)
      .execute();
    for (const row of rows) {
      found.set(row.id, {
        reportId: row.report_id,
        version: row.version,
        signature: unpackSignature(row.signature),
        numbers: unpackNumbers(row.numbers),
        toldAt: row.told_at,
      });
    }
  }
  return [...found.values()];
}

/** Keeps stories; one that is known already stays as it is. */
export async function keepStories(db: Database, stories: readonly NewStory[]): Promise<void> {
  const ids = new Map<string, number>();
  for (let from = 0; from < stories.length; from += ROWS_PER_QUERY) {
    const rows = await db
      .insertInto('stories')
      .values(
        stories
          .slice(from, from + ROWS_PER_QUERY)
          .map(({ reportId, version, toldAt, numbers, signature }) => ({
            report_id: reportId,
            version,
            told_at: toldAt,
            numbers: packNumbers(numbers),
            signature: packSignature(signature),
          })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .returning(['id', 'report_id', 'version'])
      .execute();
    for (const row of rows) ids.set(`${row.report_id} ${row.version}`, row.id);
  }
  const bands = stories.flatMap(({ reportId, version, bands }) => {
    const id = ids.get(`${reportId} ${version}`);
    return id === undefined ? [] : [...new Set(bands)].map((band) => ({ band, story_id: id }));
  });
  // In the order of the table, neighbours are written together.
  bands.sort((a, b) => a.band - b.band);
  for (let from = 0; from < bands.length; from += ROWS_PER_QUERY) {
    await db
      .insertInto('story_bands')
      .values(bands.slice(from, from + ROWS_PER_QUERY))
      .execute();
  }
}

/** Keeps the numbers of a known story. */
export async function keepNumbers(
  db: Database,
  { reportId, version, numbers }: Pick<KnownStory, 'reportId' | 'version' | 'numbers'>,
): Promise<void> {
  await db
    .updateTable('stories')
    .set({ numbers: packNumbers(numbers) })
    .where('report_id', '=', reportId)
    .where('version', '=', version)
    .execute();
}

/** The text that told a story. */
export async function storyText(
  db: Database,
  { reportId, version }: Pick<KnownStory, 'reportId' | 'version'>,
): Promise<string> {
  const now = await db
    .selectFrom('reports')
    .select('text')
    .where('id', '=', reportId)
    .where('version', '=', version)
    .executeTakeFirst();
  if (now) return now.text;
  const before = await db
    .selectFrom('report_versions')
    .select('text')
    .where('report_id', '=', reportId)
    .where('version', '=', version)
    .executeTakeFirstOrThrow();
  return before.text;
}

/**
 * Forgets stories told before a time, milliseconds since 1970: the oldest, and at most so many, for a first ingest of
 * thousands is to be forgotten all at once two weeks later.
 *
 * @param bandsOf the bands that a story was kept with
 */
export async function forgetStories(
  db: Database,
  before: number,
  options: { readonly most: number; readonly bandsOf: (signature: Uint32Array) => readonly number[] },
): Promise<void> {
  const old = await db
    .selectFrom('stories')
    .select(['id', 'signature'])
    .where('told_at', '<', before)
    .orderBy('told_at')
    .limit(options.most)
    .execute();
  if (old.length === 0) return;
  const ids = old.map(({ id }) => id);
  const bands = new Set(old.flatMap(({ signature }) => options.bandsOf(unpackSignature(signature))));
  // Without an index by story: whatever of these stories is under these bands is all that there is of them.
  await db
    .deleteFrom('story_bands')
    .where('band', 'in', [...bands])
    .where('story_id', 'in', ids)
    .execute();
  await db.deleteFrom('stories').where('id', 'in', ids).execute();
}

function packNumbers(numbers: readonly string[] | null): string | null {
  return numbers?.join(' ') ?? null;
}

function unpackNumbers(numbers: string | null): string[] | null {
  return numbers === null ? null : numbers.split(' ').filter((number) => number !== '');
}

/** Little-endian, whatever the machine: the file may be moved to another. */
function packSignature(signature: Uint32Array): Uint8Array {
  const bytes = Buffer.alloc(4 * signature.length);
  for (const [i, hash] of signature.entries()) bytes.writeUInt32LE(hash, 4 * i);
  return bytes;
}

function unpackSignature(packed: Uint8Array): Uint32Array {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32LE(4 * i));
}
