import fc from 'fast-check';

/** One code unit or word at a time: what Arabic and English texts hold, and what no text should. */
const pieces = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('هدنة', 'والهُدنة', 'إطلاق', 'truce', 'Rima', 'É', 'ب', 'ـ', 'بـHTS', 'ى') },
  { weight: 2, arbitrary: fc.constantFrom('3', '1,200', '٣٫٥', '12.03.2024', '2019', 'F16', '5كم', '.', ',', '،') },
  { weight: 3, arbitrary: fc.constantFrom(' ', '\n', '؟', '"', '\u200f', '\u202b', '\u0651', '\u064b', '\ufeff', '\u00ad') },
  { weight: 2, arbitrary: fc.constantFrom('ﺍﻟﻬﺪﻧﺔ', 'ﻻ', 'ﬁ', 'ﹰ', 'ﷲ', 'ﷺ', '\ufd3e', '\ufdd0') },
  { weight: 1, arbitrary: fc.constantFrom('ووووو', 'sooo', '\ud800', '\udc00', '😀', '\0', '\u0007', '停火', 'Ωμ') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
); // biome-ignore format: one kind of piece a line

/** Any text: words of both scripts, numbers, marks, presentation forms, controls, lone surrogates. */
export const anyText: fc.Arbitrary<string> = fc
  .array(pieces, { maxLength: 24 })
  .map((parts) => parts.join(''));

/** The same texts in every run. */
export const runs = { seed: 20_240_312, numRuns: 500 };
