import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evidenceFeatures, weighEvidence } from '../../src/answering/evidence.ts';
import type { SearchHit, SearchResult } from '../../src/retrieval/search.ts';
import { ranked } from './ranked.ts';

// The towns and events are invented.

/** A search that found the passages of some sentences, best first by the scores given. */
function searchOf(sentences: ReturnType<typeof ranked>, scores: readonly number[]) {
  const found = [...new Set(sentences.map(({ hit }) => hit))];
  const hits = found.map((hit, i) => Object.assign(hit, { score: scores[i]!, belief: 0.5 }) as SearchHit);
  return { search: { hits } as unknown as SearchResult, hits };
}

const model = { passage: 1, belief: 1, best: 0 };

describe('weighEvidence', () => {
  it('puts a passage whose sentence answers before one that is only about the subject', () => {
    const sentences = ranked(
      ['answers', null, { 'هدنة لثلاثة أيام': 0.9 }],
      ['subject', null, { 'عن الهدنة': 0.1 }],
    ).reverse();
    const { search } = searchOf(sentences, [1, 0]);
    assert.equal(search.hits[0]?.reading.passage.reportId, 'subject');
    const weighed = weighEvidence(search, sentences, model);
    assert.deepEqual(
      weighed.search.hits.map((hit) => hit.reading.passage.reportId),
      ['answers', 'subject'],
    );
    const beliefs = weighed.search.hits.map(({ belief }) => belief);
    assert.ok(Math.abs(beliefs[0]! + beliefs[1]! - 1) < 1e-9 && beliefs[0]! > beliefs[1]!);
  });

  it('keeps the ranking of sentences, each in its passage of the new search', () => {
    const sentences = ranked(['a', null, { 'هدنة أولى': 0.5, 'هدنة ثانية': 0.2 }], ['b', null, { جسر: 0.3 }]);
    const { search } = searchOf(sentences, [0, 0]);
    const weighed = weighEvidence(search, sentences, model);
    assert.deepEqual(
      weighed.sentences.map(({ sentence }) => sentence.text),
      sentences.map(({ sentence }) => sentence.text),
    );
    for (const { hit } of weighed.sentences) assert.ok(weighed.search.hits.includes(hit));
  });

  it('knows the least of a passage whose sentences were not read', () => {
    const sentences = ranked(['a', null, { هدنة: 1 }], ['b', null, { جسر: 0 }]);
    const { search } = searchOf(sentences, [2, 1]);
    const [, unread] = evidenceFeatures(search, sentences.slice(0, 1));
    assert.deepEqual(unread, { passage: -1, belief: Math.log(1e-4), best: -8 });
  });
});
