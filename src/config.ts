import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { parse } from 'dotenv';
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';

/** The folder that holds package.json: what relative paths in settings start from. */
export const PROJECT_ROOT = path.resolve(import.meta.dirname, '..');

/** A setting is unknown or wrong. The message is one sentence a line, says what to do, and holds no secret. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Every setting, typed and with its default filled in. All folders are absolute paths. */
export interface Config {
  /** From @BotFather; `null` means no Telegram: the terminal chat instead. */
  readonly botToken: string | null;
  /** Bot API server, no slash at the end. */
  readonly telegramApiRoot: string;
  readonly reportsDir: string;
  /** Whether REPORTS_DIR is set, or `reportsDir` only its default. */
  readonly reportsDirIsSet: boolean;
  /** Derived files: may be deleted at any time. */
  readonly indexDir: string;
  /** Precious files: the SQLite database. */
  readonly dataDir: string;
  /** A built-in model's name, a hub id `owner/name`, or the absolute path of a model folder. */
  readonly embeddingModel: string;
  readonly logLevel: LogLevel;
  /** Telegram ids of the people the bot answers; empty for everybody. */
  readonly allowedUsers: readonly number[];
  /** Telegram ids (negative) of the groups the bot answers in; empty for all. */
  readonly allowedChats: readonly number[];
  /** Telegram ids of the people who may send reports and see numbers. */
  readonly admins: readonly number[];
  /** Where Telegram posts updates; `null` means long polling. */
  readonly webhookUrl: string | null;
  /** Port of the webhook and of /healthz; `null` with long polling means that none is opened. */
  readonly port: number | null;
  /** What Telegram sends along so that we know its posts; `null` for one derived from the token. */
  readonly webhookSecret: string | null;
  /** The server that may write summaries; `null` for none: nothing leaves the machine. */
  readonly answerLlm: AnswerLlm | null;
  /** Sentences for the log: variables of the environment that look like misspelt settings. */
  readonly warnings: readonly string[];
}

/** An OpenAI-compatible server of chat completions. */
export interface AnswerLlm {
  /** Base address, no slash at the end. */
  readonly url: string;
  readonly model: string;
  readonly key: string | null;
  /** How long a summary may take, milliseconds. */
  readonly timeout: number;
}

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** How much is logged; each level includes those before it. */
export type LogLevel = (typeof LOG_LEVELS)[number];

const LLM_URL_ERROR =
  'it should be the address of an OpenAI-compatible server, such as http://localhost:11434/v1, without a name or password in it';
const LLM_TIMEOUT_ERROR = 'it should be a number of seconds, 1 to 120';

const PORT_ERROR = 'it should be a port, 1 to 65535';

/**
 * The settings by their names in the environment: what is accepted, and the default. An error message is the
 * end of the sentence "NAME is VALUE, but …". A new setting needs a line here, one in `Config`, one in
 * `loadConfig` and one in .env.example.
 */
