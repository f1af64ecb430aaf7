import { normalise } from './normalise.ts';

/** What people say to each other besides asking, and in which language. */
export interface Courtesy {
  readonly kind: 'greeting' | 'thanks';
  readonly language: 'ar' | 'en';
}

// In the spelling of `normalise`; Arabic also in Latin letters.
const phrases: Readonly<Record<Courtesy['kind'], Readonly<Record<Courtesy['language'], string>>>> = {
  greeting: {
    ar: `مرحبا|مرحبتين|اهلا|اهلا وسهلا|اهلين|هلا|هلو|يا هلا|سلام|السلام عليكم|سلام عليكم|السلام عليكم ورحمه الله|السلام عليكم ورحمه الله وبركاته
      |صباح الخير|صباح النور|مساء الخير|مساء النور|تحيه|تحياتي|كيف حالك|كيف الحال|كيفك|شلونك|ازيك|marhaba|mar7aba|salam|salam alaykom|salam alaikum`,
    en: 'hello|hello there|hi|hi there|hey|good morning|good afternoon|good evening|greetings|how are you',
  },
  thanks: {
    ar: `شكرا|شكرا لك|شكرا لكم|شكرا جزيلا|شكرا جزيلا لك|الشكر لك|جزيل الشكر|الف شكر|اشكرك|مشكور|مشكوره|مشكورين|تسلم|يسلمو|يسلموا|يعطيك العافيه
      |الله يعطيك العافيه|بارك الله فيك|جزاك الله خيرا|شكرا راصد|shukran|choukran`,
    en: 'thanks|thanks a lot|many thanks|thank you|thank you so much|thank you very much|thx|cheers',
  },
};

const known = new Map<string, Courtesy>(
  (['greeting', 'thanks'] as const).flatMap((kind) =>
    (['ar', 'en'] as const).flatMap((language) =>
      phrases[kind][language].split('|').map((phrase) => [phrase.trim(), { kind, language }] as const),
    ),
  ),
);

/** Longest of them, in words. */
const longest = Math.max(...[...known.keys()].map((phrase) => phrase.split(' ').length));

/**
 * The courtesy that a text is, when it is nothing else: "Hello!", «السلام عليكم، صباح الخير». Of several the last counts.
 * `null` for any other text, also one that goes on with a question.
 */
export function courtesyOf(text: string): Courtesy | null {
  const words = normalise(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  let found: Courtesy | null = null;
  for (let at = 0; at < words.length; ) {
    let length = Math.min(longest, words.length - at);
    while (length > 0 && !known.has(words.slice(at, at + length).join(' '))) length--;
    if (length === 0) return null;
    found = known.get(words.slice(at, at + length).join(' ')) ?? null;
    at += length;
  }
  return found;
}
