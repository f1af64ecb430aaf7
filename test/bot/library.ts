// A small shelf of invented reports about made-up towns, in a real database; only the ranking is a stand-in.

import { createHash } from 'node:crypto';
import type { Answer, Citation } from '../../src/answering/answer.ts';
import type { BotServices } from '../../src/bot/services.ts';
import { CUTTING, cutPassages } from '../../src/reports/passages.ts';
import type { Report } from '../../src/reports/report.ts';
import type { FoundPassage } from '../../src/retrieval/find-passages.ts';
import type { Database } from '../../src/store/database.ts';
import { ReportStore } from '../../src/store/reports.ts';
import type { NewsHook } from '../../src/store/writing.ts';

/** A sentence that no other has, with a number in it. */
const filler = (n: number) =>
  `وقال شاهد رقم ${n} من أهالي البلدة إن الجسر القديم ظل مغلقاً في ذلك اليوم، وإن الناس عبروا النهر بالقوارب الصغيرة حتى المساء.`;

/** Paths of the reports, newest first. */
export const paths = {
  bridge: 'bridge.txt',
  truce: 'truce.txt',
  market: 'market.txt',
  harvest: 'harvest.txt',
  school: 'school.txt',
  wells: 'wells.txt',
  road: 'road.txt',
  undated: 'undated.txt',
};

type Draft = Pick<Report, 'path' | 'title' | 'text'> & Partial<Report>;

const drafts: readonly Draft[] = [
  {
    path: paths.bridge,
    title: 'افتتاح جسر نهران بعد عامين',
    source: 'وكالة نهران',
    url: 'https://nahran.example/bridge?a=1&b=2',
    date: '2031-05-04',
    text: [
      'افتتح مجلس بلدة نهران الجسر الجديد صباح الأحد.',
      ...Array.from({ length: 24 }, (_, i) => filler(i + 1)),
      'وقالت رئيسة المجلس سلمى العاصي إن كلفة الجسر بلغت أربعة ملايين.',
    ].join(' '),
  },
  {
    path: paths.truce,
    title: 'هدنة بين عشيرتين قرب سلّوم',
    source: 'صوت الوادي',
    url: 'https://wadi.example/truce',
    date: '2031-05-03T18:30:00Z',
    text: 'اتفق وجهاء العشيرتين على هدنة مدتها ثلاثة أيام. وتعهد الطرفان بفتح الطريق إلى سلّوم. ولم يعلّق مجلس البلدة على الاتفاق.',
  },
  {
    path: paths.market,
    title: 'Fire closes the Sallum market',
    source: 'Valley Courier',
    url: null,
    date: '2031-05-02',
    language: 'en',
    text: 'A fire closed the old market of Sallum on Friday. Nobody was hurt. The town council said the market would open again in ten days.',
  },
  ...(['harvest', 'school', 'wells', 'road'] as const).map((name, i) => ({
    path: paths[name],
    title: `خبر من بلدة كَرْمين رقم ${i + 1}`,
    source: 'وكالة نهران',
    date: `2031-04-${String(20 - i)}`,
    text: `تحدث أهالي كرمين عن ${['موسم القمح', 'المدرسة الجديدة', 'الآبار الثلاث', 'الطريق الجبلي'][i]}. وانتهى اللقاء مساءً.`,
  })),
  {
    path: paths.undated,
    title: 'تقرير بلا تاريخ',
    text: 'هذا نص قصير من بلدة ميرا.',
  },
];

/** The id of a report by its path. */
export function reportId(path: string): string {
  return createHash('sha256').update(path).digest('base64url').slice(0, 12);
}

/** The whole of a draft, ready to be written. */
export function reportOf(draft: Draft): Report {
  return {
    id: reportId(draft.path),
    hash: createHash('sha256').update(draft.text).digest('hex'),
    source: null,
    url: null,
    date: null,
    language: 'ar',
    ...draft,
  };
}

/** What the bot reads of a shelf. */
export type LibraryServices = Pick<
  BotServices,
  'ask' | 'search' | 'preview' | 'excerpt' | 'excerptAt' | 'reports' | 'report' | 'collection'
>;