const SETTINGS = z.object({
  BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]+$/, 'it should be digits, a colon and letters, as @BotFather gives it')
    .nullable()
    .default(null),
  TELEGRAM_API_ROOT: z
    .url({ protocol: /^https?$/, error: 'it should be an address such as https://api.telegram.org' })
    .transform((url) => url.replace(/\/+$/, ''))
    .default('https://api.telegram.org'),
  REPORTS_DIR: folder('seeds'),
  INDEX_DIR: folder('index'),
  DATA_DIR: folder('data'),
  EMBEDDING_MODEL: z
    .string()
    .transform((model) => (/^(\.{0,2}\/|~\/|\.{1,2}$)/.test(model) ? absolute(model) : model))
    .default('rasid-concepts'),
  LOG_LEVEL: z
    .preprocess(
      (level) => (typeof level === 'string' ? level.toLowerCase() : level),
      z.enum(LOG_LEVELS, { error: `it should be one of ${LOG_LEVELS.join(', ')}` }),
    )
    .default('info'),
  ALLOWED_USERS: ids(/^[1-9]\d{0,15}$/, 'ids of people separated by commas, such as 123456789,987654321'),
  ALLOWED_CHATS: ids(/^-[1-9]\d{0,15}$/, 'ids of groups separated by commas, such as -1001234567890'),
  ADMINS: ids(/^[1-9]\d{0,15}$/, 'ids of people separated by commas, such as 123456789,987654321'),
  WEBHOOK_URL: z
    .url({ protocol: /^https?$/, error: 'it should be an address such as https://bot.example.org/telegram' })
    .nullable()
    .default(null),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, PORT_ERROR)
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, PORT_ERROR)
    .nullable()
    .default(null),
  WEBHOOK_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,256}$/, 'it should be 16 to 256 letters, digits, _ or -')
    .nullable()
    .default(null),
  ANSWER_LLM_URL: z
    .url({ protocol: /^https?$/, error: LLM_URL_ERROR })
    // fetch refuses addresses with credentials; a query or fragment would end up inside the path.
    .refine((url) => !/[@?#]/.test(url), LLM_URL_ERROR)
    .transform((url) => url.replace(/\/+$/, '').replace(/\/chat\/completions$/, ''))
    .nullable()
    .default(null),
  ANSWER_LLM_MODEL: z.string().max(200, 'it should be the name of a model').nullable().default(null),
  ANSWER_LLM_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'it should be one word of ASCII characters')
    .nullable()
    .default(null),
  ANSWER_LLM_TIMEOUT: z
    .string()
    .regex(/^\d{1,3}$/, LLM_TIMEOUT_ERROR)
    .transform(Number)
    .refine((seconds) => seconds >= 1 && seconds <= 120, LLM_TIMEOUT_ERROR)
    .default(15),
});

/** The port of the webhook when PORT is not set. */
const WEBHOOK_PORT = 8080;

/** Settings whose values must not be shown, not even in an error. */
const SECRETS: ReadonlySet<string> = new Set(['BOT_TOKEN', 'WEBHOOK_SECRET', 'ANSWER_LLM_KEY']);

/** The names of all settings. */
export const SETTING_NAMES: readonly string[] = Object.keys(SETTINGS.shape);

/**
 * Reads the settings from a set of environment variables; changes nothing and touches no file. An empty or
 * blank variable counts as not set. Relative folders start from the project root, wherever the command was
 * started, so that a service and a shell mean the same folder; a leading `~/` is the home folder.
 *
 * @throws ConfigError naming each wrong setting, what it is and what it should be
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const given: Record<string, string> = {};
  for (const name of SETTING_NAMES) {
    const value = env[name]?.trim();
    if (value) given[name] = value;
  }
  const parsed = SETTINGS.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => wrongValue(issue, given)).join('\n'));
  }
  const settings = parsed.data;
  if (isInside(settings.DATA_DIR, settings.INDEX_DIR)) {
    throw new ConfigError(
      `DATA_DIR (${settings.DATA_DIR}) is inside INDEX_DIR (${settings.INDEX_DIR}), which may be deleted at any time: give DATA_DIR a folder of its own.`,
    );
  }
  // Telegram posts to https only; a Bot API server of one's own may stand on the same machine.
  if (
    settings.WEBHOOK_URL?.startsWith('http:') &&
    settings.TELEGRAM_API_ROOT === 'https://api.telegram.org'
  ) {
    throw new ConfigError(
      `WEBHOOK_URL is ${JSON.stringify(settings.WEBHOOK_URL)}, but Telegram posts to https addresses only: give it one that begins with https.`,
    );
  }
  if (settings.ANSWER_LLM_URL !== null && settings.ANSWER_LLM_MODEL === null) {
    throw new ConfigError(
      'ANSWER_LLM_URL is set, but ANSWER_LLM_MODEL is not: name the model that the server is to use.',
    );
  }
  return {
    botToken: settings.BOT_TOKEN,
    telegramApiRoot: settings.TELEGRAM_API_ROOT,
    reportsDir: settings.REPORTS_DIR,
    reportsDirIsSet: given.REPORTS_DIR !== undefined,
    indexDir: settings.INDEX_DIR,
    dataDir: settings.DATA_DIR,
    embeddingModel: settings.EMBEDDING_MODEL,
    logLevel: settings.LOG_LEVEL,
    allowedUsers: settings.ALLOWED_USERS,
    allowedChats: settings.ALLOWED_CHATS,
    admins: settings.ADMINS,
    webhookUrl: settings.WEBHOOK_URL,
    port: settings.PORT ?? (settings.WEBHOOK_URL === null ? null : WEBHOOK_PORT),
    webhookSecret: settings.WEBHOOK_SECRET,
    answerLlm: answerLlm(settings),
    warnings: [...misspelt(env), ...withoutServer(given)],
  };
}

function answerLlm(settings: z.infer<typeof SETTINGS>): AnswerLlm | null {
  const { ANSWER_LLM_URL: url, ANSWER_LLM_MODEL: model, ANSWER_LLM_KEY: key } = settings;
  if (url === null || model === null) return null;
  return { url, model, key, timeout: settings.ANSWER_LLM_TIMEOUT * 1000 };
}

/** A model or key of a server that is not named does nothing. */
function withoutServer(given: Record<string, string>): string[] {
  if (given.ANSWER_LLM_URL !== undefined) return [];
  return ['ANSWER_LLM_MODEL', 'ANSWER_LLM_KEY']
    .filter((name) => given[name] !== undefined)
    .map((name) => `${name} is set, but ANSWER_LLM_URL is not: without it no summaries are written.`);
}

