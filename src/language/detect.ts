import type { Language } from '../reports/report.ts';

/**
 * Words that make the frame of a sentence. In a mixed question ("What is قسد?") they tell the language;
 * the names inside it don't.
 */
const ARABIC_FRAME = new Set(
  `ما ماذا من متى أين اين كيف كم لماذا لم هل هي هو هم أي اي أية عن على في إلى الى التي الذي الذين هذا هذه ذلك تلك
   كان كانت أن ان إن لا قد ثم أو او بين بعد قبل عند حول مع لكن لأن منذ حتى ليس ماهو ماهي شو وين ليش ليه إيش
   أخبرني حدثني اذكر ومن وما وماذا ومتى وأين وكيف وكم وهل فمن بمن لمن ممن عمن بماذا`.split(/\s+/u),
);
/** Function words of English, lower case. */
export const englishFrame: ReadonlySet<string> = new Set(
  `the a an of to and is are was were be been has have had do does did what who whom whose when where why how
   which that this these those it its in on at by for from with about as or not but there their they he she his her
   we you i can could would should will may might any many much tell me give show list say said says than then after
   before between during into over against if so no yes all some more most other`.split(/\s+/u),
);
/** Words that a reader of English would never take for English, from the languages met most beside it. */
const FOREIGN_FRAME = new Set(
  `le la les des du une est et où ou qui que quoi quand comment pourquoi dans pour avec sur pas sont aux
   der das und ist nicht wer wo wann wie warum mit von für auf ein eine den dem sind wurde
   el los las una qué quién cuándo dónde cómo por para con es y del son está
   il gli che chi quando dove perché come di della sono è
   ve bir bu ne kim nerede zaman için ile değil û li ku kî çi kengî
   os um uma quem onde não são em het een wat wie waar niet`.split(/\s+/u),
);

/** Letters that Persian, Urdu, Pashto and Sorani Kurdish write and Arabic doesn't. */
const NOT_ARABIC =
  /[\u0679\u067e\u0681\u0685\u0686\u0688\u0689\u0691\u0693\u0695\u0698\u069a\u06a9\u06af\u06ab\u06ba\u06bc\u06be\u06c1\u06c6\u06cc\u06cd\u06ce\u06d0\u06d2\u06d5\u06b5]/u;
const NOT_ARABIC_FRAME = new Set(
  `است که را این از به برای می های شد کرد چه کجا چرا چگونه کی بود شده هے ہے کیا کون کب کہاں میں کے کی کا سے لە بۆ
   کێ کەی چی لەگەڵ دا`.split(/\s+/u),
);

/** Only the beginning of a long text is looked at, in UTF-16 code units. */
const SAMPLE = 20_000;
const ARABIC_LETTER = /\p{Script=Arabic}/u;
const LATIN_LETTER = /\p{Script=Latin}/u;

interface Counts {
  arabic: number;
  latin: number;
  other: number;
  arabicFrame: number;
  englishFrame: number;
  foreign: number;
  persianFrame: number;
}

/**
 * The language of a question or of a report. One word is enough ("When?", "متى؟"). Where both scripts meet, the
 * words that frame the sentence decide, not the number of letters. Persian, Urdu, French … and a text without
 * letters are `other`.
 */
export function detectLanguage(text: string): Language {
  const sample = text.slice(0, SAMPLE).normalize('NFC').toLowerCase();
  const words = sample.match(/[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu) ?? [];
  const n: Counts = {
    arabic: 0,
    latin: 0,
    other: 0,
    arabicFrame: 0,
    englishFrame: 0,
    foreign: 0,
    persianFrame: 0,
  };
  for (const word of words) count(word, n);
  if (n.arabic + n.latin === 0 || n.other > n.arabic + n.latin) return 'other';
  if (n.arabic === 0) return isEnglish(n) ? 'en' : 'other';
  if (n.latin === 0) return isArabic(sample, n) ? 'ar' : 'other';
  const winner = mixed(words, n);
  if (winner === 'ar') return isArabic(sample, n) ? 'ar' : 'other';
  return isEnglish(n) ? 'en' : 'other';
}

function count(word: string, n: Counts): void {
  if (ARABIC_LETTER.test(word)) {
    n.arabic++;
    const bare = word.replace(/[\u064b-\u0652\u0640]/gu, '');
    if (ARABIC_FRAME.has(bare)) n.arabicFrame++;
    if (NOT_ARABIC_FRAME.has(bare)) n.persianFrame++;
  } else if (LATIN_LETTER.test(word)) {
    n.latin++;
    const base = word.replace(/['’].*$/u, '');
    if (englishFrame.has(word) || englishFrame.has(base)) n.englishFrame++;
    else if (FOREIGN_FRAME.has(word)) n.foreign++;
    else if (/[^\p{ASCII}’]/u.test(word)) n.foreign += 0.5;
  } else {
    n.other++;
  }
}

/** Which of the two scripts frames a mixed text. */
function mixed(words: readonly string[], n: Counts): 'ar' | 'en' {
  const isFrame = (word: string) => (ARABIC_FRAME.has(word) ? 'ar' : englishFrame.has(word) ? 'en' : null);
  // A question is framed by its first word, or by its last ones when a name comes first.
  if (words.length <= 30) {
    const first = isFrame(words[0] ?? '');
    if (first !== null) return first;
  }
  const arabic = n.arabic + 3 * n.arabicFrame;
  const latin = n.latin + 3 * n.englishFrame;
  if (arabic !== latin) return arabic > latin ? 'ar' : 'en';
  return 'ar';
}

function isArabic(sample: string, n: Counts): boolean {
  if (!NOT_ARABIC.test(sample)) return true;
  let letters = 0;
  let strange = 0;
  for (const letter of sample) {
    if (!ARABIC_LETTER.test(letter)) continue;
    letters++;
    if (NOT_ARABIC.test(letter)) strange++;
  }
  const share = strange / letters;
  // A Persian keyboard writes Arabic with ی and ک: up to a tenth of the letters; Persian text has more, and
  // words of its own. A name such as گولان in an Arabic sentence has few.
  if (n.persianFrame > n.arabicFrame) return share < 0.04;
  return share <= 0.15 || n.arabicFrame > 2 * n.persianFrame + 1;
}

function isEnglish(n: Counts): boolean {
  if (n.latin >= 20 && n.englishFrame < n.latin * 0.1) return false;
  return n.foreign < 1 || n.foreign <= n.englishFrame;
}
