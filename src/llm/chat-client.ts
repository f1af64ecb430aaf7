import { z } from 'zod';

/** A server that speaks OpenAI's chat completions, and how it is to be asked. */
export interface ChatServer {
  /** Base address, no slash at the end, such as `http://localhost:11434/v1`. */
  readonly url: string;
  readonly model: string;
  /** Sent as a bearer token. Never logged. */
  readonly key: string | null;
  /** Milliseconds from the request to the last byte of the reply. */
  readonly timeout: number;
}

/** Why there is no reply, in a few words without anything of the request or the reply. */
export class ChatError extends Error {
  override name = 'ChatError';
}

/** Largest reply read, bytes: a few sentences are a few kilobytes. */
const MAX_REPLY = 256 * 1024;
/** Most tokens asked for. */
const MAX_TOKENS = 400;

const replyShape = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
});

/**
 * What the model says to one system and one user message, asked once, without streaming
 * (https://platform.openai.com/docs/api-reference/chat/create; Ollama, llama.cpp and vLLM answer the same).
 *
 * @throws ChatError when there is no well-formed reply within the limits of time and size
 */
export async function complete(
  server: ChatServer,
  { system, user }: { readonly system: string; readonly user: string },
): Promise<string> {
  const signal = AbortSignal.timeout(server.timeout);
  try {
    const response = await fetch(`${server.url}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(server.key === null ? {} : { authorization: `Bearer ${server.key}` }),
      },
      body: JSON.stringify({
        model: server.model,
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: user },
        ],
        temperature: 0,
        max_tokens: MAX_TOKENS,
        stream: false,
      }),
      // The question goes to the server that was named, and to no other.
      redirect: 'error',
      signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new ChatError(`it answered with status ${response.status}`);
    }
    const parsed = replyShape.safeParse(parseJson(await readLimited(response)));
    if (!parsed.success) throw new ChatError('its reply is not a chat completion');
    return parsed.data.choices[0]!.message.content;
  } catch (error) {
    if (error instanceof ChatError) throw error;
    if (signal.aborted) throw new ChatError(`it took longer than ${server.timeout / 1000} s`);
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    throw new ChatError(`it can't be reached (${code ?? 'no connection'})`);
  }
}

async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop ends the connection.
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_REPLY) throw new ChatError(`its reply is larger than ${MAX_REPLY / 1024} KB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ChatError('its reply is not JSON');
  }
}
