import type { ResponseParameters } from 'grammy/types';

/** A refusal as the Bot API words it: becomes `{ok: false, error_code, description, parameters}`. */
export class ApiError extends Error {
  readonly code: number;
  readonly parameters: ResponseParameters | undefined;

  constructor(code: number, description: string, parameters?: ResponseParameters) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}

/** The 400 that answers a wrong request. */
export function badRequest(description: string, parameters?: ResponseParameters): ApiError {
  return new ApiError(400, `Bad Request: ${description}`, parameters);
}

/** The 403 that answers a bot that may not write somewhere. */
export function forbidden(description: string): ApiError {
  return new ApiError(403, `Forbidden: ${description}`);
}
