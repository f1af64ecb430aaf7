import type { ServerResponse } from 'node:http';
import { ApiError } from './errors.ts';
import { type Fault, faultDescription } from './faults.ts';

/** What the server writes back. */
export type ApiAnswer =
  | { readonly ok: true; readonly result: unknown }
  | {
      readonly ok: false;
      readonly error_code: number;
      readonly description: string;
      readonly parameters?: object;
    };

/** The answer to a call that threw. */
export function failure(error: unknown): Extract<ApiAnswer, { ok: false }> {
  if (!(error instanceof ApiError)) {
    // A mistake of this server itself must not look like one of the bot's.
    const description = `Internal Server Error: ${error instanceof Error ? error.stack : String(error)}`;
    return { ok: false, error_code: 500, description };
  }
  const parameters = error.parameters ? { parameters: error.parameters } : {};
  return { ok: false, error_code: error.code, description: error.message, ...parameters };
}

/** The answer of a scripted fault. */
export function faultAnswer(fault: Exclude<Fault, string>): ApiAnswer {
  const description = fault.description ?? faultDescription(fault.code, fault.retryAfter);
  const parameters = fault.retryAfter === undefined ? {} : { parameters: { retry_after: fault.retryAfter } };
  return { ok: false, error_code: fault.code, description, ...parameters };
}

/** Writes an answer, if anybody still listens. */
export function respond(response: ServerResponse, answer: ApiAnswer): void {
  if (response.destroyed) return;
  response
    .writeHead(answer.ok ? 200 : answer.error_code, { 'content-type': 'application/json' })
    .end(JSON.stringify(answer));
}
