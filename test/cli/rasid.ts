// Runs Rasid as people and scripts do: the real process, with folders of its own.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROJECT_ROOT, SETTING_NAMES } from '../../src/config.ts';

/** Milliseconds after which a process that does not end, or say what is awaited, fails its test. */
const GUARD = 60_000;

/** The folders of one instance. */
export interface Instance {
  readonly root: string;
  readonly reports: string;
  readonly index: string;
  readonly data: string;
  /** Writes a report; `name` may have folders in it. */
  write(name: string, content: string | Uint8Array): void;
  remove(): void;
}

/** New, empty folders; `reports` may be one that exists. */
export function instance(reports?: string): Instance {
  const root = mkdtempSync(path.join(tmpdir(), 'rasid-cli-'));
  const folder = reports ?? path.join(root, 'reports');
  mkdirSync(folder, { recursive: true });
  return {
    root,
    reports: folder,
    index: path.join(root, 'index'),
    data: path.join(root, 'data'),
    write(name, content) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that runs. */
export interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Resolves when a stream has said this. */
  says(stream: 'stdout' | 'stderr', what: RegExp): Promise<void>;
}

/** Settings by name, besides the folders. */
export type Settings = Readonly<Record<string, string>>;

/** Starts `rasid ARGS`. Settings of the developer's own environment and `.env` are blanked out. */
export function begin(where: Instance, args: readonly string[], settings: Settings = {}): Started {
  const blank = Object.fromEntries(SETTING_NAMES.map((name) => [name, '']));
  const env = {
    ...process.env,
    ...blank,
    REPORTS_DIR: where.reports,
    INDEX_DIR: where.index,
    DATA_DIR: where.data,
    ...settings,
  };
  const child = spawn(process.execPath, [path.join(PROJECT_ROOT, 'src', 'main.ts'), ...args], {
    // Another folder than the project's: relative paths and files must not come from where one stands.
    cwd: where.root,
    env,
  });
  const said = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      for (const listener of listeners) listener();
    });
  }
  // A process that ends early closes its input while a test may still write to it.
  child.stdin.on('error', () => {});
  const guard = setTimeout(() => child.kill('SIGKILL'), GUARD);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(guard);
      resolve({ code, signal, ...said });
      for (const listener of listeners) listener();
    });
  });
  return {
    child,
    ended,
    says: (stream, what) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (what.test(said[stream])) resolve();
          else if (child.exitCode !== null || child.signalCode !== null) {
            reject(new Error(`ended without ${what}: ${said.stdout}\n${said.stderr}`));
          } else return;
          listeners.delete(look);
        };
        listeners.add(look);
        look();
      }),
  };
}

/** Runs `rasid ARGS` to its end, with `input` on stdin. */
export async function run(
  where: Instance,
  args: readonly string[],
  { input = '', ...settings }: Settings & { input?: string } = {},
): Promise<Ended> {
  const started = begin(where, args, settings);
  started.child.stdin.end(input);
  return started.ended;
}

/** An answer as `ask --json` prints it. */
export interface AnswerLine {
  readonly question: string;
  readonly language: 'ar' | 'en';
  readonly outcome: 'answer' | 'related' | 'none';
  readonly confidence: number;
  readonly sentences: readonly { readonly text: string; readonly citations: readonly number[] }[];
  readonly citations: readonly {
    readonly n: number;
    readonly reportId: string;
    readonly title: string;
    readonly source: string | null;
    readonly date: string | null;
    readonly start: number;
    readonly end: number;
    readonly passage: string;
  }[];
}

/** Reads what `ask --json` printed; throws when a line is no JSON. */
export function answerLines(stdout: string): AnswerLine[] {
  const lines = stdout.split('\n');
  if (lines.pop() !== '') throw new Error('the last line is not ended');
  return lines.map((line) => JSON.parse(line) as AnswerLine);
}

// All reports in these tests are invented: the towns, people and events do not exist.

/** Two towns that no glossary knows. */
export const nahran = `---
title: هدنة في نهران
source: وكالة وادي البلور
date: 2031-05-04
---
أعلن وجهاء بلدة نهران هدنة مدتها ثلاثة أيام بين مجلس البلدة وحراس السد. وقال الناطق شوقي البلوري إن الطريق إلى السد سيفتح صباح الخميس.

ووصلت عشرون شاحنة من القمح إلى مخبز بلدة سلوم قبل غروب الشمس.
`;

/** The sentence of `nahran` about the truce. */
export const truce = 'أعلن وجهاء بلدة نهران هدنة مدتها ثلاثة أيام بين مجلس البلدة وحراس السد.';

/** A question whose words all stand in that sentence. */
export const whoseTruce = 'من أعلن هدنة في بلدة نهران؟';
