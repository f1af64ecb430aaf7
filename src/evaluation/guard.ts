import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Answer, Outcome } from '../answering/answer.ts';
import type { Consideration } from '../answering/answerer.ts';
import { groupSame } from '../answering/quote.ts';
import { records } from './bench-data.ts';
import { goldMatcher } from './gold.ts';
import { isTrainingHalf } from './halves.ts';

/** The folders of an instance that lives for one run of the guard. */
export interface GuardFolders {
  readonly reportsDir: string;
  readonly indexDir: string;
  readonly dataDir: string;
}

/** The product as the guard asks it. */
export interface GuardedRasid {
  ingest(): Promise<unknown>;
  explain(question: string): Promise<{ readonly answer: Answer; readonly considered: Consideration }>;
  close(): Promise<void>;
}

/** What the guard needs. */
export interface GuardOptions {
  /** Holds `reports/`, `questions.jsonl` and `floors.json`. */
  readonly folder: string;
  /** The reports that come with the project; questions are asked over these and the folder's own together. */
  readonly seeds: string;
  /** Opens the product on folders of its own. */
  readonly open: (folders: GuardFolders) => Promise<GuardedRasid>;
}

const floored = ['first', 'firstThree', 'answered', 'right', 'refused'] as const;

/** A figure that may have a floor. */
export type GuardFigure = (typeof floored)[number];

/** Figures of some of the questions; shares are 0 to 1, and 1 of nothing. */
export interface GuardFigures extends Record<GuardFigure, number> {
  readonly questions: number;
  readonly answerable: number;
  /** Answerable questions whose most likely sentence holds the answer, whatever the outcome. */
  readonly first: number;
  /** Those with the answer in one of the three most likely sentences, near copies counted as one. */
  readonly firstThree: number;
  /** Answerable questions whose outcome is "answer". */
  readonly answered: number;
  /** Of all outcomes "answer", those with the answer in a sentence shown. */
  readonly right: number;
  /** Questions without an answer whose outcome is "related" or "none". */
  readonly refused: number;
  /** Outcome counts, of all questions. */
  readonly answer: number;
  readonly related: number;
  readonly none: number;
  /** Outcomes "answer" with the answer in no sentence shown: of answerable questions, and of the others. */
  readonly wrong: number;
  readonly invented: number;
}

/** What a run of the guard found. The keys are for scripts. */
export interface GuardResult {
  readonly all: GuardFigures;
  /** By language, style and kind of the question, and by half: even ids (may be tuned on), odd ids (never). */
  readonly by: Readonly<
    Record<'language' | 'style' | 'kind' | 'half', Readonly<Record<string, GuardFigures>>>
  >;
  /** Ids of the questions that went wrong. */
  readonly misses: {
    /** The most likely sentence is not the right one. */
    readonly first: readonly number[];
    /** Answerable, but not answered. */
    readonly unanswered: readonly number[];
    /** Answered, but with no right sentence. */
    readonly wrong: readonly number[];
  };
  /** What fell below its floor, a phrase each; empty when all is well. */
  readonly failures: readonly string[];
}

const questionShape = z.object({
  id: z.int(),
  question: z.string(),
  language: z.enum(['ar', 'en']),
  style: z.string(),
  kind: z.string(),
  answer: z.array(z.string()),
});
type GuardQuestion = z.infer<typeof questionShape>;

const share = z.number().min(0).max(1);
/** Floors of all questions and of groups, by the group's name. */
const floorsShape = z.record(z.string(), z.partialRecord(z.enum(floored), share));
type Floors = z.infer<typeof floorsShape>;

interface Judged {
  readonly question: GuardQuestion;
  readonly outcome: Outcome;
  /** Place of the first right sentence among those considered, from 0; -1 for none. */
  readonly place: number;
  /** Whether a sentence shown holds the answer. */
  readonly shown: boolean;
}

/**
 * Asks a small set of questions over its own reports and the project's through the whole product (files are
 * ingested into new folders, opened, asked) and compares the figures with their floors.
 *
 * @throws Error a sentence that names the file that is missing or malformed, or a floor's unknown group
 */
