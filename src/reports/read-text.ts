import { analyse } from 'chardet';
import { UnreadableReport } from './unreadable.ts';

/** Bytes looked at to tell a charset. */
const SAMPLE = 64 * 1024;
/** Above this share of control characters a file isn't text. */
const MOST_CONTROLS = 0.01;
/** chardet gives 10 of 100 to any bytes that happen to be valid in a multi-byte charset: noise. */
const LEAST_CONFIDENCE = 11;

/**
 * The text of a file's bytes: UTF-8 and UTF-16 with and without byte order mark, windows-1256, ISO-8859-6 and the
 * other charsets that both chardet and Node's TextDecoder know. The mark is left out; line ends become `\n`; all
 * else stays letter for letter. `declared` is the charset that an HTML page claims for itself, believed unless
 * the bytes say otherwise.
 * @throws UnreadableReport `empty`, `binary`, `undecodable`
 */
export function readText(bytes: Uint8Array, declared: string | null = null): string {
  if (bytes.length === 0) throw new UnreadableReport('empty', 'The file is empty.');
  const text = decode(bytes, declared).replace(/\r\n?/gu, '\n');
  if (shareOfControls(text.slice(0, SAMPLE)) > MOST_CONTROLS) throw binary();
  return text.replace(/^\ufeff/u, '');
}

function decode(bytes: Uint8Array, declared: string | null): string {
  const marked = byMark(bytes);
  if (marked !== null) return marked;
  const sample = bytes.subarray(0, SAMPLE);
  if (hasManyControls(sample)) {
    const wide = withoutMark(bytes, sample);
    if (wide !== null) return wide;
    throw binary();
  }
  const utf8 = byUtf8(bytes);
  if (utf8 !== null) return utf8;
  // Arabic comes before what a page declares and what chardet thinks: both often say windows-1252 for windows-1256.
  const arabic = arabicCharset(sample);
  if (arabic !== null) return tryDecode(bytes, arabic) ?? fail();
  const charsets = [
    declared,
    ...analyse(sample)
      .filter((m) => m.confidence >= LEAST_CONFIDENCE)
      .map((m) => m.name),
  ];
  for (const charset of charsets) {
    if (charset === null || /^utf-?(?:8|16|32)/iu.test(charset)) continue;
    const text = tryDecode(bytes, charset);
    if (text !== null && isPlausible(text.slice(0, SAMPLE))) return text;
  }
  return fail();
}

function fail(): never {
  throw new UnreadableReport('undecodable', 'The charset of the file could not be told; save it as UTF-8.');
}

function binary(): UnreadableReport {
  return new UnreadableReport('binary', 'The file holds binary data, not text.');
}

