import { diffArrays } from 'diff';
import type { PassageSpan, Span } from '../reports/report.ts';
import type { Change } from '../store/delivery.ts';

/** A text with the passages it was cut into. */
export interface CutText {
  readonly text: string;
  readonly passages: readonly PassageSpan[];
}

/** Sentences put in and taken out beyond which a text counts as another one: comparing takes their square. */
const MOST_EDITS = 1_000;

/**
 * Where a text changed, by whole sentences, in its order. White space does not count, and neither does a sentence
 * that only moved. A change without `after` took sentences away. Of a text that is another one altogether, each
 * run of sentences that are new is a change without `before`.
 */
export function changesBetween(before: CutText, after: CutText): Change[] {
  const old = sentencesOf(before);
  const now = sentencesOf(after);
  const said = new Set(old.map((sentence) => sentence.words));
  const stays = new Set(now.map((sentence) => sentence.words));
  const words = (sentences: readonly Sentence[]) => sentences.map((sentence) => sentence.words);
  const parts = diffArrays(words(old), words(now), { maxEditLength: MOST_EDITS }) ?? [
    ...now.map(({ words }) => ({ value: [words], added: !said.has(words), removed: false })),
  ];
  const changes: Change[] = [];
  let from = 0;
  let to = 0;
  let change: { before: Span[]; after: Span[] } | undefined;
  for (const { value, added, removed } of parts) {
    if (!added && !removed) {
      change = undefined;
      from += value.length;
      to += value.length;
      continue;
    }
    if (change === undefined) {
      change = { before: [], after: [] };
      changes.push(change);
    }
    if (added) {
      change.after.push(...fresh(now.slice(to, to + value.length), said));
      to += value.length;
    } else {
      change.before.push(...fresh(old.slice(from, from + value.length), stays));
      from += value.length;
    }
  }
  return changes.filter((c) => c.before.length + c.after.length > 0);
}

interface Sentence {
  readonly span: Span;
  readonly words: string;
}

function fresh(sentences: readonly Sentence[], known: ReadonlySet<string>): Span[] {
  return sentences.filter(({ words }) => !known.has(words)).map(({ span }) => span);
}

/** Each sentence once: neighbouring passages share one. */
function sentencesOf({ text, passages }: CutText): Sentence[] {
  const sentences: Sentence[] = [];
  let end = 0;
  for (const span of passages.flatMap((passage) => passage.sentences)) {
    if (span.start < end) continue;
    end = span.end;
    const words = text.slice(span.start, span.end).replace(/\s+/gu, ' ').trim();
    sentences.push({ span, words });
  }
  return sentences;
}
