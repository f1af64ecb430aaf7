import { isNearCopy, type WordSet, wordSet } from '../language/near-copy.ts';
import type { ReportPassage } from '../reports/stored.ts';
import type { Answer, Citation, QuotedSentence } from './answer.ts';
import type { RankedSentence } from './rank-sentences.ts';

type Quoted = Pick<Answer, 'sentences' | 'citations'>;

/** At most this many quotes in an answer, and passages in a "related". */
const maxQuotes = 3;
/** A further sentence is shown when it is at least this likely against the first. */
const furtherShare = 0.6;

/**
 * The sentences that answer: the first, then those of `differing` reports, which contradict it, then such as are nearly
 * as likely and add something; three at most.
 */
export function quote(ranked: readonly RankedSentence[], differing: readonly RankedSentence[] = []): Quoted {
  const groups = groupSame(ranked);
  const first = groups[0]?.[0];
  if (!first) return { sentences: [], citations: [] };
  const contradicting = groups.filter((group) => group.some((member) => differing.includes(member)));
  const likely = groups.filter(([best]) => best!.belief >= furtherShare * first.belief);
  return cite([...new Set([groups[0]!, ...contradicting, ...likely])].slice(0, maxQuotes));
}

/** The best sentence of each of the nearest passages, one a passage. */
export function quoteNearest(ranked: readonly RankedSentence[]): Quoted {
  const passages = new Set<number>();
  const nearest = groupSame(ranked).filter(([best]) => {
    const { id } = best!.hit.reading.passage;
    if (passages.has(id)) return false;
    passages.add(id);
    return true;
  });
  return cite(nearest.slice(0, maxQuotes));
}

/**
 * Near-identical sentences of several reports as one group, in order of the best of each. A report
 * counts once in a group: its passages overlap, and repeating itself is no second source.
 */
export function groupSame(ranked: readonly RankedSentence[]): RankedSentence[][] {
  const groups: { words: WordSet; members: RankedSentence[] }[] = [];
  for (const sentence of ranked) {
    const words = wordSet(sentence.sentence.words);
    const same = groups.find((group) => isNearCopy(group.words, words));
    if (!same) groups.push({ words, members: [sentence] });
    else if (!same.members.some((member) => reportOf(member).id === reportOf(sentence).id)) {
      same.members.push(sentence);
    }
  }
  return groups.map(({ members }) => members);
}

function reportOf(ranked: RankedSentence): ReportPassage['report'] {
  return ranked.hit.reading.passage.report;
}

/** One quote a group, in the words of its earliest report, with a citation for each report, the earliest first. */
function cite(groups: readonly RankedSentence[][]): Quoted {
  const citations: Citation[] = [];
  const sentences = groups.map((members): QuotedSentence => {
    const earliestFirst = [...members].sort(byDate);
    const numbers = earliestFirst.map((member) => {
      const citation = citationOf(member, citations.length + 1);
      citations.push(citation);
      return citation.n;
    });
    return { text: earliestFirst[0]!.sentence.text, citations: numbers };
  });
  return { sentences, citations };
}

function byDate(a: RankedSentence, b: RankedSentence): number {
  // A report without a date comes after those that have one.
  const [left, right] = [reportOf(a).date ?? '9999', reportOf(b).date ?? '9999'];
  return left < right ? -1 : left > right ? 1 : 0;
}

function citationOf(ranked: RankedSentence, n: number): Citation {
  const { passage } = ranked.hit.reading;
  const { report } = passage;
  return {
    n,
    reportId: report.id,
    version: report.version,
    title: report.title,
    source: report.source,
    url: report.url,
    date: report.date,
    start: ranked.sentence.span.start,
    end: ranked.sentence.span.end,
    passageId: passage.id,
    passageStart: passage.start,
    passage: passage.text,
  };
}
