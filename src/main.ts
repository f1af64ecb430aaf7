import { enableCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { type Command, parse, UsageError, withRasid } from './commands/command.ts';
import { loadConfig, PROJECT_ROOT, readEnvFile } from './config.ts';
import { createLogger } from './log.ts';
import { createProgress } from './progress.ts';

const usage = `Usage:
  npm start                              ingest what changed, then answer (Telegram with BOT_TOKEN, else here)
  npm run -s ask -- "QUESTION" [--explain]
  npm run -s ask -- --json [QUESTION]    questions from stdin, one a line; one JSON object a line
  npm run ingest [-- FOLDER]
  npm run -s eval -- --passages F [F…] --questions F [F…] [--distractors F --limit N]
                     [--withhold] [--held-out] [--baseline] [--json]
  npm run -s eval -- --guard [FOLDER] [--json]
  npm run -s bench -- --news F [--limit ARTICLES] [--questions F --passages F] [--ask QUESTIONS]
                     [--words-only] [--json]
  npm run -s eval:topics -- --news FILE [--topics N] [--others N]
  npm run train -- --bench FOLDER [--limit N]
  npm run background:build -- --news FILE [--limit N]
  npm run model:build
  npm run wasm:build`;

/** Each loads what it needs itself: a question at the shell should not wait for Telegram's library. */
const commands: Readonly<Record<string, Command>> = {
  async start(args, surroundings) {
    parse({ args, options: {} });
    const { start } = await import('./commands/start.ts');
    const signal = await withRasid(surroundings, async (rasid) => {
      const stop = stopSignal();
      await start(rasid, { ...surroundings, signal: stop });
      return stop;
    });
    // An ingest that the stop broke off would go on to its next query.
    if (signal.aborted) process.exit();
  },

  async ask(args, surroundings) {
    const { values, positionals } = parse({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' }, explain: { type: 'boolean' } },
    });
    const question = positionals.join(' ').trim();
    if (!values.json && question === '')
      throw new UsageError('ask needs a question, or --json and questions on stdin.');
    const { askLines, askOnce } = await import('./commands/ask.ts');
    await withRasid(surroundings, async (rasid) => {
      await rasid.ingest();
      const input = question === '' ? process.stdin : Readable.from([question]);
      if (values.json) await askLines(rasid, { input, output: process.stdout });
      else await askOnce(rasid, question, { explain: values.explain === true, output: process.stdout });
    });
  },

  async ingest(args, surroundings) {
    const { positionals } = parse({ args, allowPositionals: true, options: {} });
    if (positionals.length > 1) throw new UsageError('ingest takes one folder.');
    const { nothingCouldBeRead, summaryLine } = await import('./ingest/ingest.ts');
    await withRasid(surroundings, async (rasid) => {
      const summary = await rasid.ingest(positionals[0] && resolve(positionals[0]));
      process.stdout.write(`${summaryLine(summary)}\n`);
      if (nothingCouldBeRead(summary)) process.exitCode = 1;
    });
  },

  eval: async (...given) => (await import('./commands/measure.ts')).evalCommand(...given),
  bench: async (...given) => (await import('./commands/measure.ts')).benchCommand(...given),
  'eval-topics': async (...given) => (await import('./commands/measure.ts')).topicsCommand(...given),
  'bench-alerts': async (...given) => (await import('./commands/measure.ts')).alertLoadCommand(...given),
  train: async (...given) => (await import('./commands/build.ts')).trainCommand(...given),
  'background-build': async (...given) => (await import('./commands/build.ts')).backgroundCommand(...given),
  'model-build': async (...given) => (await import('./commands/build.ts')).modelCommand(...given),
  'wasm-build': async (...given) => (await import('./commands/build.ts')).wasmCommand(...given),
};

/**
 * Aborted by the first SIGINT or SIGTERM; a second one ends the process. Commands that don't ask for it end at
 * the first: an ingest may be broken off anywhere.
 */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

async function main(): Promise<void> {
  // Compiled code of the last run: a start takes about a fifth less. Where it can't be kept, nothing is lost.
  enableCompileCache(join(PROJECT_ROOT, '.cache', 'compiled'));
  const [name = 'start', ...args] = process.argv.slice(2);
  if (['help', '--help', '-h'].includes(name)) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`There is no command ${name}.`);
  const config = loadConfig({ ...readEnvFile(), ...process.env });
  const progress = createProgress(process.stderr);
  const log = createLogger({
    level: config.logLevel,
    secrets: [config.botToken, config.webhookSecret, config.answerLlm?.key ?? null].filter(
      (secret) => secret !== null,
    ),
    write: (lines) => progress.write(lines),
    colour: process.stderr.isTTY === true,
  });
  for (const warning of config.warnings) log.warn(warning);
  await command(args, { config, log, progress });
}

// Whoever read our output may stop (`| head -1`): nothing is left to do then. A lost log ends nothing.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`The output can't be written (${error.code}).\n`);
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});
process.stderr.on('error', () => {});

try {
  await main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n${error instanceof UsageError ? `${usage}\n` : ''}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
