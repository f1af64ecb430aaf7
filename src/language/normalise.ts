/**
 * Spelling-insensitive form of letters, after the "light" normalisation that Lucene's
 * ArabicNormalizer made common, widened by what Arabic news and chats need: harakat and tatweel go,
 * أإآٱ→ا, ى→ي, ة→ه, ؤ→و, ئ→ي, Persian and presentation forms to their Arabic letters,
 * Arabic-Indic digits to ASCII, Latin letters to lower case without accents, ligatures (ﬁ) undone.
 */

/** What a UTF-16 code unit is to the tokeniser. */
export const CharClass = {
  /** Separates words. */
  Break: 0,
  Arabic: 1,
  Latin: 2,
  Digit: 3,
  /** Vanishes inside a word (harakat, tatweel, joiners, bidi controls). */
  Ignored: 4,
  /** A letter of another script. */
  Other: 5,
} as const;

/** Class of every UTF-16 code unit, see {@link CharClass}. */
export const charClass = new Uint8Array(65536);

/** Normalised code unit of every UTF-16 code unit that is a letter or digit; itself otherwise. */
export const charMap = new Uint16Array(65536);

const arabicFolds: Record<string, string> = {
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
  ة: 'ه',
  ؤ: 'و',
  ئ: 'ي',
  ی: 'ي',
  ې: 'ي',
  ک: 'ك',
  گ: 'ك',
  ڤ: 'ف',
  پ: 'ب',
  چ: 'ج',
  ژ: 'ز',
  ہ: 'ه',
  ۀ: 'ه',
  ھ: 'ه',
};

/** Latin letters that Unicode does not decompose, by their nearest plain letter (Kurdish and Turkish ı first). */
const latinFolds: Record<string, string> = {
  ı: 'i',
  ø: 'o',
  œ: 'o',
  æ: 'a',
  ə: 'a',
  ß: 's',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 't',
  ħ: 'h',
  ŋ: 'n',
};

function fillTables(): void {
  for (let unit = 0; unit < 65536; unit++) charMap[unit] = unit;
  const letter = /\p{L}/u;
  const mark = /\p{M}/u;
  for (let unit = 0; unit < 0x2000; unit++) {
    const char = String.fromCharCode(unit);
    if (letter.test(char)) {
      const base = char.normalize('NFD').charAt(0).toLowerCase().charAt(0);
      const folded = latinFolds[base] ?? base;
      const isLatin = folded >= 'a' && folded <= 'z';
      charClass[unit] = isLatin ? CharClass.Latin : CharClass.Other;
      if (isLatin || unit < 0x0600) charMap[unit] = folded.charCodeAt(0);
    } else if (mark.test(char)) {
      charClass[unit] = CharClass.Ignored;
    }
  }
  // Letters of other scripts above the alphabets (CJK, Hangul …) are kept as they are.
  for (let unit = 0x2c00; unit < 0xd800; unit++) {
    if (letter.test(String.fromCharCode(unit))) charClass[unit] = CharClass.Other;
  }
  for (let unit = 0x0620; unit <= 0x06ff; unit++) {
    if (letter.test(String.fromCharCode(unit))) charClass[unit] = CharClass.Arabic;
  }
  for (const [from, to] of Object.entries(arabicFolds)) charMap[from.charCodeAt(0)] = to.charCodeAt(0);
  charClass[0x0640] = CharClass.Ignored; // tatweel
  for (let digit = 0; digit < 10; digit++) {
    for (const zero of [0x30, 0x0660, 0x06f0]) {
      charClass[zero + digit] = CharClass.Digit;
      charMap[zero + digit] = 0x30 + digit;
    }
  }
  // Joiners, bidi marks, embeddings and isolates (Unicode Bidirectional Algorithm, UAX #9), soft hyphen, BOM.
  for (const unit of [0x00ad, 0x061c, 0xfeff]) charClass[unit] = CharClass.Ignored;
  for (let unit = 0x200b; unit <= 0x200f; unit++) charClass[unit] = CharClass.Ignored;
  for (let unit = 0x202a; unit <= 0x202e; unit++) charClass[unit] = CharClass.Ignored;
  for (let unit = 0x2060; unit <= 0x2069; unit++) charClass[unit] = CharClass.Ignored;
}
fillTables();

/** Latin ligatures and Arabic presentation forms: one code unit that stands for one to several plain letters. */
const presentationForm = /[\uFB00-\uFB06\uFB50-\uFDFF\uFE70-\uFEFC]/;
const presentationForms = new RegExp(presentationForm, 'g');

/** UAX #15, NFKC; harakat that stand alone lose the space they are shown on: PDF files have them inside words. */
function spellOut(form: string): string {
  return form.normalize('NFKC').replace(/ (?=\p{M})/gu, '');
}

/**
 * The plain-letter spelling of a text, of the same length wherever possible: only presentation forms
 * change it. Everything else in `language/` works on code units after this step.
 */
export function plainLetters(text: string): string {
  return presentationForm.test(text) ? text.replace(presentationForms, spellOut) : text;
}

/**
 * For every code unit of `plainLetters(text)`, the offset into `text` of the code unit it comes from;
 * undefined where the two texts are one, the usual case.
 */
export function plainOffsets(text: string): Uint32Array | undefined {
  if (!presentationForm.test(text)) return undefined;
  const offsets: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    const length = presentationForm.test(char) ? spellOut(char).length : 1;
    for (let n = 0; n < length; n++) offsets.push(i);
  }
  return Uint32Array.from(offsets);
}

/**
 * The normalised text: what two spellings of the same words share. Punctuation and spaces stay.
 *
 * ```ts
 * normalise('أُسْرَةٌ') // 'اسره'
 * ```
 */
export function normalise(text: string): string {
  const plain = plainLetters(text);
  let out = '';
  for (let i = 0; i < plain.length; i++) {
    const unit = plain.charCodeAt(i);
    if (charClass[unit] !== CharClass.Ignored) out += String.fromCharCode(charMap[unit]!);
  }
  return out;
}
