import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { ConfigError, loadConfig, PROJECT_ROOT, readEnvFile, SETTING_NAMES } from '../src/config.ts';

const TOKEN = '123456789:AAinvented-token_for-tests0123456789';

function envFile(t: TestContext, text: string | Buffer): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'rasid-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, '.env');
  writeFileSync(file, text);
  return file;
}

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.message;
  }
  return assert.fail('nothing was refused');
}

test('nothing set: the defaults, folders from the project root', () => {
  assert.deepEqual(loadConfig({}), {
    botToken: null,
    telegramApiRoot: 'https://api.telegram.org',
    reportsDir: path.join(PROJECT_ROOT, 'seeds'),
    reportsDirIsSet: false,
    indexDir: path.join(PROJECT_ROOT, 'index'),
    dataDir: path.join(PROJECT_ROOT, 'data'),
    embeddingModel: 'rasid-concepts',
    logLevel: 'info',
    allowedUsers: [],
    allowedChats: [],
    admins: [],
    webhookUrl: null,
    port: null,
    webhookSecret: null,
    answerLlm: null,
    warnings: [],
  });
});

test('empty and blank count as not set', () => {
  const blank = Object.fromEntries(SETTING_NAMES.map((name, i) => [name, i % 2 ? '' : '  ']));
  assert.deepEqual(loadConfig(blank), loadConfig({}));
});

test('what is set is taken', () => {
  const config = loadConfig({
    BOT_TOKEN: ` ${TOKEN} `,
    TELEGRAM_API_ROOT: 'http://localhost:8081/',
    REPORTS_DIR: 'other/reports',
    INDEX_DIR: '/srv/rasid/index',
    DATA_DIR: '~/rasid',
    EMBEDDING_MODEL: 'Xenova/multilingual-e5-small',
    LOG_LEVEL: 'DEBUG',
    PATH: '/bin',
  });
  assert.equal(config.botToken, TOKEN);
  assert.equal(config.telegramApiRoot, 'http://localhost:8081');
  assert.equal(config.reportsDir, path.join(PROJECT_ROOT, 'other/reports'));
  assert.equal(config.indexDir, '/srv/rasid/index');
  assert.equal(config.dataDir, path.join(homedir(), 'rasid'));
  assert.equal(config.embeddingModel, 'Xenova/multilingual-e5-small');
  assert.equal(config.logLevel, 'debug');
  assert.equal(loadConfig({ EMBEDDING_MODEL: './m' }).embeddingModel, path.join(PROJECT_ROOT, 'm'));
});

test('a wrong value: one sentence with the name, the value and the fix', () => {
  const level = refusal(() => loadConfig({ LOG_LEVEL: 'loud' }));
  assert.match(level, /^LOG_LEVEL is "loud", but it should be one of silent, .*trace; mend it in \.env/);
  const root = refusal(() => loadConfig({ TELEGRAM_API_ROOT: 'ftp://example.org' }));
  assert.match(root, /^TELEGRAM_API_ROOT is "ftp:\/\/example\.org", but it should be an address/);
  const both = refusal(() => loadConfig({ LOG_LEVEL: 'loud', TELEGRAM_API_ROOT: 'here' }));
  assert.equal(both.split('\n').length, 2);
});

test('a token is never shown', () => {
  const secret = 'AAinvented-token_for-tests0123456789';
  const message = refusal(() => loadConfig({ BOT_TOKEN: `12345 ${secret}` }));
  assert.match(message, /^BOT_TOKEN is not valid, but it should be digits, a colon and letters/);
  assert.ok(!message.includes(secret));
});

test('ids of people and groups: separated by commas, each once, of the right sign', () => {
  const config = loadConfig({
    ALLOWED_USERS: '5, 6,،7\t5,',
    ALLOWED_CHATS: '-1001234567890',
    ADMINS: '9007199254740991',
  });
  assert.deepEqual(config.allowedUsers, [5, 6, 7]);
  assert.deepEqual(config.allowedChats, [-1_001_234_567_890]);
  assert.deepEqual(config.admins, [Number.MAX_SAFE_INTEGER]);
  for (const wrong of ['@lian', '-5', '5;6', '0', '1.5', '0x5', '5'.repeat(17)]) {
    assert.match(
      refusal(() => loadConfig({ ADMINS: wrong })),
      /^ADMINS is ".*", but it should be ids of people separated by commas, .*; mend it in \.env/,
    );
  }
  assert.match(
    refusal(() => loadConfig({ ALLOWED_CHATS: '5' })),
    /ids of groups/,
  );
});

test('the webhook: its port has a default, its address is https, its secret is not shown', () => {
  const config = loadConfig({ WEBHOOK_URL: 'https://bot.example.org/t', WEBHOOK_SECRET: 's'.repeat(16) });
  assert.equal(config.webhookUrl, 'https://bot.example.org/t');
  assert.equal(config.webhookSecret, 's'.repeat(16));
  assert.equal(config.port, 8080);
  assert.equal(loadConfig({ PORT: '65535' }).port, 65_535);
  for (const PORT of ['0', '65536', '-1', '80a', '1e3']) {
    assert.match(
      refusal(() => loadConfig({ PORT })),
      /^PORT is ".*", but it should be a port, 1 to 65535/,
    );
  }
  const http = { WEBHOOK_URL: 'http://localhost:8080' };
  assert.match(
    refusal(() => loadConfig(http)),
    /^WEBHOOK_URL .* https/,
  );
  assert.ok(loadConfig({ ...http, TELEGRAM_API_ROOT: 'http://localhost:8081' }));
  const secret = refusal(() => loadConfig({ WEBHOOK_SECRET: 'too short' }));
  assert.match(secret, /^WEBHOOK_SECRET is not valid/);
  assert.ok(!secret.includes('too short'));
});

