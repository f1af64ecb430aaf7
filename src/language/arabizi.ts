import { arabicSpellings } from './arabizi-spellings.ts';
import type { Lexicon } from './concepts.ts';
import { englishFrame } from './detect.ts';
import { normalise } from './normalise.ts';
import { skeletons } from './skeleton.ts';
import { stemArabic } from './stem.ts';
import type { Token } from './tokens.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Words that show Arabic in Latin letters by themselves: mostly what questions open with. */
const telling = wordTable(`
  مين meen mein miin mineh menno mno
  وين wein ween wayn weyn
  فين feen fein
  شو shou shoo
  ايش eish aish eysh
  شنو shno shnu shinu
  ليش leish lesh laish leich leysh
  لماذا limaza limatha lemaza
  ايمتى emta imta eimta aymta ayemta
  كيف keef kayf keif
  شلون shlon shlun shloon
  ازاي ezay izzay
  قديش addeish adesh adeish addesh 2adeish 2addeish 2adesh 2addesh
  صار sar saar
  حصل 7asal
  عم 3am
  على 3ala
  عن 3an
  عند 3end 3ind
  مع ma3
  بعد ba3d
  قبل abel 2abel
  اللي elli yelli illi yalli
  هلق hala2 halla2
  هيدا hayda haida
  هيدي haydi haidi
  لسا lissa
  رح ra7
  يعني ya3ni
  مشان mshan mishan
`);

/** Words that may also be English, a name or another language's: they count when something else tells. */
const light = wordTable(`
  ال el il al l
  عال 3al
  بال bel bil bal
  وال wel wil wal
  لل lel lil
  في fi
  من min mn
  مين meen menu
  وين wen wain
  فين fen
  شو shu chou chu
  وش wesh wish
  ليش lech
  ليه leh leih
  متى mata matta
  كيف kif kef
  كم kam cam
  ماذا maza matha madha
  اين ayn aina ayna
  هل hal
  قبل qabl
  حصل hasal
  رح rah
  يعني yaani
  كمان kaman kamen
  مش mish mesh
  هيدا heda hada
  هلق hallak
  عن aan
  و w wa u
  ب b bi
  ل la li
  يا ya
  ما ma
  كل kil kel kull
  مو mo mu mou
  بدي badi baddi beddi
  هو howe huwe huwa howa
  هي hiye hiyya heya
  هم hinne hinni
  إلى ela ila
  حدا hada7a 7ada
  بين ben bein
`);

function wordTable(rows: string): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  for (const row of rows.trim().split('\n')) {
    const [arabic, ...spellings] = row.trim().split(' ') as [string, ...string[]];
    for (const spelling of spellings) table.set(spelling, arabic);
  }
  return table;
}

/** A digit that stands for a letter stands by one: `2eshtibak`, `ma7kame`; not F16, 3rd, 5km, G20, COVID19. */
const digitLetter =
  /^(?!\d+(?:st|nd|rd|th|am|pm|km|cm|mm|kg|mb|gb|tv|x|k|m|g|d|s)$)(?=.*[a-z].*[a-z])(?:[2356789]?[a-z]+(?:[2356789]+[a-z]+)*[2356789]?)$/;
/** … and in the middle, or before the first letter of a long word, it can be nothing else. */
const surely = /^(?=(?:.*[a-z]){3})(?:.*[a-z][2356789]+[a-z]|[23579][a-z]{3,})/;

/**
 * An Arabic text typed in Latin letters and digits, as Arabic words parted by spaces; `null` when the text is none.
 * English words speak against it, and one word at least must turn into a word that the glossary or the reports have.
 * Names that no spelling gives are left in Latin letters where a name of the reports sounds like them.
 */
export function readArabizi(
  tokens: readonly Token[],
  lexicon: Lexicon,
  vocabulary: Vocabulary,
): string | null {
  if (tokens.length < 2 || tokens.some(({ script }) => script !== 'latin' && script !== 'number'))
    return null;
  const evidence = weighEvidence(tokens, lexicon);
  if (evidence === 'none') return null;
  const words: string[] = [];
  let guessed = 0;
  let recognised = 0;
  let article = '';
  let asksOf = false;
  for (const { term, script } of tokens) {
    const known = telling.get(term) ?? light.get(term);
    if (known !== undefined && /^(?:[بوع]?ال|لل)$/.test(known)) {
      article = known === 'عال' ? 'على ال' : known;
      continue;
    }
    if (script === 'number' || known !== undefined) {
      words.push(article + (known ?? term));
    } else {
      guessed++;
      const { text, found } = arabicFor(term, lexicon, vocabulary, asksOf);
      if (found) recognised++;
      words.push(/^[a-z]/.test(text) || text.startsWith('ال') ? text : article + text);
    }
    article = '';
    asksOf = known !== undefined && opensClause.test(known);
  }
  return recognised > 0 && (evidence === 'clear' || recognised === guessed) ? joinClitics(words) : null;
}

