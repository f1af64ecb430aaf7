import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { commands } from '../../src/bot/profile.ts';

/** The keys that templates of the sources make, by the template. One that is not listed may make whatever fits it. */
const made: Record<string, readonly string[]> = {
  '`${to}-button`': ['pause-button', 'resume-button', 'loose-button'],
  '`alert-${kind}-all`': ['alert-new-all', 'alert-changed-all'],
  '`alert-${kind}`': ['alert-new', 'alert-changed'],
  '`answer-heading${where}`': ['answer-heading', 'answer-heading-within'],
  '`command-${command}`': [...new Set(Object.values(commands).flat())].map((name) => `command-${name}`),
  '`everything-${answer}`': ['everything-yes', 'everything-no'],
  '`followed-${outcome.outcome}${all}`': [
    ...['followed-added', 'followed-already', 'followed-added-all', 'followed-already-all'],
  ],
  '`forget-${answer}`': ['forget-yes', 'forget-no'],
  '`help-example-${n}`': ['help-example-1', 'help-example-2', 'help-example-3'],
  '`language-${other}`': ['language-ar', 'language-en'],
  '`none${where}`': ['none', 'none-within'],
  '`related-heading${where}`': ['related-heading', 'related-heading-within'],
  '`report-${change}`': ['report-added', 'report-changed'],
  '`report-button-${action}`': ['report-button-replace', 'report-button-keep', 'report-button-no'],
  '`rhythm-${frequency}`': ['rhythm-at-once', 'rhythm-daily'],
  '`rhythm-${one}-button`': ['rhythm-at-once-button', 'rhythm-daily-button', 'rhythm-weekly-button'],
  '`state-paused-${paused}`': ['state-paused-person', 'state-paused-unreachable'],
  '`stop-${step}`': ['stop-yes', 'stop-no'],
  '`times-${what}-button`': ['times-hour-button', 'times-quiet-button', 'times-zone-button'],
  '`unreadable-${added.reason}`': [
    ...['empty', 'binary', 'unreadable', 'too-large', 'undecodable', 'front-matter', 'loop'],
    'unknown-format',
  ].map((reason) => `unreadable-${reason}`),
  '`words-${kind}-ask`': ['words-name-ask', 'words-topic-ask', 'words-zone-ask'],
  '`words-${what}-button`': ['words-name-button', 'words-topic-button'],
};

test('every text is used, and no template makes a key that is not there', () => {
  const src = path.join(import.meta.dirname, '../../src');
  const all = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(path.join(src, name), 'utf8'))
    .join('\n');
  const templates = new Set([...all.matchAll(/\bt\((`[^`]*`)/g)].map(([, template = '']) => template));
  for (const listed of Object.keys(made)) assert.ok(templates.has(listed), `${listed} is gone`);
  const others = [...templates]
    .filter((template) => !(template in made))
    .map((template) => new RegExp(`^${template.slice(1, -1).replace(/\$\{[^}]*\}/g, '[a-z0-9-]*')}$`));
  const quoted = new Set([...all.matchAll(/'([a-z][\w-]*)'/g)].map(([, key]) => key));
  const english = readFileSync(path.join(src, 'bot/locales/en.ftl'), 'utf8');
  const keys = [...english.matchAll(/^([a-z][\w-]*) =/gm)].map(([, key]) => key ?? '');
  const known = new Set(Object.values(made).flat());
  assert.deepEqual(
    keys.filter((key) => !known.has(key) && !quoted.has(key) && !others.some((other) => other.test(key))),
    [],
  );
  assert.deepEqual(
    [...known].filter((key) => !keys.includes(key)),
    [],
  );
});
