import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { ConfigError, loadConfig, readEnvFile } from '../../src/config.ts';
import { instance, run } from './rasid.ts';

describe('the command line', { concurrency: 2 }, () => {
  const here = instance();
  after(() => here.remove());
  const aFile = path.join(here.root, 'a-file');
  writeFileSync(aFile, '');

  const wrongSettings: readonly (readonly [settings: Record<string, string>, wanted: RegExp])[] = [
    [{ BOT_TOKEN: 'no token, a secret' }, /^BOT_TOKEN is not valid, but it should be digits, .*@BotFather/],
    [{ LOG_LEVEL: 'loud', PORT: '0' }, /^LOG_LEVEL is "loud", but .*silent.*\nPORT is "0", but .*65535/],
    [{ TELEGRAM_API_ROOT: 'telegram' }, /^TELEGRAM_API_ROOT is "telegram", but it should be an address/],
    [{ DATA_DIR: path.join(here.index, 'data') }, /^DATA_DIR .* is inside INDEX_DIR/],
    [{ EMBEDDING_MODEL: './no-model' }, /^EMBEDDING_MODEL is .*no-model", but there is no folder/],
    [
      { DATA_DIR: aFile },
      /^The database .* can't be opened \(E\w+\): DATA_DIR, now .*a-file, must be a folder/,
    ],
    [
      { INDEX_DIR: aFile },
      /^The index folder can't be used \(E\w+\): INDEX_DIR, now .*a-file, must be a folder/,
    ],
  ];
  for (const [settings, wanted] of wrongSettings) {
    test(`a wrong ${Object.keys(settings).join(' and ')} is said in a sentence`, async () => {
      const { code, stdout, stderr } = await run(here, ['ingest'], settings);
      assert.equal(code, 1);
      assert.equal(stdout, '');
      assert.match(stderr, wanted);
      assert.equal(stderr.trimEnd().split('\n').length, Object.keys(settings).length, stderr);
      assert.doesNotMatch(stderr, /a secret/);
    });
  }

  test('a misspelt name in .env is said with the name that was meant; the environment goes first', () => {
    const file = path.join(here.root, '.env');
    writeFileSync(file, '\uFEFFBOT_TOKN=7000000001:secret\n');
    assert.throws(
      () => readEnvFile(file),
      (error: unknown) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, /^BOT_TOKN in .*\.env is not a setting; did you mean BOT_TOKEN\?$/);
        return true;
      },
    );
    writeFileSync(file, '# folders\nREPORTS_DIR = "reports" # ours\nLOG_LEVEL=debug\n');
    const config = loadConfig({ ...readEnvFile(file), LOG_LEVEL: 'warn' });
    assert.equal(path.basename(config.reportsDir), 'reports');
    assert.equal(config.logLevel, 'warn');
    mkdirSync(path.join(here.root, 'folder.env'));
    assert.throws(() => readEnvFile(path.join(here.root, 'folder.env')), /can't be read \(EISDIR\)/);
  });

  const misuses: readonly (readonly [args: readonly string[], wanted: RegExp])[] = [
    [['answer'], /^There is no command answer\.\nUsage:/],
    [['constructor'], /^There is no command constructor\.\nUsage:/],
    [['start', '--port', '1'], /^Unknown option '--port'.*\nUsage:/],
    [['start', 'now'], /^Unexpected argument 'now'.*\nUsage:/],
    [['ask'], /^ask needs a question.*\nUsage:/],
    [['ask', '  ', '--explain'], /^ask needs a question.*\nUsage:/],
    [['ingest', 'a', 'b'], /^ingest takes one folder\.\nUsage:/],
    [['eval', '--passages', 'a'], /^eval needs --passages and --questions\.\nUsage:/],
  ];
  for (const [args, wanted] of misuses) {
    test(`usage after: ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await run(here, args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, wanted);
      assert.match(stderr, /npm run -s ask -- "QUESTION"/);
    });
  }

  test('help is no mistake', async () => {
    const { code, stdout, stderr } = await run(here, ['--help']);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^Usage:\n.*npm start/);
  });
});
