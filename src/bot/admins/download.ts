import type { Api } from 'grammy';

/** The file is larger than allowed, whatever Telegram said of its size. */
export class FileTooLarge extends Error {
  override name = 'FileTooLarge';
}

/** Milliseconds for a whole download. */
const TIMEOUT = 120_000;

/**
 * Fetches a file that was sent to the bot (https://core.telegram.org/bots/api#getfile; at most 20 MB there).
 *
 * @throws FileTooLarge beyond `maxBytes`; Error without the address, which holds the token
 */
export async function downloadFile(
  api: Api,
  fileId: string,
  options: { readonly apiRoot: string; readonly token: string; readonly maxBytes: number },
): Promise<Uint8Array> {
  const { file_path: path } = await api.getFile(fileId);
  if (path === undefined) throw new Error('Telegram gave no path for a file');
  const address = `${options.apiRoot}/file/bot${options.token}/${path.split('/').map(encodeURIComponent).join('/')}`;
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT), redirect: 'error' });
  if (!response.ok || !response.body) throw new Error(`fetching a file: status ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > options.maxBytes) throw new FileTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
