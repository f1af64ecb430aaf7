import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import type { SharedPassage } from './job.ts';

/** The records of a JSON Lines file that the bench itself wrote. */
export async function* readRecords<T>(file: string): AsyncGenerator<T> {
  for await (const line of createInterface({ input: createReadStream(file) })) yield JSON.parse(line) as T;
}

/** Writes records as JSON Lines; gives their number. */
export async function writeRecords<T>(
  file: string,
  records: AsyncIterable<T> | Iterable<T>,
): Promise<number> {
  const out = createWriteStream(file);
  let count = 0;
  for await (const record of records) {
    count++;
    if (!out.write(`${JSON.stringify(record)}\n`)) await once(out, 'drain');
  }
  out.end();
  await finished(out);
  return count;
}

/** The report of each passage, by the passage's number. */
export async function reportsOfPassages(file: string): Promise<Map<number, string>> {
  const reports = new Map<number, string>();
  for await (const { id, report } of readRecords<SharedPassage>(file)) reports.set(id, report);
  return reports;
}
