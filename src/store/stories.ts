import type { Database } from './database.ts';

/** A story kept, with the signature of its first text and the numbers that it tells. */
export interface KnownStory {
  readonly story: string;
  readonly signature: readonly number[];
  /** None of them holds a space. */
  readonly numbers: readonly string[];
}

/** Stories that share a band with a text, those told first before others. */
export async function storiesWithBands(db: Database, bands: readonly string[]): Promise<KnownStory[]> {
  const rows = await db
    .selectFrom('stories')
    .select(['story', 'signature', 'numbers'])
    .where('story', 'in', (eb) => eb.selectFrom('story_bands').select('story').where('band', 'in', bands))
    .orderBy('told_at')
    .orderBy('story')
    .execute();
  return rows.map(({ story, signature, numbers }) => ({
    story,
    signature: signature.split(',').map(Number),
    numbers: numbers.split(' '),
  }));
}

/** Keeps a story; one of this name that is known already stays as it is. `now` is in milliseconds since 1970. */
export async function keepStory(
  db: Database,
  { story, signature, numbers }: KnownStory,
  bands: readonly string[],
  now: number,
): Promise<void> {
  await db
    .insertInto('stories')
    .values({ story, told_at: now, signature: signature.join(), numbers: numbers.join(' ') })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db
    .insertInto('story_bands')
    .values(bands.map((band) => ({ band, story })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Forgets the stories told before a time, milliseconds since 1970. */
export async function forgetStories(db: Database, before: number): Promise<void> {
  await db.deleteFrom('stories').where('told_at', '<', before).execute();
}
