import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { NewText } from '../../src/alerts/matching.ts';
import { TopicIndex, type TopicVectors } from '../../src/alerts/topic-matcher.ts';
import { Lexicon } from '../../src/language/concepts.ts';
import { cutPassages } from '../../src/reports/passages.ts';

// Invented: no such town, bridge or council exists.
const text =
  'انهار جسر الطاحونة في بلدة مرج الخيل بعد أمطار غزيرة استمرت يومين. وقال المجلس المحلي إن ثلاثة عمال أصيبوا بجروح. ' +
  'ووصلت إلى البلدة صباح الاثنين قافلة مساعدات تحمل الدقيق. وأعلن الطرفان هدنة مدتها أسبوع لإخلاء الجرحى.';

function news(changed?: NewText['changed']): NewText {
  const passages = cutPassages(text).map((span) => ({ ...span, text: text.slice(span.start, span.end) }));
  const base = { reportId: 'r', version: 1, title: 'انهيار جسر في مرج الخيل', text, passages };
  return changed ? { ...base, changed } : base;
}

describe('topics', () => {
  let lexicon: Lexicon;
  before(() => {
    lexicon = Lexicon.load(join(import.meta.dirname, '..', '..', 'models', 'glossary'));
  });
  const index = () => new TopicIndex({ lexicon, weigh: () => 1 });
  const ids = (topics: TopicIndex, of = news()): number[] => topics.match(of).map((m) => m.subscriptionId);

  test('a topic is met in other forms of its words and in English', () => {
    const topics = index();
    topics.add({ id: 1, topic: 'جسور مرج الخيل' });
    topics.add({ id: 2, topic: 'ceasefire' });
    topics.add({ id: 3, topic: 'قوافل المساعدات' });
    topics.add({ id: 4, topic: 'أسعار الذهب' });
    topics.add({ id: 5, topic: 'هدنة في الميناء الشمالي' });
    assert.deepEqual(ids(topics), [1, 2, 3]);
  });

  test('the sentence that says it is quoted', () => {
    const topics = index();
    topics.add({ id: 7, topic: 'ceasefire' });
    const [match] = topics.match(news());
    const [span] = match?.sentences ?? [];
    assert.equal(text.slice(span?.start, span?.end), 'وأعلن الطرفان هدنة مدتها أسبوع لإخلاء الجرحى.');
  });

  test('everything is followed by no topic, nothing after removal, the new topic after a change', () => {
    const topics = index();
    topics.add({ id: 1, topic: null });
    topics.add({ id: 2, topic: 'هدنة' });
    assert.deepEqual(ids(topics), [1, 2]);
    topics.remove(1);
    topics.add({ id: 2, topic: 'أسعار الذهب' });
    topics.remove(99);
    assert.deepEqual(ids(topics), []);
  });

  test('of a changed report only the changed sentences count, and not the title', () => {
    const topics = index();
    topics.add({ id: 1, topic: 'هدنة' });
    topics.add({ id: 2, topic: 'جسر الطاحونة' });
    const start = text.indexOf('وأعلن');
    assert.deepEqual(ids(topics, news([{ start, end: text.length }])), [1]);
  });

  test('the index finds what comparing each topic finds', async () => {
    const topics = index();
    const named = [
      'جسر الطاحونة',
      'المجلس المحلي',
      'truce',
      'aid convoy',
      'أمطار',
      'فيضان',
      'wounded workers',
      'دمشق',
    ];
    for (const [id, topic] of named.entries()) topics.add({ id, topic });
    const reached: number[] = [];
    for (const [id, topic] of named.entries()) {
      const [found] = await topics.scores(topic, [news()]);
      if (found!.score >= 0.65) reached.push(id);
    }
    assert.deepEqual(ids(topics), reached);
  });

  describe('with vectors', () => {
    /** Half of the words are in the invented text. */
    const half = 'انهيار جسر الطاحونة وإغلاق الأسواق والمدارس';
    /** All passages have the vector of the topics, or one at right angles to it. */
    const withVectors = (like: boolean) => {
      const known = new Set<string>();
      const vectors: TopicVectors = {
        topics: async (texts) => texts.map(() => new Float32Array([1, 0])),
        prepare: async (passages) => passages.forEach((passage) => void known.add(passage)),
        passage: (passage) => (known.has(passage) ? new Float32Array(like ? [0.6, 0.8] : [0, 1]) : undefined),
      };
      return new TopicIndex({ lexicon, weigh: () => 3.7, vectors });
    };
    const matched = async (topics: TopicIndex): Promise<number[]> => {
      await topics.prepare(news().passages.map((passage) => passage.text));
      return ids(topics);
    };

    test('a topic of which words are missing is met where the passage as a whole is near', async () => {
      for (const like of [true, false]) {
        const topics = withVectors(like);
        topics.add({ id: 1, topic: half });
        assert.deepEqual(await matched(topics), like ? [1] : []);
        const [found] = await topics.scores(half, [news()]);
        assert.equal(found!.score >= 0.65, like);
      }
    });

    test('a short topic, and one that is said in full, are met wherever their words are', async () => {
      const topics = withVectors(false);
      topics.add({ id: 1, topic: 'جسر الطاحونة' });
      topics.add({ id: 2, topic: 'قافلة مساعدات تحمل الدقيق' });
      assert.deepEqual(await matched(topics), [1, 2]);
    });

    test('the score is 1 only where all of a topic is said, however near the vectors', async () => {
      const near: TopicVectors = {
        topics: async (texts) => texts.map(() => new Float32Array([1])),
        prepare: async () => {},
        passage: () => new Float32Array([1]),
      };
      const topics = new TopicIndex({ lexicon, weigh: () => 3.7, vectors: near });
      const scoreOf = async (topic: string) => (await topics.scores(topic, [news()]))[0]!.score;
      const [some, most, all] = [
        await scoreOf(half),
        await scoreOf('قافلة مساعدات تحمل الدقيق والأسلحة'),
        await scoreOf('قافلة مساعدات تحمل الدقيق'),
      ];
      assert.ok(0.65 < some && some < most && most < 0.999, `${some} ${most}`);
      assert.equal(all, 1);
    });

    test('what is added later has its vector after the next call, what is removed needs none', async () => {
      const topics = withVectors(true);
      topics.add({ id: 1, topic: 'أسعار الذهب' });
      await matched(topics);
      topics.add({ id: 2, topic: half });
      topics.add({ id: 3, topic: half });
      topics.remove(3);
      await topics.prepare([]);
      assert.deepEqual(ids(topics), [2]);
    });
  });
});
