/** Letters, marks, digits and inner dots right before a full stop; longer tokens are no abbreviations. */
const LONGEST_TOKEN = 16;
const TOKEN = /[\p{L}\p{M}\p{N}.]+$/u;
/** و or another proclitic may be written on to د. (doctor), أ. (professor, mister), م. (engineer). */
const ARABIC_ABBREVIATION = /^(?:\p{Script=Arabic}|[وفبلك][دأام])$/u;
/** أ.د. م.م. ق.م. ش.م.ل. */
const ARABIC_DOTTED = /^[وفبلك]?(?:\p{Script=Arabic}\.)+\p{Script=Arabic}$/u;
/** U.S. e.g. and initials: J. R. */
const LATIN_DOTTED = /^(?:\p{Script=Latin}\.)*\p{Script=Latin}$/u;

const TITLES = new Set(
  `mr mrs ms dr prof gen col lt sgt capt maj cmdr adm gov sen rep rev hon fr st mt ft messrs brig cpl
   vs cf viz eds ed approx ca al fig figs vol e.g i.e a.m p.m`.split(/\s+/u),
);
const BEFORE_NUMBER = new Set(
  `no nos p pp art ch sec par jan feb mar apr jun jul aug sep sept oct nov dec`.split(' '),
);
const MAY_END = new Set(`inc ltd co corp bros jr sr etc dept univ est a.m p.m`.split(' '));
/** Words that open an English sentence far more often than they follow an abbreviation. */
const OPENERS = new Set(
  `the a an in on at he she it they we you but and this that these those there after before when while however as for
   his her its their our by from with no some many most according since if meanwhile also both now one several
   officials residents`.split(/\s+/u),
);

/**
 * Whether the full stop at `stop` belongs to an abbreviation (د. أ.د. ص. Dr. U.S. J.) and the sentence goes on.
 * `after` is the place of the next character that isn't white space. Looks at a few characters on both sides.
 */
export function isAbbreviation(text: string, stop: number, after: number): boolean {
  let end = stop;
  if (text[end - 1] === ' ') end--;
  const spaced = end < stop;
  const near = text.slice(Math.max(0, end - LONGEST_TOKEN), end);
  const token = TOKEN.exec(near)?.[0] ?? '';
  if (token === '' || (token.length === near.length && end > LONGEST_TOKEN)) return false;
  const before = near.slice(0, near.length - token.length);
  const next = text.slice(after, after + 24);
  const arabic = token.replace(/[\u064b-\u0652\u0640]/gu, '');

  if (ARABIC_ABBREVIATION.test(arabic)) {
    // After a number it is a unit or an era (2015 م. 1436 هـ.), and the stop is a full stop.
    return !/\p{N}\s*$/u.test(before);
  }
  if (spaced) return false;
  if (ARABIC_DOTTED.test(arabic)) return !/\p{N}\s*$/u.test(before) || !next.startsWith('و');

  const latin = token.toLowerCase();
  if (BEFORE_NUMBER.has(latin)) return /^[\p{N}(]/u.test(next);
  if (MAY_END.has(latin)) return !/^\p{Lu}|^و|^\p{Script=Arabic}/u.test(next) || isCompanyPart(latin, next);
  if (TITLES.has(latin)) return true;
  if (!LATIN_DOTTED.test(token) || token === 'I') return false;
  if (/^و/u.test(next)) return false;
  return !OPENERS.has(/^\p{L}+/u.exec(next)?.[0].toLowerCase() ?? '') || /^\p{Ll}/u.test(next);
}

/** "Tel Rima Co. Ltd." */
function isCompanyPart(latin: string, next: string): boolean {
  return latin === 'co' && /^(?:Ltd|Inc)\b/u.test(next);
}
