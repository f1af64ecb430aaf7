import { createInterface } from 'node:readline';
import type { Answer } from '../answering/answer.ts';
import type { Rasid } from '../app.ts';
import { loadI18n, textsIn } from '../bot/texts.ts';
import { answerText } from '../terminal/answer-text.ts';
import { explanationText } from '../terminal/explanation-text.ts';

/** Answers one question on `output`, for a person; with `explain` also why. */
export async function askOnce(
  rasid: Rasid,
  question: string,
  { explain, output }: { explain: boolean; output: NodeJS.WritableStream },
): Promise<void> {
  const { answer, considered } = await rasid.explain(question);
  output.write(`${answerText(answer, textsIn(loadI18n(), answer.language), { excerpts: true })}\n`);
  if (explain) output.write(`\n${explanationText(considered)}\n`);
}

/** Answers each line of `input` with one line of JSON, in order. A blank line is answered too, so that lines pair. */
export async function askLines(
  rasid: Rasid,
  { input, output }: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream },
): Promise<void> {
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    output.write(`${JSON.stringify(answerRecord(await rasid.ask(line.trim())))}\n`);
  }
}

/** An answer in the shape that scripts rely on. */
export function answerRecord(answer: Answer) {
  return {
    question: answer.question,
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
  };
}
