import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import type { Message } from 'grammy/types';
import { type BotApiOptions, BotApiServer } from './bot-api-server.ts';

type Answer = {
  ok: boolean;
  result?: unknown;
  error_code?: number;
  description?: string;
  parameters?: object;
};

async function start(t: TestContext, options: BotApiOptions = {}) {
  const server = await BotApiServer.start({ guard: 5000, ...options });
  t.after(() => server.close());
  const url = (method: string) => `${server.apiRoot}/bot${server.token}/${method}`;
  const call = async (method: string, params: object = {}, signal?: AbortSignal): Promise<Answer> => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
    };
    return (await (await fetch(url(method), { ...init, ...(signal ? { signal } : {}) })).json()) as Answer;
  };
  const refuses = async (method: string, params: object, description: string) =>
    assert.equal((await call(method, params)).description, description);
  return { server, call, refuses, url };
}

const button = (extra: object) => ({ reply_markup: { inline_keyboard: [[{ text: 'b', ...extra }]] } });

describe('the server', () => {
  test('knows its token and its methods', async (t) => {
    const { server, call } = await start(t);
    assert.equal((await call('getMe')).ok, true);
    assert.equal((await call('GETME')).ok, true);
    assert.deepEqual(await call('brewCoffee'), {
      ok: false,
      error_code: 404,
      description: 'Not Found: method not found',
    });
    const response = await fetch(`${server.apiRoot}/bot1:wrong/getMe`);
    assert.equal(response.status, 401);
  });

  test('takes JSON, urlencoded and multipart, and gives files back', async (t) => {
    const { server, url } = await start(t);
    const { id } = server.user({ started: true }).user;
    const send = async (method: string, body: URLSearchParams | FormData) =>
      (await (await fetch(url(method), { method: 'POST', body })).json()) as {
        result: Message & { file_path: string };
      };
    const markup = JSON.stringify(button({ callback_data: 'x' }).reply_markup);
    const sent = await send(
      'sendMessage',
      new URLSearchParams({ chat_id: String(id), text: 'مرحبا', reply_markup: markup }),
    );
    assert.equal(sent.result.text, 'مرحبا');
    assert.ok(sent.result.reply_markup);
    const form = new FormData();
    form.set('chat_id', String(id));
    form.set('document', 'attach://part');
    form.set('part', new File(['نص'], 'تقرير.txt', { type: 'text/plain' }));
    const { document } = (await send('sendDocument', form)).result;
    assert.equal(document?.file_name, 'تقرير.txt');
    const { file_path } = (await send('getFile', new URLSearchParams({ file_id: document?.file_id ?? '' })))
      .result;
    assert.equal(await (await fetch(`${server.apiRoot}/file/bot${server.token}/${file_path}`)).text(), 'نص');
  });

  test('refuses what Telegram refuses', async (t) => {
    const { server, call, refuses } = await start(t);
    const person = server.user({ started: true });
    const to = { chat_id: person.user.id, text: 'a' };
    await refuses('sendMessage', { ...to, chat_id: 5 }, 'Bad Request: chat not found');
    await refuses('sendMessage', { ...to, text: ' \n' }, 'Bad Request: message text is empty');
    await refuses('sendMessage', { ...to, text: 'a'.repeat(4097) }, 'Bad Request: message is too long');
    await refuses(
      'sendMessage',
      { ...to, ...button({ callback_data: 'ب'.repeat(33) }) },
      'Bad Request: BUTTON_DATA_INVALID',
    );
    assert.equal(
      (await call('sendMessage', { ...to, ...button({ callback_data: 'ب'.repeat(32) }) })).ok,
      true,
    );
    await refuses(
      'sendMessage',
      { ...to, ...button({}) },
      'Bad Request: text buttons are unallowed in the inline keyboard',
    );
    await refuses(
      'sendMessage',
      { ...to, ...button({ url: 'nowhere' }) },
      "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
    );
    await refuses('sendMessage', { ...to, message_thread_id: 3 }, 'Bad Request: message thread not found');
    await refuses(
      'sendMessage',
      { ...to, reply_parameters: { message_id: 99 } },
      'Bad Request: message to be replied not found',
    );
    await refuses(
      'setMyCommands',
      { commands: [{ command: 'Help', description: 'x' }] },
      'Bad Request: BOT_COMMAND_INVALID',
    );
    await refuses('editMessageText', { ...to, message_id: 99 }, 'Bad Request: message to edit not found');
    const sent = (await call('sendMessage', to)).result as Message;
    assert.match(
      (await call('editMessageText', { ...to, message_id: sent.message_id })).description ?? '',
      /message is not modified/,
    );
    assert.equal((await call('editMessageText', { ...to, text: 'b', message_id: sent.message_id })).ok, true);
    assert.equal((await person.chat.seesEdit()).text, 'b');
    person.blocksBot();
    await refuses('sendMessage', to, 'Forbidden: bot was blocked by the user');
    await refuses(
      'sendMessage',
      { ...to, chat_id: server.user().user.id },
      "Forbidden: bot can't initiate conversation with a user",
    );
    const group = server.group({ id: -77 });
    group.access = { migratedTo: -1001 };
    assert.deepEqual((await call('sendMessage', { ...to, chat_id: -77 })).parameters, {
      migrate_to_chat_id: -1001,
    });
  });

  test('gives updates by long polling, once confirmed never again, to one bot at a time', async (t) => {
    const { server, call } = await start(t);
    const person = server.user();
    const waiting = call('getUpdates', { timeout: 60 });
    await call('getMe');
    person.startsBot('abc');
    const [first] = (await waiting).result as { update_id: number; message: Message }[];
    assert.deepEqual(first?.message.entities, [{ type: 'bot_command', offset: 0, length: 6 }]);
    assert.equal(((await call('getUpdates')).result as []).length, 1);
    const again = call('getUpdates', { offset: (first?.update_id ?? 0) + 1, timeout: 60 });
    await server.idle();
    const other = call('getUpdates', { timeout: 60 });
    assert.equal((await again).error_code, 409);
    person.sends('x');
    assert.equal(((await other).result as []).length, 1);
  });

  test('posts updates to a webhook in order within a chat, again until a 2xx, and takes its replies', async (t) => {
    const { server, call } = await start(t, { retryDelay: 0 });
    const seen: unknown[] = [];
    let refusals = 2;
    const hook = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const { message } = JSON.parse(Buffer.concat(chunks).toString()) as { message: Message };
      seen.push([request.headers['x-telegram-bot-api-secret-token'], message.text]);
      if (refusals-- > 0) response.writeHead(500).end();
      else
        response
          .writeHead(200)
          .end(JSON.stringify({ method: 'sendMessage', chat_id: message.chat.id, text: 'ok' }));
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    t.after(() => hook.close());
    await call('setWebhook', {
      url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}`,
      secret_token: 'S',
    });
    assert.equal((await call('getUpdates')).error_code, 409);
    const person = server.user();
    person.sends('1');
    person.sends('2');
    assert.equal((await person.hears()).text, 'ok');
    await person.hears();
    await server.idle();
    assert.deepEqual(seen, [
      ['S', '1'],
      ['S', '1'],
      ['S', '1'],
      ['S', '2'],
    ]);
    const info = (await call('getWebhookInfo')).result as {
      pending_update_count: number;
      last_error_message: string;
    };
    assert.equal(info.pending_update_count, 0);
    assert.match(info.last_error_message, /500/);
  });

  test('tells a test what it waited for in vain', async (t) => {
    const { server } = await start(t, { guard: 1 });
    await assert.rejects(server.user({ id: 12 }).hears(), /a message in chat 12: nothing within 1 ms/);
  });

  test('fails as scripted', async (t) => {
    const { server, call } = await start(t);
    const person = server.user({ started: true });
    const to = { chat_id: person.user.id, text: 'a' };
    server.faults.next('sendMessage', { code: 429, retryAfter: 7 }, 2);
    server.faults.next('sendMessage', 'drop-before');
    server.faults.next('sendMessage', 'drop-after');
    for (let i = 0; i < 2; i += 1) {
      assert.deepEqual(await call('sendMessage', to), {
        ok: false,
        error_code: 429,
        description: 'Too Many Requests: retry after 7',
        parameters: { retry_after: 7 },
      });
    }
    await assert.rejects(call('sendMessage', to));
    assert.equal(person.chat.messages.length, 0);
    await assert.rejects(call('sendMessage', to));
    assert.equal(person.chat.messages.length, 1);
    assert.deepEqual(
      server.calls.map(({ outcome }) => outcome),
      [429, 429, 'drop-before', 'drop-after'],
    );
  });

  test('wants every query answered in time', async (t) => {
    let now = 1_000_000;
    const { server, call, refuses } = await start(t, { now: () => now });
    const person = server.user({ started: true });
    await call('sendMessage', { chat_id: person.user.id, text: 'a', ...button({ callback_data: 'x' }) });
    const message = await person.hears();
    const pressed = person.presses(message, 'b');
    const [query] = server.unansweredCallbacks();
    assert.equal(query?.data, 'x');
    await call('answerCallbackQuery', { callback_query_id: query?.id, text: 'yes' });
    assert.deepEqual(await pressed, { text: 'yes' });
    assert.deepEqual(server.unansweredCallbacks(), []);
    assert.throws(() => person.presses(message, 'c'), /has no button "c".*"b"/);
    const late = person.presses(message, 'b');
    late.catch(() => {});
    now += 60_000;
    const tooOld = 'Bad Request: query is too old and response timeout expired or query ID is invalid';
    await refuses('answerCallbackQuery', { callback_query_id: server.unansweredCallbacks()[0]?.id }, tooOld);
  });

  test('carries inline queries, groups and topics', async (t) => {
    const { server, call, refuses } = await start(t, { readsAllGroupMessages: false });
    const person = server.user({ started: true });
    const offered = person.inline('هدنة');
    const [update] = (await call('getUpdates')).result as { inline_query: { id: string } }[];
    const id = update?.inline_query.id;
    const article = (key: string) => ({
      type: 'article',
      id: key,
      title: 't',
      input_message_content: { message_text: '<b>x</b>', parse_mode: 'HTML' },
    });
    await refuses(
      'answerInlineQuery',
      { inline_query_id: id, results: [article('1'), article('1')] },
      'Bad Request: RESULT_ID_DUPLICATE',
    );
    await call('answerInlineQuery', { inline_query_id: id, results: [article('1'), article('2')] });
    const { results } = await offered;
    const group = server.group({ topics: true, members: { administrator: [person] } });
    group.topics.add(4);
    const picked = results[0] && person.picks(results[0], group);
    assert.equal(picked?.via_bot?.id, server.world.me.id);

    person.sends('between us', { chat: group });
    person.sends('@rasid_test_bot what?', { chat: group, thread: 4 });
    const seen = (await call('getUpdates', { offset: -1 })).result as { message: Message }[];
    assert.equal(seen[0]?.message.message_thread_id, 4);
    await call('sendMessage', {
      chat_id: group.id,
      text: 'x',
      message_thread_id: 4,
      reply_parameters: { message_id: seen[0]?.message.message_id },
    });
    assert.equal((await group.hears()).reply_to_message?.text, '@rasid_test_bot what?');
    const admins = (await call('getChatAdministrators', { chat_id: group.id })).result as {
      user: { id: number };
    }[];
    assert.deepEqual(
      admins.map(({ user }) => user.id),
      [person.user.id],
    );
  });
});
