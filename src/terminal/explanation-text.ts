import type { Consideration } from '../answering/answerer.ts';

const shown = 5;

/** Why an answer is what it is: the question as understood, the best passages and sentences, the confidence. */
export function explanationText({ question, search, sentences, ...decided }: Consideration): string {
  const words = search.query.map(({ word, weight }) => `${word.term} ${weight.toFixed(1)}`);
  const passages = search.hits
    .slice(0, shown)
    .map(
      (hit, i) =>
        `  ${i + 1}. passage ${hit.reading.passage.id} of ${hit.reading.passage.report.path}` +
        ` belief ${hit.belief.toFixed(3)} score ${hit.score.toFixed(2)}\n     ${partsText(hit.parts)}`,
    );
  const ranked = sentences
    .slice(0, shown)
    .map(
      (s, i) =>
        `  ${i + 1}. belief ${s.belief.toFixed(3)} score ${s.score.toFixed(2)} ${s.sentence.text}\n     ${partsText(s.parts)}`,
    );
  return [
    `kind: ${question.kind}, language: ${question.language}`,
    `words and weights: ${words.join(', ')}`,
    'passages:',
    ...passages,
    'sentences:',
    ...ranked,
    `confidence: ${decided.confidence.toFixed(3)} → ${decided.outcome}`,
    `     ${partsText(decided.confidenceParts)}`,
  ].join('\n');
}

function partsText(parts: Readonly<Record<string, number>>): string {
  return Object.entries(parts)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${name} ${Number(value.toFixed(3))}`)
    .join(' · ');
}
