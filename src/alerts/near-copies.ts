import type { Lexicon } from '../language/concepts.ts';
import { bandsOf, likenessOf, signatureOf } from '../language/min-hash.ts';
import type { Database } from '../store/database.ts';
import {
  forgetStories,
  type KnownStory,
  keepNumbers,
  keepStories,
  storiesWithBands,
  storyText,
} from '../store/stories.ts';
import type { StoriesOf } from './alerting.ts';
import type { NewText } from './matching.ts';
import { numbersIn } from './numbers.ts';

/** Share of equal hashes, an estimate of the Jaccard index of shingles, from which two texts are one story. */
const sameStory = 0.5;
/** How long a story is remembered, milliseconds: outlets copy each other within days. */
const remembered = 14 * 24 * 3_600_000;
/** Stories forgotten in one transaction, some milliseconds' work; more than a transaction brings new ones. */
const mostForgotten = 256;

/** A story told lately, by what the store knows or by a text that comes with the one looked at. */
interface Told extends Pick<KnownStory, 'reportId' | 'version' | 'signature' | 'toldAt'> {
  readonly name: string;
  readonly bands: readonly number[];
  numbers: Set<string> | null;
  /** Of those that are not in the store yet. */
  readonly text?: string;
}

/** The stories told lately that a text may be a copy of. */
class ToldStories {
  readonly #byBand = new Map<number, Told[]>();

  add(story: Told): void {
    for (const band of story.bands) {
      const others = this.#byBand.get(band);
      if (others) others.push(story);
      else this.#byBand.set(band, [story]);
    }
  }

  /** Those that a text of this signature is like, told first before others. */
  like(signature: Uint32Array, bands: readonly number[]): Told[] {
    const sharing = new Set(bands.flatMap((band) => this.#byBand.get(band) ?? []));
    return [...sharing]
      .filter((story) => likenessOf(story.signature, signature) >= sameStory)
      .sort((a, b) => a.toldAt - b.toldAt || (a.name < b.name ? -1 : 1));
  }
}

/**
 * Names the stories of reports: that of a near copy read within two weeks, else its own. Outlets copy each other's
 * sentences when the figures have changed ("12 detained", "15 detained"), so a text with a number that the other lacks
 * is no copy; one that leaves numbers out is. What is learned is written in the transaction it is called in, which
 * must have written the reports.
 *
 * @param now milliseconds since 1970
 */
export function nearCopies({
  lexicon,
  now,
}: {
  readonly lexicon: Lexicon;
  readonly now: () => number;
}): StoriesOf {
  /** Found when first asked for: it takes a millisecond, and most texts are like no other. */
  async function numbersOf(story: Told, trx: Database): Promise<Set<string>> {
    if (story.numbers === null) {
      story.numbers = numbersIn(story.text ?? (await storyText(trx, story)), lexicon);
      if (story.text === undefined) await keepNumbers(trx, { ...story, numbers: [...story.numbers] });
    }
    return story.numbers;
  }

  async function firstTold(text: Told, told: ToldStories, trx: Database): Promise<Told | undefined> {
    for (const story of told.like(text.signature, text.bands)) {
      if ((await numbersOf(text, trx)).isSubsetOf(await numbersOf(story, trx))) return story;
    }
    return undefined;
  }

  return async (texts, trx) => {
    const toldAt = now();
    const since = toldAt - remembered;
    const own = texts.map((text) => toldBy(text, toldAt));
    const all = own.flatMap((text) => text?.bands ?? []);
    if (all.length > 0) await forgetStories(trx, since, { most: mostForgotten, bandsOf });
    const told = new ToldStories();
    for (const story of await storiesWithBands(trx, all, since)) told.add(known(story));
    const fresh: Told[] = [];
    const names: string[] = [];
    for (const [i, text] of own.entries()) {
      const first = text && (await firstTold(text, told, trx));
      names.push(first?.name ?? nameOf(texts[i]!));
      if (!text || first) continue;
      told.add(text);
      fresh.push(text);
    }
    await keepStories(
      trx,
      fresh.map((story) => ({ ...story, numbers: story.numbers && [...story.numbers] })),
    );
    return names;
  };
}

function toldBy(
  { reportId, version, text, signature = signatureOf(text) }: NewText,
  toldAt: number,
): Told | null {
  if (signature === null) return null;
  const name = nameOf({ reportId, version });
  return { reportId, version, name, toldAt, signature, bands: bandsOf(signature), numbers: null, text };
}

function known(story: KnownStory): Told {
  const numbers = story.numbers && new Set(story.numbers);
  return { ...story, name: nameOf(story), bands: bandsOf(story.signature), numbers };
}

function nameOf({ reportId, version }: Pick<KnownStory, 'reportId' | 'version'>): string {
  return `${reportId} ${version}`;
}
