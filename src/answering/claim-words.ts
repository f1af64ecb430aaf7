import { normalise } from '../language/normalise.ts';
import type { Word } from '../language/words.ts';

/**
 * What changes the force of the words after it. `both`: a claim must have it where the quote has it, and the
 * other way round; else a demand would become a deed. Otherwise only what the claim adds matters.
 */
export interface Operator {
  readonly name: string;
  readonly both: boolean;
  /** How many words after it in its clause it governs, or all that follow in the sentence. */
  readonly reach: number | 'sentence';
  readonly arabic: RegExp;
  readonly english: RegExp;
}

/** Arabic forms are written as they are normalised, with any proclitics before them; `~` stands for any letters. */
function operator(
  name: string,
  { both = true, reach = 8 }: Partial<Pick<Operator, 'both' | 'reach'>>,
  arabic: string,
  english: string,
): Operator {
  const forms = (words: string): string => words.trim().split(/\s+/).join('|').replaceAll('~', '\\p{L}*');
  return {
    ...{ name, both, reach },
    arabic: new RegExp(`^[وف]?[بلك]?(?:ال)?(?:${forms(arabic)})$`, 'u'),
    english: new RegExp(`^(?:${forms(english)})$`, 'u'),
  };
}

/** The operators that are looked for. Lists of common forms, not all that can be said. */
export const operators: readonly Operator[] = [
  operator(
    'not',
    { reach: 5 },
    'لا لم لن ليس ليست ليسوا لست ما غير دون بدون عدم',
    'not no never nobody none nothing neither nor without cannot t',
  ),
  operator(
    'denies',
    { reach: 'sentence' },
    `نفي نفت نفوا ينفي تنفي ينفون نافيا نافيه انكر~ ينكر~ تنكر~ انكار~ كذب~ يكذب~ تكذيب~ رفض~ يرفض~ ترفض~ رافض~
     امتنع~ يمتنع~ تمتنع~ امتناع~ فشل~ يفشل~ تفشل~ تعذر~ يتعذر~ عجز~ يعجز~ منع~ يمنع~ تمنع~ حال~ تفادي~`,
    `deny denies denied denying denial refus~ reject~ fail failed fails failing failure unable prevent~ avoid~ declin~
     disput~`,
  ),
  operator(
    'demands',
    { reach: 'sentence' },
    'طالب~ يطالب~ تطالب~ مطالب~ طلب~ يطلب~ تطلب~ دعا دعت دعوا يدعو تدعو دعوه دعوات داعيا داعيه ناشد~ يناشد~ مناشد~ حث حثت حثوا يحث تحث',
    'demand~ call calls called calling urg~ appeal~ ask asks asked asking request~',
  ),
  operator(
    'intends',
    {},
    'سوف يعتزم~ تعتزم~ اعتزم~ ينوي~ تنوي~ نوي نيه مقرر متوقع~ يتوقع~ تتوقع~ مرتقب~ يخطط~ تخطط~ خطه خطط وعد وعدت وعدوا تعهد~ يتعهد~ سعي سعت يسعي تسعي يسعون مساع~',
    'will shall plan plans planned planning intend~ expect~ promis~ pledg~ vow~ seek~ sought scheduled due hope~ aim~',
  ),
  operator(
    'threatens',
    { reach: 'sentence' },
    'هدد~ يهدد~ تهدد~ تهديد~ مهدد~ حذر~ يحذر~ تحذر~ تحذير~ محذر~ خشي~ مخاوف',
    'threat~ warn~ fear~',
  ),
  operator(
    'accuses',
    { reach: 'sentence' },
    'اتهم~ يتهم~ تتهم~ متهم~ اتهام~ زعم~ يزعم~ تزعم~ مزاعم ادعي~ يدعي~ تدعي~ مزعوم~ اشتبه يشتبه شبهه',
    'accus~ alleg~ claim~ suspect~ charge charges charged',
  ),
  operator('tries', {}, 'حاول~ يحاول~ تحاول~ محاول~', 'try tries tried trying attempt~'),
  operator('if', {}, 'اذا لو ان~كان شرط شريطه بشرط', 'if unless provided whether condition would'),
  operator(
    'may',
    {},
    'ربما لعل محتمل~ احتمال~ يحتمل يمكن ممكن~ امكان~ يرجح مرجح~ يعتقد يعتقدون يبدو',
    'may might could possib~ perhaps maybe likely probabl~ apparent~ believ~ seem~ appear~',
  ),
  operator(
    'stops',
    {},
    'توقف~ يتوقف~ اوقف~ يوقف~ وقف انهي~ انهاء الغي~ الغاء علق~ تعليق',
    'stop~ halt~ end ends ended ending cancel~ suspend~ ceas~',
  ),
  operator(
    'because',
    { both: false },
    'بسبب سبب~ لان~ نتيجه جراء نظرا بفعل نتج~ ادي ادت تسبب~ خلفيه خلفية خليفه',
    'because due caus~ reason~ result~ led owing therefore',
  ),
  operator('before', { both: false }, 'قبل قبيل', 'before prior ahead earlier'),
  operator('after', { both: false }, 'بعد بعدما عقب اثر اعقاب اعقب~ تلا منذ', 'after following later since'),
  operator('until', { both: false }, 'حتي لغايه', 'until till'),
  operator(
    'all',
    { both: false },
    'كل كلها كلهم جميع~ كافه سائر ساير',
    'all every each entire whole everyone everybody always',
  ),
  operator('most', { both: false }, 'معظم~ اغلب~ غالبيه اكثريه', 'most mostly majority'),
  operator('more', { both: false }, 'اكثر ازيد فوق يزيد~ الاقل', 'more over exceed~ least'),
  operator('less', { both: false }, 'اقل دون الاكثر', 'less fewer under'),
  operator('only', { both: false }, 'فقط الا سوي وحد~ مجرد', 'only just alone except merely solely'),
  operator('must', { both: false }, 'يجب ينبغي يتعين لابد', 'must should ought'),
  operator('against', { both: false }, 'ضد مواجهه', 'against'),
];

