import type { NewText, TopicMatch, TopicMatcher } from '../../src/alerts/matching.ts';

/** A stand-in for the real matcher: a sentence matches a topic that it contains, letter for letter. */
export class WordMatcher implements TopicMatcher {
  readonly topics = new Map<number, string | null>();

  add({ id, topic }: { id: number; topic: string | null }): void {
    this.topics.set(id, topic);
  }

  remove(id: number): void {
    this.topics.delete(id);
  }

  match({ text, passages, changed }: NewText): TopicMatch[] {
    const all = changed ?? passages.flatMap((passage) => passage.sentences);
    const matches: TopicMatch[] = [];
    for (const [subscriptionId, topic] of this.topics) {
      const sentences = all.filter(
        ({ start, end }) => topic === null || text.slice(start, end).includes(topic),
      );
      if (sentences.length > 0) matches.push({ subscriptionId, score: sentences.length, sentences });
    }
    return matches;
  }
}