/** The invented reports, and services that find in them by whole words. */
export interface Library {
  readonly store: ReportStore;
  readonly services: LibraryServices;
  /** What the bot asked, in order. */
  readonly asked: { question: string; options: Parameters<BotServices['ask']>[1] }[];
  /** Replaces a report, or adds it. */
  write(draft: Draft): Promise<void>;
  withdraw(path: string): Promise<void>;
}

/** Writes the reports into a database. */
export async function openLibrary(
  db: Database,
  { now, onNews }: { readonly now: () => number; readonly onNews: NewsHook },
): Promise<Library> {
  // Reports without a date are listed by the time at which they came.
  let later = 0;
  const store = new ReportStore(db, CUTTING, () => now() + later, onNews);
  const asked: Library['asked'] = [];
  const write = async (...all: readonly Draft[]) => {
    const upsert = all.map((draft) => ({
      report: reportOf(draft),
      passages: cutPassages(draft.text),
      stat: null,
    }));
    await store.apply({ upsert });
  };
  for (const draft of [...drafts].reverse()) {
    await write(draft);
    later += 1;
  }
  later = 0;

  const find = async (text: string, only: string | undefined): Promise<FoundPassage[]> => {
    const words = wordsOf(text);
    const found: (FoundPassage & { score: number })[] = [];
    for (const passage of (await store.passages(await store.passageIds())).values()) {
      if (only !== undefined && passage.reportId !== only) continue;
      for (const sentence of passage.sentences) {
        const said = new Set(
          wordsOf(passage.text.slice(sentence.start - passage.start, sentence.end - passage.start)),
        );
        const score = words.filter((word) => said.has(word)).length;
        if (score > 0) found.push({ passage, sentence, score });
      }
    }
    found.sort(
      (a, b) => b.score - a.score || a.passage.id - b.passage.id || a.sentence.start - b.sentence.start,
    );
    return [...new Map(found.reverse().map((one) => [one.passage.id, one])).values()].sort(
      (a, b) => b.score - a.score || a.passage.id - b.passage.id,
    );
  };

  return {
    store,
    asked,
    write: (draft) => write(draft),
    withdraw: async (path) => {
      await store.apply({ withdraw: [reportId(path)] });
    },
    services: {
      async ask(question, options) {
        asked.push({ question, options });
        return answerOf(question, options, (await find(question, options?.reportId))[0]);
      },
      async search(text, { offset, limit, reportId: only, except = [] }) {
        const all = (await find(text, only)).filter(({ passage }) => !except.includes(passage.id));
        return { total: all.length, passages: all.slice(offset, offset + limit) };
      },
      preview: async (topic, limit) => (await find(topic ?? 'بلدة', undefined)).slice(0, limit),
      excerpt: (place) => store.excerpt(place),
      excerptAt: (at) => store.excerptAt(at),
      reports: async (page) => ({
        total: (await store.counts()).reports,
        reports: await store.reports(page),
      }),
      report: (id) => store.report(id),
      collection: async () => ({ reports: (await store.counts()).reports, reading: false }),
    },
  };
}

/** Words of three letters and more without the commonest prefixes, cut to four letters. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]{3,}/gu) ?? [];
  return words.map((word) => word.replace(/^(?:و?ال|بال|لل)/, '').slice(0, 4));
}

/** The best sentence as an answer. A question that begins with و is taken for a follow-up of the one before. */
function answerOf(
  question: string,
  options: Parameters<BotServices['ask']>[1],
  found: FoundPassage | undefined,
): Answer {
  const previous = options?.previous;
  const base = {
    question,
    understoodAs: /^(و|and )/i.test(question) && previous ? `${question} (${previous.question})` : null,
    language: /[\u0600-\u06ff]/.test(question) ? 'ar' : 'en',
    confidence: found ? 0.9 : 0,
  } as const;
  if (!found) return { ...base, outcome: 'none', sentences: [], citations: [] };
  const { passage, sentence } = found;
  const { id, version, title, source, url, date } = passage.report;
  const citation: Citation = {
    ...{ n: 1, reportId: id, version, title, source, url, date },
    ...{ start: sentence.start, end: sentence.end },
    ...{ passageId: passage.id, passageStart: passage.start, passage: passage.text },
  };
  const text = passage.text.slice(sentence.start - passage.start, sentence.end - passage.start);
  return { ...base, outcome: 'answer', sentences: [{ text, citations: [1] }], citations: [citation] };
}
