import type { Answer } from '../answering/answer.ts';
import { checkedSummary, type SummarySentence, summaryPrompt } from '../answering/summary.ts';
import type { Lexicon } from '../language/concepts.ts';
import type { Logger } from '../log.ts';
import { ChatError, type ChatServer, complete } from './chat-client.ts';

/**
 * Asks a server for a summary of an answer's quotes and keeps what stands the check. Whatever goes wrong with the
 * server is a line in the log and no summary; texts are logged from level debug on only.
 */
export function summariser(
  server: ChatServer,
  lexicon: Lexicon,
  log: Logger,
): (answer: Answer) => Promise<readonly SummarySentence[]> {
  return async (answer) => {
    if (answer.outcome !== 'answer') return [];
    try {
      const reply = await complete(server, summaryPrompt(answer));
      const sentences = checkedSummary(reply, answer, lexicon);
      log.debug({ reply, kept: sentences.length }, 'summary');
      return sentences;
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      log.warn(`No summary from ANSWER_LLM_URL: ${error.message}`);
      return [];
    }
  };
}
