// `npm run screens`: asks the bot about the seed report, for real, and draws the chat as a phone shows it.
// Needs Chromium (`CHROMIUM`, default: chromium on the PATH) and fonts with Arabic letters; downloads nothing.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { openRasid } from '../../src/app.ts';
import { createBot } from '../../src/bot/bot.ts';
import { startPolling } from '../../src/bot/polling.ts';
import { loadConfig } from '../../src/config.ts';
import { createProgress } from '../../src/progress.ts';
import { BotApiServer } from '../telegram/bot-api-server.ts';
import { chatPage, WIDTH } from './page.ts';

const run = promisify(execFile);
const chromium = process.env.CHROMIUM ?? 'chromium';
const folder = mkdtempSync(path.join(tmpdir(), 'rasid-screens-'));

/** One chat each: a question and its answer; then the source that a button shows, or a question without an answer. */
const exchanges = [
  { name: 'arabic', language: 'ar', question: 'من فرض الهدنة؟', after: null, title: 'راصد', status: 'بوت' },
  {
    name: 'english',
    language: 'en',
    question: 'Who leads the Deir ez-Zor Military Council?',
    after: 'How many people live in Damascus?',
    title: 'Rasid',
    status: 'bot',
  },
] as const;

const config = loadConfig({ DATA_DIR: path.join(folder, 'data'), INDEX_DIR: path.join(folder, 'index') });
const log = pino({ level: 'silent' });
const rasid = await openRasid(config, { log, progress: createProgress(process.stderr) });
const server = await BotApiServer.start({ guard: 60_000 });
const bot = createBot({ token: server.token, apiRoot: server.apiRoot, services: { ...rasid, log } });
const polling = startPolling(bot, { log, accepted: rasid.accepted });
try {
  await rasid.ingest();
  for (const { name, language, question, after, title, status } of exchanges) {
    const person = server.user({ first_name: 'Person', language_code: language });
    person.sends(question);
    const answer = await person.hears();
    if (after !== null) person.sends(after);
    else await person.presses(answer, answer.reply_markup?.inline_keyboard[0]?.[0]?.text ?? '');
    await person.hears();
    const { messages } = person.chat;
    const direction = language === 'ar' ? 'rtl' : 'ltr';
    const page = path.join(folder, `${name}.html`);
    writeFileSync(page, chatPage({ direction, title, status, messages, botId: server.world.me.id }));
    const image = path.join(import.meta.dirname, `${name}.png`);
    await draw(page, image);
    process.stdout.write(`${path.relative(process.cwd(), image)}: ${statSync(image).size} bytes\n`);
  }
} finally {
  await polling.stop();
  await server.close();
  await rasid.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Draws a page as high as it is, as sharp as keeps the file small. */
async function draw(page: string, image: string): Promise<void> {
  const flags = [
    '--headless=new',
    '--disable-gpu',
    '--hide-scrollbars',
    `--user-data-dir=${path.join(folder, 'browser')}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  // Chromium's screenshot is as high as its window: the page tells its height first.
  const measured = `${page}.measured.html`;
  const script = '<script>document.documentElement.dataset.height = document.body.scrollHeight</script>';
  writeFileSync(measured, readFileSync(page, 'utf8').replace('</body>', `${script}</body>`));
  const { stdout } = await run(chromium, [
    ...flags,
    `--window-size=${WIDTH},400`,
    '--dump-dom',
    `file://${measured}`,
  ]);
  const height = Number(/data-height="(\d+)"/.exec(stdout)?.[1] ?? 1000);
  await run(chromium, [
    ...flags,
    '--force-device-scale-factor=1.4',
    `--window-size=${WIDTH},${height}`,
    `--screenshot=${image}`,
    `file://${page}`,
  ]);
}