export async function runGuard({ folder, seeds, open }: GuardOptions): Promise<GuardResult> {
  const questions = await Array.fromAsync(records(join(folder, 'questions.jsonl'), questionShape));
  const floors = await readFloors(join(folder, 'floors.json'));
  const home = await mkdtemp(join(tmpdir(), 'rasid-guard-'));
  try {
    const folders = {
      reportsDir: join(home, 'reports'),
      indexDir: join(home, 'index'),
      dataDir: join(home, 'data'),
    };
    await mkdir(folders.reportsDir);
    await cp(seeds, join(folders.reportsDir, 'seeds'), { recursive: true });
    await cp(join(folder, 'reports'), join(folders.reportsDir, 'guard'), { recursive: true });
    const rasid = await open(folders);
    try {
      await rasid.ingest();
      const judged: Judged[] = [];
      for (const question of questions) judged.push(await judge(rasid, question));
      return result(judged, floors);
    } finally {
      await rasid.close();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function readFloors(file: string): Promise<Floors> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = floorsShape.safeParse(value);
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

async function judge(rasid: GuardedRasid, question: GuardQuestion): Promise<Judged> {
  const { answer, considered } = await rasid.explain(question.question);
  const isGold = goldMatcher(question.answer);
  return {
    question,
    outcome: answer.outcome,
    place: groupSame(considered.sentences).findIndex(([best]) => isGold(best!.sentence.text)),
    shown: answer.sentences.some(({ text }) => isGold(text)),
  };
}

function result(judged: readonly Judged[], floors: Floors): GuardResult {
  const groupsBy = (name: (question: GuardQuestion) => string): Record<string, GuardFigures> => {
    const groups = Map.groupBy(judged, ({ question }) => name(question));
    return Object.fromEntries([...groups].sort().map(([group, members]) => [group, figures(members)]));
  };
  const all = figures(judged);
  const by = {
    language: groupsBy(({ language }) => language),
    style: groupsBy(({ style }) => style),
    kind: groupsBy(({ kind }) => kind),
    half: groupsBy(({ id }) => (isTrainingHalf(String(id)) ? 'even' : 'odd')),
  };
  const ids = (of: (j: Judged) => boolean): number[] =>
    judged
      .filter(of)
      .map(({ question }) => question.id)
      .sort((a, b) => a - b);
  const misses = {
    first: ids((j) => isAnswerable(j) && j.place !== 0),
    unanswered: ids((j) => isAnswerable(j) && j.outcome !== 'answer'),
    wrong: ids((j) => j.outcome === 'answer' && !j.shown),
  };
  const named = { all, ...by.language, ...by.style, ...by.kind, ...by.half };
  return { all, by, misses, failures: belowFloors(named, floors) };
}

function isAnswerable({ question }: Judged): boolean {
  return question.answer.length > 0;
}

function figures(judged: readonly Judged[]): GuardFigures {
  const answerable = judged.filter(isAnswerable);
  const unanswerable = judged.filter((j) => !isAnswerable(j));
  const answers = judged.filter((j) => j.outcome === 'answer');
  const count = (of: readonly Judged[], wanted: (j: Judged) => boolean): number => of.filter(wanted).length;
  const part = (of: readonly Judged[], wanted: (j: Judged) => boolean): number =>
    of.length === 0 ? 1 : Math.round((count(of, wanted) / of.length) * 1000) / 1000;
  return {
    questions: judged.length,
    answerable: answerable.length,
    first: part(answerable, (j) => j.place === 0),
    firstThree: part(answerable, (j) => j.place >= 0 && j.place < 3),
    answered: part(answerable, (j) => j.outcome === 'answer'),
    right: part(answers, (j) => j.shown),
    refused: part(unanswerable, (j) => j.outcome !== 'answer'),
    answer: answers.length,
    related: count(judged, (j) => j.outcome === 'related'),
    none: count(judged, (j) => j.outcome === 'none'),
    wrong: count(answers, (j) => isAnswerable(j) && !j.shown),
    invented: count(answers, (j) => !isAnswerable(j)),
  };
}

function belowFloors(groups: Readonly<Record<string, GuardFigures>>, floors: Floors): string[] {
  const failures: string[] = [];
  for (const [group, least] of Object.entries(floors)) {
    const found = groups[group];
    if (!found) throw new Error(`floors.json has floors for ${group}, but no question is of that group`);
    for (const figure of floored) {
      const floor = least[figure];
      if (floor !== undefined && found[figure] < floor) {
        failures.push(`${figure} of ${group} is ${found[figure]}, and its floor is ${floor}`);
      }
    }
  }
  return failures;
}
