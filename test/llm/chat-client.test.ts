import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { ChatError, complete } from '../../src/llm/chat-client.ts';
import { type Behaviour, chatStandIn, completion } from './chat-server.ts';

const prompt = { system: 'Summarise.', user: 'Question: متى؟' };

async function ask(reply: Behaviour, change: { timeout?: number; key?: string } = {}) {
  await using server = await chatStandIn(reply);
  const at = { url: server.url, model: 'tiny', key: null, timeout: 30_000, ...change };
  return { said: await complete(at, prompt), requests: server.requests };
}

test('asks once, in the shape that such servers take, and gives what the model says', async () => {
  const { said, requests } = await ask('مرحباً [1].', { key: 'sk-invented' });
  assert.equal(said, 'مرحباً [1].');
  assert.equal(requests.length, 1);
  assert.equal(requests[0]?.path, '/v1/chat/completions');
  assert.equal(requests[0]?.model, 'tiny');
  assert.equal(requests[0]?.authorization, 'Bearer sk-invented');
  assert.deepEqual(
    requests[0]?.messages.map(({ content }) => content),
    [prompt.system, prompt.user],
  );
  assert.equal((await ask('x')).requests[0]?.authorization, undefined, 'no key, no header');
});

const json = (body: string) => (response: ServerResponse) => void response.writeHead(200).end(body);

const failures: Record<string, { reply: Behaviour; says: RegExp; timeout?: number }> = {
  'an error': {
    reply: (response) => void response.writeHead(500).end('secret details'),
    says: /^it answered with status 500$/,
  },
  'no answer in time': { reply: 'never', says: /^it took longer than 0.05 s$/, timeout: 50 },
  'an answer that does not end in time': {
    reply: (response) => void response.writeHead(200).write('{"choices":'),
    says: /^it took longer than 0.05 s$/,
    timeout: 50,
  },
  'a broken connection': { reply: (response) => void response.destroy(), says: /^it can't be reached \(/ },
  'broken JSON': { reply: json('{"choices": ['), says: /^its reply is not JSON$/ },
  'other JSON': { reply: json('{"choices": []}'), says: /^its reply is not a chat completion$/ },
  'content that is no text': {
    reply: json('{"choices": [{"message": {"content": null}}]}'),
    says: /^its reply is not a chat completion$/,
  },
  'a huge reply': {
    reply: json(completion('x'.repeat(300 * 1024))),
    says: /^its reply is larger than 256 KB$/,
  },
  'an endless reply': {
    reply(response) {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
      };
      response.writeHead(200).on('drain', more);
      more();
    },
    says: /^its reply is larger than 256 KB$/,
  },
  'a redirect': {
    reply: (response) => void response.writeHead(307, { location: 'http://127.0.0.1:9/v1' }).end(),
    says: /^it can't be reached \(/,
  },
};

for (const [what, { reply, says, timeout }] of Object.entries(failures)) {
  test(`${what} is a ChatError that tells nothing of the reply`, async () => {
    await assert.rejects(ask(reply, timeout === undefined ? {} : { timeout }), (error) => {
      assert.ok(error instanceof ChatError, String(error));
      assert.match(error.message, says);
      return true;
    });
  });
}

test('a server that is not there is a ChatError', async () => {
  let url = '';
  {
    await using server = await chatStandIn('');
    url = server.url;
  }
  await assert.rejects(complete({ url, model: 'm', key: 'sk-1', timeout: 5000 }, prompt), (error) => {
    assert.ok(error instanceof ChatError);
    assert.match(error.message, /ECONNREFUSED/);
    assert.ok(!error.message.includes('sk-1'));
    return true;
  });
});