function tryDecode(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function byMark(bytes: Uint8Array): string | null {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return byUtf8(bytes) ?? fail();
  if (a === 0xff && b === 0xfe) return tryDecode(bytes, 'utf-16le') ?? fail();
  if (a === 0xfe && b === 0xff) return tryDecode(bytes, 'utf-16be') ?? fail();
  return null;
}

/** Valid UTF-8; a last character that was cut off with the end of the file is left out. */
function byUtf8(bytes: Uint8Array): string | null {
  const whole = tryDecode(bytes, 'utf-8');
  if (whole !== null) return whole;
  let start = bytes.length - 1;
  while (start > 0 && bytes.length - start < 4 && ((bytes[start] as number) & 0xc0) === 0x80) start--;
  const lead = bytes[start] as number;
  const wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
  const valid = wanted > bytes.length - start ? tryDecode(bytes.subarray(0, start), 'utf-8') : null;
  // A lone high letter at the end of ASCII is as likely another charset.
  if (valid !== null && /[^\p{ASCII}]/u.test(valid)) return valid;
  if (isBrokenUtf8(bytes.subarray(0, SAMPLE))) {
    throw new UnreadableReport(
      'undecodable',
      'The file is UTF-8 with broken characters in it; save it as UTF-8 again.',
    );
  }
  return null;
}

/** Nearly every character beyond ASCII is well-formed UTF-8, which no other charset gives by chance. */
function isBrokenUtf8(sample: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(sample);
  const broken = text.match(/\ufffd/gu)?.length ?? 0;
  const good = (text.match(/[^\p{ASCII}]/gu)?.length ?? 0) - broken;
  return good >= 4 && good >= 4 * broken;
}

function hasManyControls(sample: Uint8Array): boolean {
  let controls = 0;
  for (const byte of sample) if (isControl(byte)) controls++;
  return controls > sample.length * MOST_CONTROLS;
}

function shareOfControls(text: string): number {
  let controls = 0;
  for (let i = 0; i < text.length; i++) if (isControl(text.charCodeAt(i))) controls++;
  return controls / Math.max(1, text.length);
}

/** Control characters that text never holds: all but tab, line ends, form feed and escape. */
function isControl(code: number): boolean {
  return code < 32 && (code < 9 || code > 13) && code !== 27;
}

/** UTF-16 without a mark: the byte order in which nearly all is Arabic, ASCII and common punctuation. */
function withoutMark(bytes: Uint8Array, sample: Uint8Array): string | null {
  if (bytes.length % 2 !== 0) return null;
  for (const charset of ['utf-16le', 'utf-16be']) {
    const text = tryDecode(sample.subarray(0, sample.length & ~3), charset) ?? tryDecode(sample, charset);
    if (text === null || text.length === 0) continue;
    const usual =
      text.match(/[\t\n\r\u0020-\u007e\u00a0-\u017f\u0600-\u06ff\u2000-\u206f\ufe70-\ufeff]/gu)?.length ?? 0;
    if (usual >= text.length * 0.95) return tryDecode(bytes, charset);
  }
  return null;
}

/** Replacement characters, C1 controls or private letters show that a guess was wrong. */
function isPlausible(text: string): boolean {
  const strange = text.match(/[\ufffd\u0080-\u009f\ue000-\uf8ff]/gu)?.length ?? 0;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return strange === 0 && letters >= text.length * 0.4;
}

/**
 * Shares of the Arabic letters in news text, per thousand letters: ا ل ي م ن و ر ت ب ع د … A guess at the charset is
 * better when its letters are the common ones.
 */
const COMMON_LETTERS: Readonly<Record<string, number>> = {
  ا: 150,
  ل: 120,
  ي: 75,
  م: 62,
  و: 58,
  ن: 58,
  ر: 48,
  ت: 45,
  ب: 33,
  ع: 34,
  د: 33,
  ة: 34,
  ه: 30,
  س: 26,
  ق: 24,
  ف: 26,
  ك: 22,
  ح: 20,
  أ: 25,
  ج: 14,
  ش: 13,
  ط: 12,
  ص: 11,
  خ: 9,
  ى: 9,
  إ: 9,
  ض: 8,
  ذ: 6,
  ث: 6,
  ز: 6,
  غ: 5,
  ء: 4,
  ئ: 4,
  ظ: 3,
  آ: 2,
  ؤ: 2,
};

/** Mean log frequency of real Arabic is about -2.9; text of another charset taken for Arabic is below this. */
const LEAST_ARABIC = -4;

/** windows-1256 or ISO-8859-6 when the bytes beyond ASCII make Arabic words in it, else null. */
function arabicCharset(sample: Uint8Array): 'windows-1256' | 'iso-8859-6' | null {
  const windows = arabicScore(tryDecode(sample, 'windows-1256'));
  const iso = arabicScore(tryDecode(sample, 'iso-8859-6'));
  if (windows === null && iso === null) return null;
  if (windows === null) return 'iso-8859-6';
  if (iso === null) return 'windows-1256';
  // windows-1256 is far the commoner: the other must be clearly better, the more so in a short text.
  return iso.mean > windows.mean + 0.3 + 4 / iso.letters ? 'iso-8859-6' : 'windows-1256';
}

/** Mean log frequency of the Arabic letters, or null when the letters beyond ASCII don't make Arabic words. */
function arabicScore(text: string | null): { mean: number; letters: number } | null {
  if (text === null) return null;
  let good = 0;
  let bad = 0;
  let sum = 0;
  for (const [word] of text.matchAll(/[\p{L}\p{M}]+/gu)) {
    if (/^\p{ASCII}+$/u.test(word)) continue;
    const letters = word.match(/\p{Script=Arabic}/gu)?.length ?? 0;
    const latin = word.match(/\p{Script=Latin}/gu)?.length ?? 0;
    const wellFormed = /^\p{L}/u.test(word) && !/[ةى]\p{L}/u.test(word);
    if (letters > 0 && latin === 0 && (letters > 1 || word === 'و') && wellFormed) {
      good += letters;
      for (const letter of word) {
        if (/\p{L}/u.test(letter)) sum += Math.log((COMMON_LETTERS[letter] ?? 0.3) / 1000);
      }
    } else if (letters > 0) {
      bad += letters;
    }
  }
  if (good === 0 || bad * 4 > good) return null;
  const mean = sum / good;
  return mean < LEAST_ARABIC - 6 / good ? null : { mean, letters: good };
}
