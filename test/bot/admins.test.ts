import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { createAlerts } from '../../src/alerts/alerts.ts';
import { formatDuration, formatSize } from '../../src/bot/admins/stats-view.ts';
import { loadConfig } from '../../src/config.ts';
import { ingestFiles } from '../../src/ingest/ingest.ts';
import { IngestQueue } from '../../src/ingest/ingest-queue.ts';
import { ReportsFolder } from '../../src/ingest/reports-folder.ts';
import { NO_PROGRESS } from '../../src/progress.ts';
import { CUTTING } from '../../src/reports/passages.ts';
import { MAX_REPORT_BYTES } from '../../src/reports/readers.ts';
import { AcceptedUpdates } from '../../src/store/accepted-updates.ts';
import { ConversationStore } from '../../src/store/conversations.ts';
import { openDatabase } from '../../src/store/database.ts';
import { ReportStore } from '../../src/store/reports.ts';
import { createUpkeep } from '../../src/upkeep.ts';
import { WordMatcher } from '../alerts/word-matcher.ts';
import { plain, runBot } from './fixtures.ts';

const arabicAdmin = { first_name: 'سلمى', language_code: 'ar', id: 900 };
const englishAdmin = { first_name: 'Mira', language_code: 'en', id: 901 };
const access = { admins: [900, 901] };

/** A bot over a real store and a reports folder of its own, without indexes. */
async function runWithFolder(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'rasid-admin-'));
  const reports = join(folder, 'reports');
  mkdirSync(reports);
  const config = loadConfig({
    REPORTS_DIR: reports,
    DATA_DIR: join(folder, 'data'),
    INDEX_DIR: join(folder, 'index'),
  });
  const database = await openDatabase(config.dataDir);
  const alerts = createAlerts({ database, matcher: new WordMatcher() });
  const store = new ReportStore(database, CUTTING, Date.now, alerts.onNews);
  const queue = new IngestQueue();
  const upkeep = createUpkeep({
    reportsFolder: new ReportsFolder(store, { folder: config.reportsDir, isSet: true }),
    config,
    database,
    store,
    conversations: new ConversationStore(database),
    accepted: new AcceptedUpdates(database),
    alerts,
    queue,
    indexed: () => 1,
    ingestFile: (path) =>
      queue.run(() =>
        ingestFiles([path], { folder: reports, store, indexes: [], progress: NO_PROGRESS, warn: () => {} }),
      ),
  });
  const bot = await runBot({ ...upkeep }, { access });
  t.after(async () => {
    await bot[Symbol.asyncDispose]();
    await database.destroy();
    rmSync(folder, { recursive: true, force: true });
  });
  return { bot, reports, upkeep };
}

// An invented report of a made-up town.
const file = (name: string, text: string) => ({ name, type: 'text/plain', bytes: Buffer.from(text) });