/**
 * The variables of a `.env` file, for `loadConfig({ ...readEnvFile(file), ...process.env })`: what is set in
 * the environment goes before the file. A file that does not exist is an empty one. Unlike the environment,
 * which belongs to every program, the file is ours, so a name we don't know is an error.
 *
 * @throws ConfigError when the file can't be read or holds an unknown name
 */
export function readEnvFile(file: string = path.join(PROJECT_ROOT, '.env')): Record<string, string> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return {};
    throw new ConfigError(`The settings file ${file} can't be read (${code}): make it a readable file.`);
  }
  // A byte order mark, as some editors write, would become part of the first name.
  const variables = parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  const unknown = Object.keys(variables).filter((name) => !SETTING_NAMES.includes(name));
  if (unknown.length > 0) {
    throw new ConfigError(unknown.map((name) => unknownName(name, file)).join('\n'));
  }
  return variables;
}

function folder(fallback: string) {
  return z.string().default(fallback).transform(absolute);
}

/** Numbers separated by commas (the Arabic comma too, and spaces), each once. */
function ids(one: RegExp, what: string) {
  return z
    .string()
    .transform((list) => list.split(/[\s,،]+/).filter((id) => id !== ''))
    .refine((list) => list.every((id) => one.test(id)), `it should be ${what}`)
    .transform((list) => [...new Set(list.map(Number))])
    .default([]);
}

function absolute(name: string): string {
  return path.resolve(
    PROJECT_ROOT,
    name.replace(/^~(?=\/|$)/, () => homedir()),
  );
}

function isInside(inner: string, outer: string): boolean {
  const way = path.relative(outer, inner);
  return way === '' || (way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way));
}

function wrongValue(issue: z.core.$ZodIssue, given: Record<string, string>): string {
  const name = String(issue.path[0]);
  const value = SECRETS.has(name) ? 'not valid' : JSON.stringify(given[name]);
  return `${name} is ${value}, but ${issue.message}; mend it in .env or in the environment.`;
}

function unknownName(name: string, file: string): string {
  const near = nearest(name, 4);
  // Someone may have put a token on the left of the `=`: show no more than a name's length.
  const shown = name.length > 40 ? `${name.slice(0, 10)}…` : name;
  return near
    ? `${shown} in ${file} is not a setting; did you mean ${near}?`
    : `${shown} in ${file} is not a setting; remove it (the settings are ${SETTING_NAMES.join(', ')}).`;
}

/** The setting within `most` edits of a name, capitals and dashes aside. */
function nearest(name: string, most: number): string | undefined {
  const plain = name.toUpperCase().replaceAll('-', '_');
  return SETTING_NAMES.map((setting) => ({ setting, edits: distance(plain, setting) }))
    .filter(({ setting, edits }) => edits <= Math.min(most, setting.length / 3))
    .sort((a, b) => a.edits - b.edits)[0]?.setting;
}

function misspelt(env: NodeJS.ProcessEnv): string[] {
  const warnings: string[] = [];
  for (const name of Object.keys(env)) {
    if (SETTING_NAMES.includes(name) || !env[name]) continue;
    const near = nearest(name, 1);
    // Not an error: another program may own a variable of that name.
    if (near && env[near] === undefined) {
      warnings.push(`${name} is set in the environment but is not a setting; did you mean ${near}?`);
    }
  }
  return warnings;
}
