import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import type { LogLevel } from './config.ts';

export type { Logger } from 'pino';

/** What a logger needs. */
export interface LogOptions {
  readonly level: LogLevel;
  /** Texts that must never be written, such as the bot's token. */
  readonly secrets?: readonly string[];
  /** Receives whole lines, line end included. Never stdout, which belongs to scripts. */
  readonly write: (lines: string) => void;
  /** Colours, for a terminal. */
  readonly colour?: boolean;
}

/**
 * A logger whose lines a person can read: `12:30:05 WARN: text {details}`. Lines are written before the call
 * returns, so nothing is lost when the process ends, and go through `redact`.
 */
export function createLogger(options: LogOptions): Logger {
  const format = pretty.prettyFactory({
    colorize: options.colour ?? false,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname',
    singleLine: true,
  });
  const stream = { write: (json: string) => options.write(redact(format(json), options.secrets)) };
  return pino({ level: options.level }, stream);
}

/**
 * A bot token: the bot's number, a colon (perhaps percent-encoded) and 35 letters
 * (https://core.telegram.org/bots/api#authorizing-your-bot). Shorter ones are met in tests, but there a match
 * on fewer than 30 letters would also hide harmless texts: name those in `secrets`.
 */
const TOKEN = /\d{6,}(?::|%3A)[\w-]{30,}/gi;

/** Where a token stands in an address of the Bot API, whatever its shape: `/bot<token>/`, `/file/bot<token>/`. */
const IN_ADDRESS = /\/bot\d+(?::|%3A)[\w-]+/gi;

/** A text with the given secrets, and whatever looks like a bot token, replaced by `***`. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret === '') continue;
    clean = clean.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***');
  }
  return clean.replace(IN_ADDRESS, '/bot***').replace(TOKEN, '***');
}