/** After these, a word that denies in itself does not: لا يزال is "still". */
const stillWords = /^(?:زال|زالت|زالوا|يزال|تزال|يزالون|نزال|سيما|بد)$/;

/** The operators that a word is, given those around it. */
export function operatorsAt(words: readonly Word[], i: number): readonly Operator[] {
  const { term, script } = words[i]!;
  if (script === 'latin') {
    // "didn't" is two tokens.
    if (term === 't' && !words[i - 1]?.term.endsWith('n')) return [];
    // The month.
    if (term === 'may' && [i - 1, i + 1].some((at) => words[at]?.script === 'number')) return [];
    return operators.filter(({ english }) => english.test(term));
  }
  if (script !== 'arabic') return [];
  const found = operators.filter(({ arabic }) => arabic.test(term));
  const next = words[i + 1]?.term ?? '';
  if (stillWords.test(next)) return found.filter(({ name }) => name !== 'not');
  // قد with the present tense is "may", with the past it only stresses.
  if (/^[وف]?قد$/.test(term) && /^(?:لا|ي)/.test(next)) return operators.filter(({ name }) => name === 'may');
  return found;
}

/** The operator of Arabic's future, which is only a letter before the verb. */
export const future: Operator = operators.find(({ name }) => name === 'intends')!;

const free = new Set(
  normalise(
    `report reports reported reporting reportedly according say says said saying state states stated mention mentions
     mentioned note notes noted add adds added adding quote quotes quoted cite cites cited source sources describe
     describes described indicate indicates indicated article articles outlet agency news text
     am is are was were be been being do does did done has have had having s t al el d ll re ve
     ar ad an as ash az at also as of to in on at by for from with and or but while however its their his her who whom
     which that this these those there it they he she them him than then so such into
     تقرير تقريرا التقرير تقارير التقارير تقريران تقريرين قال قالت قالوا يقول تقول يقولون وقال وقالت ذكر ذكرت يذكر تذكر وذكر وذكرت
     افاد افادت يفيد تفيد وافاد اضاف اضافت يضيف تضيف واضاف واضافت اشار اشارت يشير تشير واشار اورد اوردت يورد تورد نقل نقلت
     ينقل تنقل بحسب وبحسب وفق وفقا ووفقا حسب جاء ورد يرد مصدر مصادر المصدر المصادر وكاله الوكاله صحيفه الصحيفه موقع
     كان كانت كانوا يكون تكون يكونون وكان وكانت تم تمت يتم تتم وتم جري جرت يجري تجري قام قامت قاموا يقوم تقوم
     ان انه انها انهم بان بانه بانها وان قد لقد وقد`,
  ).split(/\s+/),
);

/** Words of the frame ("the report says that …") and auxiliaries: they claim nothing. */
export function isFree(word: Word): boolean {
  return free.has(word.term);
}
