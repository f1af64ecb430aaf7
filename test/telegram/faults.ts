/** What goes wrong with one call. */
export type Fault =
  /** Telegram refuses with this code; a 429 says how many seconds to wait. */
  | { readonly code: number; readonly description?: string; readonly retryAfter?: number }
  /** The connection breaks before the server has done anything. */
  | 'drop-before'
  /** The server does what was asked, then the connection breaks: the bot can't know. */
  | 'drop-after';

/** Decides for each call whether something goes wrong with it. */
export type FaultRule = (method: string, params: Record<string, unknown>) => Fault | undefined;

/** The script of what goes wrong on the server. */
export class Faults {
  readonly #planned: { method: string; fault: Fault; left: number }[] = [];
  #rule: FaultRule | undefined;

  /** The next `times` calls of `method` (`*` = of any) fail so. */
  next(method: string, fault: Fault, times = 1): void {
    this.#planned.push({ method, fault, left: times });
  }

  /** A rule for all calls that no plan covers, e.g. random faults of a crash test. `undefined` ends it. */
  always(rule: FaultRule | undefined): void {
    this.#rule = rule;
  }

  /** What goes wrong with this call, if anything. */
  take(method: string, params: Record<string, unknown>): Fault | undefined {
    const index = this.#planned.findIndex((plan) => plan.method === method || plan.method === '*');
    const plan = this.#planned[index];
    if (!plan) return this.#rule?.(method, params);
    plan.left -= 1;
    if (plan.left === 0) this.#planned.splice(index, 1);
    return plan.fault;
  }
}

/** Telegram's words for a code. */
export function faultDescription(code: number, retryAfter: number | undefined): string {
  if (code === 429) return `Too Many Requests: retry after ${retryAfter ?? 1}`;
  if (code === 502) return 'Bad Gateway';
  return code >= 500 ? 'Internal Server Error' : 'Bad Request: scripted fault';
}
