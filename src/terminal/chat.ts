import { createInterface } from 'node:readline';
import type { Answer } from '../answering/answer.ts';
import { loadI18n, textsIn } from '../bot/texts.ts';
import { answerText } from './answer-text.ts';

/** What the chat needs. */
export interface ChatOptions {
  readonly ask: (question: string) => Promise<Answer>;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
  /** Ends the chat. */
  readonly signal: AbortSignal;
}

/**
 * Questions and answers in a terminal, one question a line, until the input ends or the signal comes.
 * Lines from a pipe are answered the same way, without a prompt.
 */
export async function terminalChat({ ask, input, output, signal }: ChatOptions): Promise<void> {
  const texts = loadI18n();
  const interactive = input.isTTY === true;
  const lines = createInterface({
    input,
    ...(interactive && { output }),
    terminal: interactive,
    prompt: '؟ ',
  });
  const close = (): void => lines.close();
  signal.addEventListener('abort', close, { once: true });
  // Ctrl+C in a terminal is readline's before it is the process's.
  lines.on('SIGINT', close);
  if (interactive) {
    output.write(
      `${textsIn(texts, 'ar').t('terminal-start')}\n${textsIn(texts, 'en').t('terminal-start')}\n\n`,
    );
    lines.prompt();
  }
  for await (const line of lines) {
    if (signal.aborted) break;
    if (line.trim() !== '') {
      const answer = await ask(line.trim());
      output.write(`${answerText(answer, textsIn(texts, answer.language), { excerpts: false })}\n\n`);
    }
    if (interactive) lines.prompt();
  }
  signal.removeEventListener('abort', close);
}
