import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../config.ts';
import { count, parse, type Surroundings, UsageError } from './command.ts';

/** Fits the ranking model and writes it to `models/`. */
export async function trainCommand(args: string[], surroundings: Surroundings): Promise<void> {
  const { values } = parse({ args, options: { bench: { type: 'string' }, limit: { type: 'string' } } });
  if (!values.bench) throw new UsageError('train needs --bench FOLDER.');
  const { loadLanguageParts } = await import('../app.ts');
  const parts = await loadLanguageParts(surroundings.config, surroundings.progress);
  const { trainRanking } = await import('../evaluation/train.ts');
  const model = await trainRanking({
    ...parts,
    bench: values.bench,
    distractors: count(values.limit, 20_000),
    report: (line) => surroundings.log.info(line),
  });
  const file = join(PROJECT_ROOT, 'models', 'ranking.json');
  const rounded = JSON.stringify(
    model,
    (_, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value),
    2,
  );
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${rounded}\n`);
  surroundings.log.info(`written: ${file}`);
  await parts.embedder.close();
}

/** Counts words in news at large and writes the counts to `models/`. */
export async function backgroundCommand(args: string[], { log }: Surroundings): Promise<void> {
  const { values } = parse({ args, options: { news: { type: 'string' }, limit: { type: 'string' } } });
  if (!values.news) throw new UsageError('background-build needs --news FILE.');
  const { buildBackground } = await import('../evaluation/build-background.ts');
  const { Lexicon } = await import('../language/concepts.ts');
  const lexicon = Lexicon.load(join(PROJECT_ROOT, 'models', 'glossary'));
  const built = await buildBackground({ news: values.news, limit: count(values.limit, 30_000), lexicon });
  await writeFile(join(PROJECT_ROOT, 'models', 'background', 'news.bin'), built.bytes);
  log.info(`counted ${built.passages} passages, ${built.bytes.length} bytes`);
}

/** Makes the embedding model of the glossary and writes it to `models/`. */
export async function modelCommand(args: string[], { log }: Surroundings): Promise<void> {
  parse({ args, options: {} });
  const models = join(PROJECT_ROOT, 'models');
  const { buildModel } = await import('../embedding/build-model.ts');
  const built = await buildModel({
    glossaryDir: join(models, 'glossary'),
    outDir: join(models, 'rasid-concepts'),
  });
  log.info(`rasid-concepts: ${built.pieces} pieces from ${built.rows} rows, ${built.bytes} bytes`);
}

/** Makes the WebAssembly of the scan over vectors and writes it beside its text. */
export async function wasmCommand(args: string[], { log }: Surroundings): Promise<void> {
  parse({ args, options: {} });
  const { buildScan, SCAN_FILE } = await import('../retrieval/build-scan.ts');
  const bytes = await buildScan();
  await writeFile(SCAN_FILE, bytes);
  log.info(`${SCAN_FILE}: ${bytes.length} bytes`);
}
