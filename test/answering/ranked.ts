import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RankedSentence } from '../../src/answering/rank-sentences.ts';
import { Lexicon } from '../../src/language/concepts.ts';
import type { ReportPassage } from '../../src/reports/stored.ts';
import { PassageReader } from '../../src/retrieval/reading.ts';
import type { SearchHit } from '../../src/retrieval/search.ts';

const folder = mkdtempSync(join(tmpdir(), 'rasid-quote-'));
writeFileSync(join(folder, 'a.tsv'), 'هدنة\ttruce\tevent\n');
const lexicon = Lexicon.load(folder);
rmSync(folder, { recursive: true });

let passages = 0;

/** A passage of these sentences, `gap` between them, that stands somewhere inside a report. */
function passage(
  report: string,
  date: string | null,
  sentences: readonly string[],
  gap: string,
): ReportPassage {
  const start = 100;
  let at = start;
  const spans = sentences.map((sentence) => {
    const span = { start: at, end: at + sentence.length };
    at = span.end + gap.length;
    return span;
  });
  passages++;
  return {
    id: passages,
    reportId: report,
    ordinal: 1,
    start,
    end: at - gap.length,
    sentences: spans,
    text: sentences.join(gap),
    report: {
      id: report,
      path: `${report}.txt`,
      title: `عنوان ${report}`,
      source: `وكالة ${report}`,
      url: null,
      date,
      language: 'ar',
      version: 3,
    },
  };
}

/** The sentences of passages, each with the belief that stands beside it; in order of belief. */
export function ranked(
  ...given: (readonly [
    report: string,
    date: string | null,
    sentences: Readonly<Record<string, number>>,
    gap?: string,
  ])[]
): RankedSentence[] {
  return given
    .flatMap(([report, date, sentences, gap = ' ']) => {
      const reading = new PassageReader(lexicon).read(passage(report, date, Object.keys(sentences), gap));
      // Only the reading of a hit matters to what is shown.
      const hit = { reading } as unknown as SearchHit;
      return Object.values(sentences).map((belief, index) => {
        const sentence = reading.sentences[index]!;
        return { hit, index, sentence, belief, score: belief, parts: {} };
      });
    })
    .sort((a, b) => b.belief - a.belief);
}
