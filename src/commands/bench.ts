import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bench } from '../evaluation/bench/bench.ts';
import type { MaterialOptions } from '../evaluation/bench/material.ts';
import { benchTable } from '../evaluation/bench/table.ts';

/** Arguments of `bench`, as given. */
export interface BenchArguments {
  readonly news: string;
  readonly limit: number;
  readonly asked: number;
  readonly questions: readonly string[] | undefined;
  readonly passages: readonly string[] | undefined;
  readonly wordsOnly: boolean;
  readonly json: boolean;
}

/** The question set that is taken without being named where it lies beside the news. */
const USUAL_SET = 'xquad-ar';

/** Runs the bench and writes its table, or one JSON object, to `output`. */
export async function runBench(
  { questions, passages, json, ...options }: BenchArguments,
  surroundings: {
    readonly embeddingModel: string;
    readonly temporary?: string;
    readonly progress: (line: string) => void;
    readonly output: NodeJS.WritableStream;
    /** See `BenchOptions`. */
    readonly stop?: AbortSignal;
  },
): Promise<void> {
  const { output, ...measuring } = surroundings;
  const set = questions && passages ? { questions, passages } : await setBeside(options.news);
  if (!set) measuring.progress('no question set: headlines are asked for their articles');
  const result = await bench({ ...options, ...(set && { set }), ...measuring });
  output.write(`${json ? JSON.stringify(result) : benchTable(result)}\n`);
}

async function setBeside(news: string): Promise<MaterialOptions['set']> {
  const file = (what: string): string => join(dirname(news), `${USUAL_SET}.${what}.jsonl`);
  try {
    await Promise.all([access(file('questions')), access(file('passages'))]);
  } catch {
    return undefined;
  }
  return { questions: [file('questions')], passages: [file('passages')] };
}
