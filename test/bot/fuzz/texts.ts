import type { Random } from './random.ts';

// The towns are invented.
const questions = [
  'من أعلن الهدنة في نهران؟',
  'متى افتتح الجسر؟',
  'ومن قائده؟',
  'Who declared the truce?',
  'and when?',
  'What did the town council of Sallum say about the old market?',
  'ما كلفة الجسر',
];
const commands = [
  '/start',
  '/start access',
  '/start x',
  '/start e_AAAA-_.1.2',
  '/help',
  '/help@rasid_test_bot',
  '/help@another_bot',
  '/ask',
  '/ask من أعلن الهدنة؟',
  '/search',
  '/search الجسر',
  '/search <b>&',
  '/reports',
  '/language',
  '/privacy',
  '/forget',
  '/stats',
  '/nonsense',
  '/',
  '//',
];
const pieces = [
  '<b>',
  '</b>',
  '<a href="tg://x">',
  '&lt;',
  '&#0;',
  '<blockquote>',
  '\u202e',
  '\u2066',
  '\u2069',
  '\u200f',
  '\u0000',
  '\ud800',
  '\udc00',
  '👨‍👩‍👧‍👦',
  '🇸🇾',
  'e\u0301\u0301\u0301',
  'مُحَمَّدٌ',
  'ـــــ',
  '@rasid_test_bot',
  'https://a.example/?a=1&b=<',
  '\n\n',
  '\t',
  '؟',
  '%s',
  '{ $n }',
  "'; drop table chats; --",
  '../../',
];

/** A text as people, or those who want to break something, send it. */
export function someText(random: Random): string {
  const kind = random.fraction();
  if (kind < 0.35) return random.pick(questions);
  if (kind < 0.6) return random.pick(commands);
  if (kind < 0.64) return '';
  if (kind < 0.66) return random.pick(pieces).repeat(1 + random.below(30_000));
  if (kind < 0.7) return 'كلمة '.repeat(1 + random.below(2000));
  return Array.from({ length: 1 + random.below(30) }, () =>
    random.chance(0.5) ? random.pick(pieces) : random.pick(questions).slice(0, random.below(20)),
  ).join(random.chance(0.5) ? ' ' : '');
}
