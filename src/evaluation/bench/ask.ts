import { readFile } from 'node:fs/promises';
import type { AskedQuestion, AskResult, BenchFolder } from './job.ts';
import { memoryInUse, quantile } from './measure.ts';
import { reportsOfPassages } from './shared-passages.ts';

/**
 * Gives what is found for a question, best first: passages by the store's numbers, or reports by their ids. `index` is
 * the question's place in the list.
 */
export type Ask = (question: string, index: number) => Promise<readonly (number | string)[]>;

/** Asked before measuring, so that compiled code is measured; a fifth of the questions at most. */
const WARM_UP = 30;

/** After so long, milliseconds, no further question is asked: some answer in seconds. */
const LONGEST = 60_000;

/**
 * Opens a system and asks it every question, in their order. The warm-up takes the last questions, so that a cache
 * knows as little as it can of those that come first.
 */
export async function askAll(folder: BenchFolder, open: () => Promise<Ask>, callers = 1): Promise<AskResult> {
  const questions = JSON.parse(await readFile(folder.questions, 'utf8')) as AskedQuestion[];
  const last = questions.length - 1;
  const ask = await open();
  await ask(questions[last]!.text, last);
  const loadMs = performance.now();
  // Only now: whose passage it is, is for the bench to know.
  const reports = await reportsOfPassages(folder.passages);
  const warmUp = Math.min(WARM_UP, Math.ceil(questions.length / 5));
  for (let i = Math.max(0, last - warmUp); i < last; i++) await ask(questions[i]!.text, i);

  const times: number[] = [];
  const ranks: number[] = [];
  let next = 0;
  const started = performance.now();
  const caller = async (): Promise<void> => {
    while (next < questions.length && performance.now() - started < LONGEST) {
      const index = next++;
      const { text, gold } = questions[index]!;
      const asked = performance.now();
      const found = await ask(text, index);
      times.push(performance.now() - asked);
      const ten = found.slice(0, 10);
      ranks.push(ten.findIndex((one) => (typeof one === 'number' ? reports.get(one) : one) === gold));
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const seconds = (performance.now() - started) / 1000;
  const share = (isRight: (rank: number) => boolean): number => ranks.filter(isRight).length / ranks.length;
  return {
    asked: times.length,
    loadMs,
    rss: (await memoryInUse()).rss,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    p99: quantile(times, 0.99),
    perSecond: times.length / seconds,
    'R@1': share((rank) => rank === 0),
    'R@10': share((rank) => rank >= 0),
  };
}
