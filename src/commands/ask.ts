import type { Answer } from '../answering/answer.ts';
import type { SummarySentence } from '../answering/summary.ts';
import type { Rasid } from '../app.ts';
import { loadI18n, textsIn } from '../bot/texts.ts';
import { answerText, summaryText } from '../terminal/answer-text.ts';
import { explanationText } from '../terminal/explanation-text.ts';

/** Answers one question on `output`, for a person; with `explain` also why. */
export async function askOnce(
  rasid: Rasid,
  question: string,
  { explain, output }: { explain: boolean; output: NodeJS.WritableStream },
): Promise<void> {
  const { answer, considered } = await rasid.explain(question);
  const texts = textsIn(loadI18n(), answer.language);
  output.write(`${answerText(answer, texts, { excerpts: true })}\n`);
  if (explain) output.write(`\n${explanationText(considered)}\n`);
  const summary = (await rasid.summarise?.(answer)) ?? [];
  if (summary.length > 0) output.write(`\n${summaryText(summary, texts)}\n`);
}

/** Answers each line of `input` with one line of JSON, in order. A blank line is answered too, so that lines pair. */
export async function askLines(
  rasid: Rasid,
  { input, output }: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream },
): Promise<void> {
  for await (const line of linesOf(input)) {
    const answer = await rasid.ask(line.trim());
    const summary = (await rasid.summarise?.(answer)) ?? [];
    output.write(`${oneLine(answerRecord(answer, summary))}\n`);
  }
}

/** Lines as `\n` or `\r\n` ends them. readline also cuts at U+2028 and `\r`: one question would get two answers. */
async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  input.setEncoding('utf8');
  let begun = '';
  for await (const chunk of input) {
    const lines = String(chunk).split('\n');
    const last = lines.pop()!;
    for (const line of lines) {
      yield begun + line;
      begun = '';
    }
    begun += last;
  }
  if (begun !== '') yield begun;
}

/** JSON in which nothing is a line end, not even for readers that know Unicode's. */
function oneLine(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0085\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** An answer in the shape that scripts rely on; `summary` is there only when there is one. */
export function answerRecord(answer: Answer, summary: readonly SummarySentence[] = []) {
  return {
    question: answer.question,
    // Only where the question was read otherwise than as it was typed.
    ...(answer.understoodAs !== null && { understoodAs: answer.understoodAs }),
    language: answer.language,
    outcome: answer.outcome,
    confidence: answer.confidence,
    sentences: answer.sentences,
    citations: answer.citations.map(({ n, reportId, title, source, date, start, end, passage }) => ({
      n,
      reportId,
      title,
      source,
      date,
      start,
      end,
      passage,
    })),
    ...(answer.differ && { differ: true }),
    ...(answer.overview && { overview: true }),
    ...(answer.filters && { filters: answer.filters }),
    ...(summary.length > 0 && { summary }),
  };
}
