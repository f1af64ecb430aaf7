import { createInterface } from 'node:readline';
import type { Answer } from '../answering/answer.ts';
import type { SummarySentence } from '../answering/summary.ts';
import { loadI18n, textsIn } from '../bot/texts.ts';
import { answerText, summaryText } from './answer-text.ts';

/** What the chat needs. */
export interface ChatOptions {
  readonly ask: (question: string) => Promise<Answer>;
  /** Sentences that a language model wrote about an answer, where one is set up. */
  readonly summarise?: ((answer: Answer) => Promise<readonly SummarySentence[]>) | undefined;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
  /** Ends the chat. */
  readonly signal: AbortSignal;
}

/**
 * Questions and answers in a terminal, one question a line, until the input ends or the signal comes.
 * Lines from a pipe are answered the same way, without a prompt.
 */
export async function terminalChat({ ask, summarise, input, output, signal }: ChatOptions): Promise<void> {
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
      const spoken = textsIn(texts, answer.language);
      output.write(`${answerText(answer, spoken, { excerpts: false })}\n\n`);
      const summary = (await summarise?.(answer)) ?? [];
      if (summary.length > 0) output.write(`${summaryText(summary, spoken)}\n\n`);
    }
    if (interactive) lines.prompt();
  }
  signal.removeEventListener('abort', close);
}
