import type { Question } from './question.ts';
import { isFunctionWord, KIND, type Word } from './words.ts';

/** Between a follow-up and the question it goes on from, as shown to the asker. */
const joint = ' — ';

/** More content words than these make a question that stands by itself. */
const mostOwnWords = { afterOpening: 4, withPronoun: 3 };

/** Goes on from what was said: ومن، وأين، وماذا عن …; and, what about. */
const goesOn =
  /^(?:و(?:من|متي|اين|كيف|لماذا|ليش|ماذا|ما|كم|هل|شو|وين|مين|قديش)|(?:و?ماذا|وشو|شو|و?ايش) عن|and|but|what about|how about|also)(?= |$)/;

/** "And X?": another X is asked about, everything else stays. */
const asksOfAnother = /^(?:(?:و?ماذا|وشو|شو|و?ايش) عن|(?:and )?(?:what|how) about)(?= |$)/;

const pronouns =
  /(?:^| )(?:هو|هي|هم|ذلك|هذا|هذه|تلك|هناك|he|she|it|they|him|her|them|his|hers|its|their|that|this|those|these|there|then)(?= |$)/;

/** A pronoun that hangs on the word, in the spelling as typed: a ة is none. */
const attachedPronoun = /(?:ه|ها|هم|هما|هن)$/;

function isFollowUp({ searched, words, spoken }: Question): boolean {
  const line = spoken.map((word) => word.term).join(' ');
  const own = words.filter((word) => !isFunctionWord(word)).length;
  if (goesOn.test(line)) return own <= mostOwnWords.afterOpening;
  if (own === 0) return true;
  if (own > mostOwnWords.withPronoun) return false;
  return (
    pronouns.test(line) || words.some((word) => attachedPronoun.test(searched.slice(word.start, word.end)))
  );
}

const names = KIND.person | KIND.organisation | KIND.place | KIND.nationality;

/**
 * A follow-up completed from the question before it ("And when?" after "Who imposed the truce?"), or `null` when the
 * question stands by itself. Its kind stays that of the follow-up; the words of both are looked for. After "what
 * about X", X takes the place of what it is like in the question before.
 */
export function completeFollowUp(question: Question, previous: Question): Question | null {
  if (!isFollowUp(question)) return null;
  const own = question.words.filter((word) => !isFunctionWord(word));
  const another = asksOfAnother.test(question.spoken.map((word) => word.term).join(' '));
  const kinds = own.reduce((all, word) => all | (word.kinds & names), 0);
  const kept = previous.words.filter(
    (word) => !own.some((o) => o.term === word.term) && !(another && word.kinds & kinds),
  );
  const earlier = previous.text.split(joint).at(-1)!;
  return {
    ...question,
    text: `${question.text}${joint}${earlier}`,
    searched: searchedText(question, previous, kept),
    kind: another ? previous.kind : question.kind,
    wants: another ? previous.wants : question.wants,
    words: [...own, ...kept],
  };
}

/** What the indexes look for: the follow-up, and of the question before it only the words kept. */
function searchedText(question: Question, previous: Question, kept: readonly Word[]): string {
  const words = kept.map((word) => previous.searched.slice(word.start, word.end));
  return [question.searched, ...words].join(' ');
}
