import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What /healthz says. */
export interface HealthReport {
  readonly ok: boolean;
  /** Seconds since the start. */
  readonly uptime: number;
  /** Reports that can be found. */
  readonly reports: number;
  /** Seconds since the last update, `null` when none has come yet. */
  readonly lastUpdateAge: number | null;
}

/** A server that listens. */
export interface HttpFace {
  readonly port: number;
  /** Ends it; requests that are being answered are finished. */
  close(): Promise<void>;
}

/** Milliseconds for a client to send a whole request. */
const REQUEST_TIMEOUT = 15_000;

/**
 * Listens on a port of all interfaces: `GET /healthz` answers 200 or, when not ok, 503; a POST of any other path
 * goes to `receive`, since a proxy in front may change paths. Without `receive` there is nothing else.
 *
 * @throws Error with a sentence for the operator when the port can't be had
 */
export async function serveHttp(options: {
  /** 0 for any free one. */
  readonly port: number;
  readonly health: () => Promise<HealthReport>;
  readonly receive?: (request: IncomingMessage, response: ServerResponse) => void;
}): Promise<HttpFace> {
  const { port, health, receive } = options;
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT, headersTimeout: REQUEST_TIMEOUT },
    (request, response) => {
      const path = (request.url ?? '/').split('?', 1)[0];
      const reading = request.method === 'GET' || request.method === 'HEAD';
      if (path === '/healthz' && reading) void answerHealth(health, response);
      else if (request.method === 'POST' && receive && path !== '/healthz') receive(request, response);
      else response.writeHead(reading || !receive ? 404 : 405).end();
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explainPort(error, port)));
    server.listen(port, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function answerHealth(health: () => Promise<HealthReport>, response: ServerResponse): Promise<void> {
  const report = await health().catch(() => ({ ok: false }));
  response
    .writeHead(report.ok ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(`${JSON.stringify(report)}\n`);
}

function explainPort(error: NodeJS.ErrnoException, port: number): Error {
  const why: Record<string, string> = {
    EADDRINUSE: 'is used by another program',
    EACCES: 'may not be used by this user',
  };
  return new Error(
    `PORT ${port} ${why[error.code ?? ''] ?? `can't be used (${error.code})`}: set PORT to another one.`,
  );
}
