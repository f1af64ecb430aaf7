import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { NewText } from '../../src/alerts/matching.ts';
import { TopicIndex } from '../../src/alerts/topic-matcher.ts';
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

  test('the index finds what comparing each topic finds', () => {
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
    const expected = [...named.keys()].filter((id) => topics.score(named[id]!, news()).score >= 0.65);
    assert.deepEqual(ids(topics), expected);
  });
});
