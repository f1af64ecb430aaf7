import type { Span } from '../reports/report.ts';
import type { Lexicon } from './concepts.ts';
import { consonants } from './skeleton.ts';
import { isFunctionWord, readWords, type Word, withSpelling } from './words.ts';

/** Outlets that a question names as its source, with the words that name them. */
export interface Attribution {
  /** As the reports name them. */
  readonly outlets: readonly string[];
  /** Offsets into the text. */
  readonly span: Span;
}

/** What stands before the name of a source. */
const cue =
  /(?:^| )((?:as )?(?:according to|reported by|published by|report by|quoted by)|(?:did|does|has)(?= \S+(?: \S+){0,3} (?:say|said|report|reported|publish|published|write|written)(?= |$))|[وف]?(?:بحسب|حسب|وفق|وفقا|طبقا|نقلا عن|استنادا الي|(?:في|من) تقارير|في تقرير|قالت|ذكرت|اوردت|نشرت|نقلت|افادت))(?= |$)/g;

/** "What did X say": the verb after the name belongs to what names the source. */
const saying = /^(?:say|said|report|reported|publish|published|write|written)$/;

/** Words that many outlets have in their names, and that a question may leave out or add. */
const general = new Set(
  `وكاله انباء الانباء شبكه قناه موقع صحيفه جريده راديو اذاعه اخبار الاخبار اخباري اخباريه الاخباريه منصه مركز
   al el the agency news network channel newspaper website site radio tv press daily paper`.split(/\s+/),
);

/** An outlet's name has at most so many words. */
const longestName = 6;

/**
 * The outlets that a question wants to hear: a name of `outlets` right after "according to", «بحسب» and the like, in
 * either script. `null` when it names no source, or none of these: "according to witnesses" is no outlet.
 */
export function findAttribution(
  text: string,
  outlets: readonly string[],
  lexicon: Lexicon,
): Attribution | null {
  if (outlets.length === 0) return null;
  const words = readWords(text, lexicon);
  const starts = startsOf(words);
  const line = words.map(({ term }) => term).join(' ');
  for (const match of line.matchAll(cue)) {
    const at = match.index + (match[0].startsWith(' ') ? 1 : 0);
    const first = starts.indexOf(at);
    const afterCue = first + match[1]!.trim().split(' ').length;
    const window = words.slice(afterCue, afterCue + longestName);
    const named = outlets
      .map((outlet) => ({ outlet, length: lengthNamed(readWords(outlet, lexicon), window) }))
      .filter(({ length }) => length > 0);
    if (named.length === 0) continue;
    const longest = Math.max(...named.map(({ length }) => length));
    const after = words[afterCue + longest];
    const isSaying = /^(?:did|does|has)$/.test(match[1]!.trim()) && after && saying.test(after.term);
    const last = isSaying ? after : words[afterCue + longest - 1]!;
    return {
      outlets: named.filter(({ length }) => length === longest).map(({ outlet }) => outlet),
      span: { start: words[first]!.start, end: last.end },
    };
  }
  return null;
}

/** Where each word begins in the line of all. */
function startsOf(words: readonly Word[]): number[] {
  const starts: number[] = [];
  let at = 0;
  for (const { term } of words) {
    starts.push(at);
    at += term.length + 1;
  }
  return starts;
}

/** How many words of a window name the outlet, from its first; 0 when they do not. */
function lengthNamed(name: readonly Word[], window: readonly Word[]): number {
  const telling = name.filter((word) => !isGeneral(word));
  if (telling.length === 0) return 0;
  let length = 0;
  const missing = new Set(telling);
  for (const [i, word] of window.entries()) {
    const same = telling.find((other) => isSame(other, word));
    if (same) {
      missing.delete(same);
      length = i + 1;
      if (missing.size === 0) return length;
    } else if (!isGeneral(word)) break;
  }
  return 0;
}

function isGeneral(word: Word): boolean {
  return (
    general.has(bare(word.term)) || general.has(word.term) || (isFunctionWord(word) && word.term !== 'اليوم')
  );
}

function bare(term: string): string {
  return term.replace(/^(?:[وبل]?ال|لل|ل(?=.{3}))/, '');
}

/** The same word in either script: by letters, by sound, or by meaning. */
function isSame(a: Word, b: Word): boolean {
  if (a.term === b.term || bare(a.term) === bare(b.term)) return true;
  if (a.concepts.some((concept) => b.concepts.includes(concept))) return true;
  if (a.script === b.script) return false;
  return [b.term, bare(b.term)].some((term) => {
    const sound = consonants(withSpelling(b, term));
    return sound !== '' && sound === consonants(withSpelling(a, bare(a.term)));
  });
}
