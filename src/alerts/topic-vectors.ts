import type { RecentVectors } from '../embedding/recent-vectors.ts';
import type { TopicVectors } from './topic-matcher.ts';

/** The model that the weights of `topic-score.ts` were fitted to: cosines of others lie elsewhere. */
const FITTED_MODEL = 'rasid-concepts@';

/** Vectors for topics, by the model that the index uses; `undefined` where their score knows nothing of it. */
export function topicVectors(embedder: RecentVectors): TopicVectors | undefined {
  if (!embedder.model.startsWith(FITTED_MODEL)) return undefined;
  return {
    topics: (texts) => embedder.embed(texts, 'query'),
    async prepare(passages) {
      await embedder.embed(passages, 'passage');
    },
    passage: (text) => embedder.recall(text),
  };
}