describe('a report file from an admin', () => {
  test('is alerted like any other, and another that is being written meanwhile is not read', async (t) => {
    const { bot, reports, upkeep } = await runWithFolder(t);
    const salma = bot.server.user(arabicAdmin);
    await upkeep.following.follow({
      ...{ chatId: 5, threadId: null, createdBy: 5, topic: 'هدنة', name: 'هدنة', locale: 'ar' },
    });
    writeFileSync(join(reports, 'half.txt'), 'أعلنت بلدة تل الورد هدنة، وقال مجلسها إن');
    salma.sendsFile(file('هدنة نهران.txt', 'أعلنت بلدة نهران هدنة. ورحب بها الأهالي.'));
    assert.match(plain((await salma.hears()).text), /لديّ الآن تقرير واحد/);
    assert.equal((await upkeep.stats()).waiting, 1);
  });

  test('is ingested and summed up; another of its name only after a question', async (t) => {
    const { bot, reports } = await runWithFolder(t);
    const salma = bot.server.user(arabicAdmin);
    const first = salma.sendsFile(file('../هدنة نهران.txt', 'أعلنت بلدة نهران هدنة. ورحب بها الأهالي.'));
    const added = await salma.hears();
    assert.equal(added.reply_to_message?.message_id, first.message_id);
    assert.equal(
      plain(added.text),
      'أعلنت بلدة نهران هدنة.\nأُضيف باسم «هدنة نهران.txt»، وفيه مقطع واحد.\nلديّ الآن تقرير واحد.',
    );
    salma.sendsFile(file('هدنة نهران.txt', 'أعلنت بلدة نهران هدنة. ورحب بها الأهالي.'));
    assert.match(plain((await salma.hears()).text), /^هذا التقرير لديّ من قبل: «هدنة نهران\.txt»/);

    const other = salma.sendsFile(file('هدنة نهران.txt', 'انتهت الهدنة في بلدة نهران.'));
    const question = await salma.hears();
    assert.match(plain(question.text), /^لديّ تقرير آخر اسمه «هدنة نهران\.txt»/);
    assert.equal(question.reply_to_message?.message_id, other.message_id);
    assert.match(readFileSync(join(reports, 'هدنة نهران.txt'), 'utf8'), /^أعلنت/);
    await salma.presses(question, 'احتفظ بالاثنين');
    assert.match(plain((await salma.chat.seesEdit()).text), /هدنة نهران \(2\)\.txt.*\nلديّ الآن تقريران/s);

    salma.sendsFile(file('هدنة نهران.txt', 'تجددت الهدنة في بلدة نهران.'));
    await salma.presses(await salma.hears(), 'استبدِله');
    assert.match(plain((await salma.chat.seesEdit()).text), /^تجددت الهدنة في بلدة نهران\.\nاستُبدل «هدنة/);
    assert.match(readFileSync(join(reports, 'هدنة نهران.txt'), 'utf8'), /^تجددت/);
    salma.sendsFile(file('هدنة نهران.txt', 'ألغيت الهدنة.'));
    await salma.presses(await salma.hears(), 'لا هذا ولا ذاك');
    assert.match((await salma.chat.seesEdit()).text, /^بقي التقرير كما كان/);
  });

  test('that gives no report is refused in the words of the admin', async (t) => {
    const { bot, reports } = await runWithFolder(t);
    const mira = bot.server.user(englishAdmin);
    const refusal = async (sent: Parameters<typeof mira.sendsFile>[0]) => {
      mira.sendsFile(sent);
      return (await mira.hears()).text;
    };
    assert.match(await refusal(file('a.pdf', 'x')), /^I read reports as \.txt, \.md and \.html/);
    assert.match(await refusal(file('a.txt', ' \n')), /^There is no text in this file/);
    assert.match(await refusal(file('….txt', 'Town.')), /^This file's name holds no letters/);
    assert.match(await refusal(file('a.md', '---\ntitle: [\n---\nTown.')), /^The lines between ---/);
    const huge = { name: 'a.txt', type: 'text/plain', bytes: Buffer.alloc(MAX_REPORT_BYTES + 1, 'a ') };
    assert.match(await refusal(huge), /^This file is too large/);
    if (process.getuid?.() !== 0) {
      chmodSync(reports, 0o500);
      assert.match(
        await refusal(file('a.txt', 'Town.')),
        /^I may not write into the reports folder \(EACCES\)/,
      );
      chmodSync(reports, 0o700);
    }
    // The size that Telegram tells of a file need not be true.
    const id = bot.server.world.keepFile({ ...huge, bytes: huge.bytes.subarray(0, 21 * 1024 * 1024) });
    mira.sendsOther({ document: { file_id: id, file_unique_id: id, file_name: 'a.txt', file_size: 5 } });
    assert.match((await mira.hears()).text, /^This file is too large/);
    assert.equal(existsSync(join(reports, 'a.txt')), false);
  });

  test('from anybody else gets one friendly line', async (t) => {
    const { bot, reports } = await runWithFolder(t);
    const lian = bot.server.user({ first_name: 'ليان', language_code: 'ar' });
    lian.sendsFile(file('a.txt', 'بلدة نهران.'));
    assert.match((await lian.hears()).text, /^أقرأ النصوص وحدها/);
    assert.equal(existsSync(join(reports, 'a.txt')), false);
  });
});

test('/stats gives counts to admins, in private, and nobody else', async (t) => {
  const { bot, upkeep } = await runWithFolder(t);
  const mira = bot.server.user(englishAdmin);
  await upkeep.chats.countQuestion();
  mira.sendsFile(file('a.txt', 'The town of Nahran has a bridge.'));
  await mira.hears();
  mira.sends('/stats');
  const { text } = await mira.hears();
  assert.match(
    plain(text),
    /^Rasid in numbers\nReports: 1, passages: 1\nWithdrawn reports: 0\nChats: 1\nQuestions today: 1, in all: 1\nTopics followed: 0, alerts waiting: 0\nRunning for \d+ minutes?\nMemory: [\d.,]+ MB\nDatabase: [\d.]+ MB, indexes: 0 MB$/,
  );
  const lian = bot.server.user({ first_name: 'ليان', language_code: 'ar' });
  lian.sends('/stats');
  assert.match((await lian.hears()).text, /^لا أعرف هذا الأمر/);
});

test('durations and sizes are written as people say them', () => {
  const hour = 3_600_000;
  assert.equal(formatDuration(59_000, 'en'), '0 minutes');
  assert.equal(formatDuration(50 * hour, 'en'), '2 days and 2 hours');
  assert.equal(formatDuration(3 * hour, 'ar'), '3 ساعات');
  assert.equal(plain(formatDuration(hour * 2 + 60_000, 'ar')), 'ساعتان ودقيقة');
  assert.equal(formatDuration(48 * hour, 'ar'), 'يومان');
  assert.equal(formatSize(3.25 * 2 ** 20, 'en'), '3.3 MB');
  assert.equal(formatSize(12 * 2 ** 20, 'ar'), '12 ميغابايت');
});