test('the server of summaries: an address and a model, a time limit; the key is not shown', () => {
  const server = { ANSWER_LLM_URL: 'http://localhost:11434/v1/', ANSWER_LLM_MODEL: 'tiny' };
  const url = 'http://localhost:11434/v1';
  assert.deepEqual(loadConfig(server).answerLlm, { url, model: 'tiny', key: null, timeout: 15_000 });
  const all = { ...server, ANSWER_LLM_KEY: 'sk-1', ANSWER_LLM_TIMEOUT: '120' };
  assert.deepEqual(loadConfig(all).answerLlm, { url, model: 'tiny', key: 'sk-1', timeout: 120_000 });
  const whole = { ...server, ANSWER_LLM_URL: `${url}/chat/completions` };
  assert.equal(loadConfig(whole).answerLlm?.url, url);
  assert.match(
    refusal(() => loadConfig({ ANSWER_LLM_URL: url })),
    /^ANSWER_LLM_URL is set, but ANSWER_LLM_MODEL is not: name the model/,
  );
  for (const ANSWER_LLM_URL of ['localhost', 'ftp://x/', 'http://me:pass@x/v1', 'http://x/v1?key=1']) {
    assert.match(
      refusal(() => loadConfig({ ...server, ANSWER_LLM_URL })),
      /^ANSWER_LLM_URL is ".*", but it should be the address of an OpenAI-compatible server/,
    );
  }
  for (const ANSWER_LLM_TIMEOUT of ['0', '121', '1.5', 'x']) {
    assert.match(
      refusal(() => loadConfig({ ...server, ANSWER_LLM_TIMEOUT })),
      /a number of seconds, 1 to 120/,
    );
  }
  const key = refusal(() => loadConfig({ ...server, ANSWER_LLM_KEY: 'two words' }));
  assert.match(key, /^ANSWER_LLM_KEY is not valid/);
  assert.ok(!key.includes('two words'));
  assert.deepEqual(loadConfig({ ANSWER_LLM_KEY: 'sk-1' }).warnings, [
    'ANSWER_LLM_KEY is set, but ANSWER_LLM_URL is not: without it no summaries are written.',
  ]);
});

test('the precious folder is not inside the one that may be deleted', () => {
  for (const DATA_DIR of ['x', 'x/data']) {
    assert.match(
      refusal(() => loadConfig({ INDEX_DIR: 'x', DATA_DIR })),
      /DATA_DIR .* is inside INDEX_DIR/,
    );
  }
  assert.ok(loadConfig({ INDEX_DIR: 'x', DATA_DIR: 'xdata' }));
  assert.ok(loadConfig({ INDEX_DIR: 'x/index', DATA_DIR: 'x' }));
});

test('any environment gives settings or a ConfigError', () => {
  const env = fc.dictionary(fc.constantFrom(...SETTING_NAMES), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(env, (variables) => {
      try {
        assert.ok(path.isAbsolute(loadConfig(variables).reportsDir));
      } catch (error) {
        assert.ok(error instanceof ConfigError, String(error));
      }
    }),
  );
});

test('a name in the environment that looks misspelt is a warning, others are not ours', () => {
  const { warnings } = loadConfig({ REPORT_DIR: 'x', HOME: '/root', SPORTS: '1' });
  assert.deepEqual(warnings, [
    'REPORT_DIR is set in the environment but is not a setting; did you mean REPORTS_DIR?',
  ]);
  assert.deepEqual(loadConfig({ REPORT_DIR: 'x', REPORTS_DIR: 'y' }).warnings, []);
});

test('.env: read, with a BOM, or missing', (t) => {
  assert.deepEqual(readEnvFile(envFile(t, '\uFEFFLOG_LEVEL=warn # quiet\nREPORTS_DIR="my reports"\n')), {
    LOG_LEVEL: 'warn',
    REPORTS_DIR: 'my reports',
  });
  assert.deepEqual(readEnvFile(`${envFile(t, '')}-missing`), {});
});

test('.env: an unknown name is an error with the nearest setting, or all of them', (t) => {
  const message = refusal(() => readEnvFile(envFile(t, 'BOT_TOKN=1\nbot-token=2\nTOKEN_OF_BOT=3\n')));
  const [first, second, third] = message.split('\n');
  assert.match(first ?? '', /^BOT_TOKN in .*\.env is not a setting; did you mean BOT_TOKEN\?$/);
  assert.match(second ?? '', /^bot-token .* did you mean BOT_TOKEN\?$/);
  assert.match(third ?? '', /^TOKEN_OF_BOT .* remove it \(the settings are BOT_TOKEN, TELEGRAM_API_ROOT,/);
});

test('.env that is a folder is one sentence', (t) => {
  const file = `${envFile(t, '')}.d`;
  mkdirSync(file);
  assert.match(
    refusal(() => readEnvFile(file)),
    /can't be read \(EISDIR\)/,
  );
});

test('.env.example names every setting and is accepted as it is', (t) => {
  const text = readFileSync(path.join(PROJECT_ROOT, '.env.example'), 'utf8');
  assert.deepEqual(loadConfig(readEnvFile(envFile(t, text))), loadConfig({}));
  const open = text.replace(/^# ([A-Z_]+=)/gm, '$1');
  const variables = readEnvFile(envFile(t, open));
  assert.deepEqual(Object.keys(variables).sort(), [...SETTING_NAMES].sort());
  const defaults = { ...loadConfig({}), reportsDirIsSet: true };
  assert.deepEqual(loadConfig(variables), defaults, 'the example shows the defaults');
});
