/**
 * Arabic roots, found by the shape of the word: معتقلين, اعتقل and الاعتقالات all come from عقل. After the
 * affixes are off, the word is held against the usual forms of verbs and nouns (the idea of the ISRI
 * stemmer, Taghva, Elkhoury & Coombs 2005), written with ف ع ل for the root's letters. A guess, good
 * enough to say that two words may be kin.
 */
const forms = [
  // three letters and one more
  'فاعل', 'فعال', 'فعول', 'فعيل', 'مفعل', 'تفعل', 'يفعل', 'نفعل', 'افعل', 'فعله', 'فعلي',
  // two more
  'افتعل', 'انفعل', 'مفعول', 'مفعال', 'مفاعل', 'تفعيل', 'تفاعل', 'افعال', 'فواعل', 'مفتعل', 'منفعل', 'فعائل',
  'فعايل', 'يفتعل', 'تفتعل', 'ينفعل', 'تنفعل', 'فاعول', 'فعلان', 'متفعل', 'يتفعل', 'تفعله', 'مفعله', 'فعاله', 'فعوله',
  // three more
  'افتعال', 'انفعال', 'استفعل', 'مستفعل', 'يستفعل', 'تستفعل', 'متفاعل', 'يتفاعل', 'مفاعيل', 'تفاعيل', 'مفاعله', 'افاعيل', 'تفعيله',
  // four more
  'استفعال',
]; // biome-ignore format: by length

interface Form {
  readonly letters: string;
  /** Where ف, ع and ل stand. */
  readonly root: readonly [number, number, number];
  /** The other places. */
  readonly fixed: readonly number[];
}

const formsByLength = new Map<number, Form[]>();
for (const letters of forms) {
  const root = [letters.indexOf('ف'), letters.indexOf('ع'), letters.lastIndexOf('ل')] as const;
  const fixed = [...letters].map((_, i) => i).filter((i) => !root.includes(i));
  const same = formsByLength.get(letters.length) ?? [];
  same.push({ letters, root, fixed });
  formsByLength.set(letters.length, same);
}

const proclitics = ['وال', 'فال', 'بال', 'كال', 'ولل', 'ال', 'لل', 'وسي', 'و', 'ف', 'ب', 'ل', 'ك', 'س'];
const endings = [
  'تهما',
  'هما',
  'كما',
  'تهم',
  'تها',
  'هم',
  'هن',
  'ها',
  'نا',
  'ات',
  'ون',
  'ين',
  'ان',
  'تا',
  'وا',
  'يه',
  'ته',
  'ه',
  'ي',
  'ت',
  'ا',
];

/** The variants of a word with affixes off, least cut first. */
function bare(word: string): string[] {
  const heads = [word];
  for (const p of proclitics)
    if (word.startsWith(p) && word.length - p.length >= 3) heads.push(word.slice(p.length));
  const out = [...heads];
  for (const head of heads) {
    for (const e of endings)
      if (head.endsWith(e) && head.length - e.length >= 3) out.push(head.slice(0, -e.length));
  }
  return out;
}

function rootOf(word: string): string | undefined {
  if (word.length === 3) return /[اوي]/.test(word[1]!) ? undefined : word;
  for (const { letters, root, fixed } of formsByLength.get(word.length) ?? []) {
    if (!fixed.every((i) => word[i] === letters[i])) continue;
    const found = root.map((i) => word[i]).join('');
    // A weak middle letter would make kin of hundreds of words.
    if (!/[اوي]/.test(found)) return found;
  }
  return undefined;
}

/**
 * The root of a normalised Arabic word, three letters without a weak one; `undefined` when no form fits.
 *
 * ```ts
 * arabicRoot('والمعتقلين') // 'عقل'
 * ```
 */
export function arabicRoot(word: string): string | undefined {
  for (const variant of bare(word)) {
    if (variant.length < 4) continue;
    const root = rootOf(variant);
    if (root) return root;
  }
  for (const variant of bare(word)) {
    if (variant.length === 3) {
      const root = rootOf(variant);
      if (root) return root;
    }
  }
  return undefined;
}
