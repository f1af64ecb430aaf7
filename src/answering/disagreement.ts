import { type Count, contradict, readCounts } from '../language/counts.ts';
import { findPeriod } from '../language/date-range.ts';
import { KIND, type Word } from '../language/words.ts';
import type { QueryWord } from '../retrieval/alignment.ts';
import type { SearchResult } from '../retrieval/search.ts';
import type { RankedSentence } from './rank-sentences.ts';

/** Sentences further down than this are about something else. */
const looked = 12;
/** Likeness of what is counted to what the question asks the number of; the meaning of one of several is enough. */
const sameCounted = { letters: 0.85, meaning: 0.7 };
/** The same for what befell the people counted: "the injured", «إصابة 14 عاملاً»; one root is enough. */
const sameFate = { letters: 0.85, meaning: 0.6 };
/** How many words before a number may name what befell those whom it counts: «أصيب في الحريق 14 عاملاً». */
const fateReach = 3;
/** How much of the question another report must cover, against the first. */
const coverShare = 0.8;
/** Reports further apart, in days, tell of two events, or of one that went on. */
const mostDaysApart = 30;

const askingWord = /^(?:[وفب]?كم|[وب]?قديش|اديش|قديه|قداش|ا?ش[قك]د|كام|عدد|many|number)$/;

/**
 * The sentences of other reports that give another number than the first for what a how-many question counts, at most
 * one a report. Certain rather than complete: the thing counted, or what befell the people counted, must be named with
 * the number in both, the question covered alike, the reports near in time and about the same place.
 */
export function disagreeing(
  { question, query }: SearchResult,
  ranked: readonly RankedSentence[],
): RankedSentence[] {
  const [first] = ranked;
  if (question.kind !== 'how-many' || !first) return [];
  const asked = countedBy(question.spoken, query);
  const own = asked && onlyCount(first, asked);
  if (!own) return [];
  const reports = new Set([reportOf(first).id]);
  const others: RankedSentence[] = [];
  for (const other of ranked.slice(1, looked)) {
    if (reports.has(reportOf(other).id) || !isOfSameEvent(first, other)) continue;
    const count = onlyCount(other, asked);
    if (!count || !contradict(own, count)) continue;
    reports.add(reportOf(other).id);
    others.push(other);
  }
  return others;
}

/** The word of the question whose number is asked: the first that means something after "how many". */
function countedBy(spoken: readonly Word[], query: readonly QueryWord[]): QueryWord | undefined {
  const at = spoken.findIndex(({ term }) => askingWord.test(term));
  if (at < 0) return undefined;
  const from = spoken[at]!.end;
  return query.find(({ word }) => word.start >= from);
}

/** The count of the thing asked in a sentence; `null` when there is none, or several numbers of it. */
function onlyCount({ sentence: { words } }: RankedSentence, { comparer }: QueryWord): Count | null {
  const isLike = (word: Word, { letters, meaning }: typeof sameCounted): boolean => {
    const likeness = comparer.likeness(word);
    return likeness.letters >= letters || likeness.meaning >= meaning;
  };
  const all = readCounts(words);
  const counts = all.filter(
    (count, i) =>
      count.counted.some((word) => isLike(word, sameCounted)) ||
      (isOfPeople(count) &&
        fateBefore(words, count.at, all[i - 1]?.at ?? -1).some((w) => isLike(w, sameFate))),
  );
  const [count] = counts;
  return count && counts.every(({ value }) => value === count.value) ? count : null;
}

function isOfPeople({ counted: [word] }: Count): boolean {
  return word !== undefined && (word.kinds & KIND.role) !== 0;
}

/**
 * The words that may say what befell the people whom a number counts: those right before it, and the one after «عدد»
 * or «حصيلة» when no other number (`previous`, its place) stands between: «ارتفع عدد المصابين في الحريق إلى 19 عاملاً».
 */
function fateBefore(words: readonly Word[], at: number, previous: number): Word[] {
  const near = words.slice(Math.max(previous + 1, at - fateReach), at);
  // What befell others is in another clause: "two were killed and 14 workers injured".
  const clauseStart = near.findLastIndex(({ term }) => /^و|^and$/.test(term));
  const clause = near.slice(Math.max(0, clauseStart));
  const toll = words.findLastIndex(
    ({ term }, i) => i > previous && i < at && /^(?:[وفب]?عدد|[وب]?حصيله)$/.test(term),
  );
  return toll < 0 ? clause : [...clause, words[toll + 1]!];
}

function reportOf({ hit }: RankedSentence) {
  return hit.reading.passage.report;
}

function isOfSameEvent(first: RankedSentence, other: RankedSentence): boolean {
  const cover = first.parts.coverTitled ?? 0;
  if ((other.parts.coverTitled ?? 0) < coverShare * cover) return false;
  const [a, b] = [reportOf(first).date, reportOf(other).date];
  if (a && b && Math.abs(Date.parse(a) - Date.parse(b)) > mostDaysApart * 86_400_000) return false;
  return isSameTime(first, other) && isSamePlace(first, other);
}

/** Not so where each sentence names a time and the two are apart. */
function isSameTime(first: RankedSentence, other: RankedSentence): boolean {
  const [a, b] = [first, other].map((one) => {
    const day = /^\d{4}-\d{2}-\d{2}/.exec(reportOf(one).date ?? '')?.[0];
    return day ? (findPeriod(one.sentence.text, day)?.period ?? null) : null;
  });
  if (!a || !b) return true;
  return (
    (a.to === null || b.from === null || b.from <= a.to) &&
    (b.to === null || a.from === null || a.from <= b.to)
  );
}

/** The other report names one of the places that the first one's sentence or title names, where it names any. */
function isSamePlace(first: RankedSentence, other: RankedSentence): boolean {
  const places = [...first.sentence.words, ...first.hit.reading.title].filter(isPlace);
  if (places.length === 0) return true;
  const theirs = new Set([...other.hit.reading.words, ...other.hit.reading.title].map(({ stem }) => stem));
  return places.some(({ stem }) => theirs.has(stem));
}

/** A place of the glossary, or an Arabic word that it does not have: mostly a name. */
function isPlace(word: Word): boolean {
  return (word.kinds & KIND.place) !== 0 || (word.phrase < 0 && word.script === 'arabic');
}
