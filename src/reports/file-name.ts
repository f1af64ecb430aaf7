import { extname } from 'node:path';

/** Longest name that file systems take, in bytes of UTF-8, with room for ` (99)` and `.writing`. */
const MAX_BYTES = 255 - 16;

/** Names that Windows keeps for devices, whatever their extension. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A name from outside as a file's name in one folder: no path, no control or direction characters, nothing that
 * a file system or the reports folder treats as special, at most 239 bytes. Letters of all scripts stay as they
 * are (NFC). `null` when nothing is left before the extension.
 */
export function safeFileName(name: string): string | null {
  const last = name.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu, '')
    .replace(/[<>:"|?*\ufffd]/g, '-')
    .replace(/\s+/gu, ' ')
    .normalize('NFC');
  const [, extension = ''] = /(\.[^.]*)$/.exec(clean.trimEnd()) ?? [];
  if (Buffer.byteLength(extension) > 16) return null;
  const stem = clean
    .trimEnd()
    .slice(0, -extension.length || undefined)
    .replace(/^[. ]+|[. ]+$/g, '');
  if (!/[\p{L}\p{N}]/u.test(stem)) return null;
  const safe = DEVICES.test(stem) || stem === 'node_modules' ? `${stem}_` : stem;
  return `${cutToBytes(safe, MAX_BYTES - Buffer.byteLength(extension))}${extension.toLowerCase()}`;
}

/** The same name with a number before its extension: `x (2).txt`. */
export function numberedFileName(name: string, n: number): string {
  const extension = extname(name);
  return `${name.slice(0, name.length - extension.length)} (${n})${extension}`;
}

function cutToBytes(text: string, bytes: number): string {
  let kept = '';
  let width = 0;
  for (const character of text) {
    width += Buffer.byteLength(character);
    if (width > bytes) break;
    kept += character;
  }
  return kept.trimEnd();
}