/** و, ب and ل are written on to the next word. */
function joinClitics(words: readonly string[]): string {
  return words
    .join(' ')
    .replace(/(?<=^| )([وبل]) (?=\p{Script=Arabic})/gu, '$1')
    .replace(/(?<=^| )لال/g, 'لل');
}

/** How sure it is that a text is Arabic: `slight` when every word of it might be a name or another language's. */
function weighEvidence(tokens: readonly Token[], lexicon: Lexicon): 'clear' | 'slight' | 'none' {
  let tells = 0;
  let hints = 0;
  let english = 0;
  for (const [i, token] of tokens.entries()) {
    const { term, script } = token;
    if (script === 'number') continue;
    if (telling.has(term)) tells++;
    else if (light.has(term)) hints++;
    else if (englishFrame.has(term)) english += 2;
    else if (/\d/.test(term)) {
      if (surely.test(term) && digitLetter.test(term)) tells++;
      else if (digitLetter.test(term)) hints++;
    } else if (lexicon.match([token]).length > 0 && !isArabicName(tokens, i, lexicon)) english++;
  }
  if (tells === 0) return hints > 1 && english === 0 ? 'slight' : 'none';
  return tells + hints > english && (tells > 1 || hints > 0 || english === 0) ? 'clear' : 'none';
}

/** "halab", "hasakah": the glossary has names in the Latin spellings that Arabizi shares. */
function isArabicName(tokens: readonly Token[], at: number, lexicon: Lexicon): boolean {
  const [match] = lexicon.match([tokens[at]!]);
  return match!.concepts.every((concept) =>
    ['place', 'person', 'organisation'].includes(lexicon.kind(concept)),
  );
}

/** What being a word takes off the cost of a spelling: in the reports, for each tenfold of passages, in the glossary. */
const gain = { inReports: 0.8, tenfold: 0.5, inGlossary: 0.4, verb: 1.2 };

/** After these, without an article, mostly a verb follows. */
const opensClause = /^(?:م[ين]+|وين|فين|اين|شو|ايش|وش|شنو|ماذا|ليش|ليه|لماذا|ايمتى|متى|كيف|شلون|اللي)$/;

/** An article or another particle written on to a word, and its Arabic. */
const clitics: readonly (readonly [RegExp, string])[] = [
  [/^(?:el|il|al)-?(?=.{3})/, 'ال'],
  [/^(?:wel|wil|wal)-?(?=.{3})/, 'وال'],
  [/^(?:bel|bil)-?(?=.{3})/, 'بال'],
  [/^(?:lel|lil)-?(?=.{3})/, 'لل'],
  [/^3al-?(?=.{3})/, 'على ال'],
  [/^l(?=[^aeiou].{2})/, 'ال'],
  // The article made like the letter that follows: ezzor, eshsham.
  [/^[aei](sh|[tdrzsn])(?=\1.{2})/, 'ال'],
];

/** The Arabic word that was meant; `found` when the reports or the glossary have it. */
function arabicFor(
  term: string,
  lexicon: Lexicon,
  vocabulary: Vocabulary,
  wantsVerb: boolean,
): { readonly text: string; readonly found: boolean } {
  const tried: [prefix: string, rest: string][] = [['', term]];
  for (const [pattern, arabic] of clitics) {
    if (pattern.test(term)) tried.push([arabic, term.replace(pattern, '')]);
  }
  let best: string | null = null;
  let likeliest = term;
  let least = Number.POSITIVE_INFINITY;
  for (const [prefix, rest] of tried) {
    const spellings = arabicSpellings(rest);
    likeliest = prefix + (spellings[0]?.text ?? rest);
    for (const { text, cost } of spellings) {
      const plain = normalise(text);
      const passages = plain.length < 2 ? 0 : vocabulary.passagesWith(stemArabic(plain));
      const inGlossary = lexicon.hasTerm(plain);
      if (passages === 0 && !inGlossary) continue;
      const inReports = passages > 0 ? gain.inReports + gain.tenfold * Math.log10(passages) : 0;
      // A feminine ending on a word of the reports makes it a verb there too, known as one or not.
      const isFeminineVerb = /[^ا]ت$/.test(text) && passages > 0;
      const isVerb =
        wantsVerb && prefix === '' && !text.endsWith('ة') && (isFeminineVerb || isAction(plain, lexicon));
      const total = cost - inReports - (inGlossary ? gain.inGlossary : 0) - (isVerb ? gain.verb : 0);
      if (total >= least) continue;
      least = total;
      best = prefix + text;
    }
  }
  if (best !== null) return { text: best, found: true };
  const latin: Token = { term: tried.at(-1)![1], script: 'latin', start: 0, end: 0 };
  if (skeletons(latin).some((skeleton) => vocabulary.sounds(skeleton)))
    return { text: latin.term, found: true };
  return { text: likeliest, found: false };
}

function isAction(term: string, lexicon: Lexicon): boolean {
  const concepts = lexicon.matchWord({ term, script: 'arabic', start: 0, end: term.length });
  return concepts.some((concept) => lexicon.kind(concept) === 'action');
}
