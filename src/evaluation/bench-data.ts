import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';

/** A paragraph of a question set. */
export interface BenchPassage {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** A question whose answer stands in one passage of its set. */
export interface BenchQuestion {
  readonly id: string;
  readonly question: string;
  /** Id of the gold passage. */
  readonly passage: string;
  /** Accepted answers, each a string of the gold passage. */
  readonly answers: readonly string[];
}

/** A news article, to be cut into distractor passages. */
export interface BenchArticle {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

const passageShape = z.object({ id: z.string(), title: z.string().default(''), text: z.string() });
const questionShape = z.object({
  id: z.string(),
  question: z.string(),
  passage: z.string(),
  answers: z.array(z.string()),
});

/** The lines of a text file; a name that ends in `.gz` is unpacked. */
async function* lines(file: string): AsyncGenerator<string> {
  const raw = createReadStream(file);
  const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  // Without this, a missing file would only be an error of the inner stream.
  raw.on('error', (error) => input.destroy(error));
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

/** JSON Lines, each line checked against `shape`. Throws a sentence that names the file and line. */
export async function* records<T>(file: string, shape: z.ZodType<T>): AsyncGenerator<T> {
  let number = 0;
  for await (const line of lines(file)) {
    number++;
    if (line.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new Error(`${file}:${number}: not JSON`);
    }
    const parsed = shape.safeParse(value);
    if (!parsed.success) throw new Error(`${file}:${number}: ${z.prettifyError(parsed.error)}`);
    yield parsed.data;
  }
}

/** Reads the passages of one `*.passages.jsonl`. */
export function readPassages(file: string): Promise<BenchPassage[]> {
  return Array.fromAsync(records<BenchPassage>(file, passageShape));
}

/** Reads the questions of one `*.questions.jsonl`. */
export function readQuestions(file: string): Promise<BenchQuestion[]> {
  return Array.fromAsync(records<BenchQuestion>(file, questionShape));
}

/** Reads news articles one by one, so that a caller can stop early. */
export function readArticles(file: string): AsyncGenerator<BenchArticle> {
  return records<BenchArticle>(file, passageShape);
}
