// A stand-in for a language model's server: real HTTP, replies as a test says.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { Inbox } from '../telegram/inbox.ts';

const requestShape = z.object({
  model: z.string(),
  messages: z.tuple([
    z.object({ role: z.literal('system'), content: z.string() }),
    z.object({ role: z.literal('user'), content: z.string() }),
  ]),
  temperature: z.literal(0),
  max_tokens: z.int().positive(),
  stream: z.literal(false),
});

/** A request as it came. */
export interface ChatRequest extends z.infer<typeof requestShape> {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
}

/** What the model says, or what the server does instead; `never`: it does not answer before it is closed. */
export type Behaviour = string | 'never' | ((response: ServerResponse) => void);

/** A running stand-in; ends with `await using`. */
export interface ChatStandIn extends AsyncDisposable {
  /** Base address for `ANSWER_LLM_URL`. */
  readonly url: string;
  /** All requests so far. */
  readonly requests: ChatRequest[];
  /** May be changed at any time. */
  reply: Behaviour;
  /** The next request that was not waited for yet, in order; fails after five seconds. */
  asked(): Promise<ChatRequest>;
}

/** The body of a well-formed completion. */
export function completion(content: string): string {
  return JSON.stringify({
    id: 'x',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  });
}

/** Starts one on a free port. A request that is no chat completion gets a 400. */
export async function chatStandIn(reply: Behaviour): Promise<ChatStandIn> {
  const requests: ChatRequest[] = [];
  const inbox = new Inbox<ChatRequest>();
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  const standIn: ChatStandIn = {
    url: '',
    requests,
    reply,
    asked: () => inbox.next('a request to the language model', 5000),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const parsed = requestShape.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    if (!parsed.success) {
      response.writeHead(400).end(parsed.error.message);
      return;
    }
    const { authorization } = request.headers;
    const asked = { ...parsed.data, path: request.url, authorization };
    const { reply } = standIn;
    if (typeof reply === 'function') reply(response);
    requests.push(asked);
    inbox.push(asked);
    if (typeof reply === 'function' || reply === 'never') return;
    response.writeHead(200, { 'content-type': 'application/json' }).end(completion(reply));
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return Object.assign(standIn, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` });
}
