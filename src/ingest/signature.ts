import { stat } from 'node:fs/promises';

/** How old a file's last change must be for its signature to be trusted, milliseconds. */
const SETTLED = 2_000;

/**
 * What tells that a file is still the one that was read, without reading it: size, times of its last change
 * of content and of state (nanoseconds) and inode. Take it before reading, so that a change during the
 * reading shows the next time.
 *
 * `null` for a file changed in the last two seconds: times are as coarse as the file system's clock (2 s on
 * FAT), so a second change in the same tick would not show. (git calls such files "racily clean".)
 *
 * @param now milliseconds since 1970
 * @throws the file system's error when there is no such file
 */
export async function fileSignature(file: string, now: number): Promise<string | null> {
  const { size, mtimeNs, ctimeNs, mtimeMs, ctimeMs, ino } = await stat(file, { bigint: true });
  const changed = Math.max(Number(mtimeMs), Number(ctimeMs));
  return now - changed < SETTLED ? null : [size, mtimeNs, ctimeNs, ino].join(' ');
}

/** What lies further ahead is a wrong clock (of a file server, say), not a change just now, milliseconds. */
const FURTHEST_AHEAD = 60_000;

/**
 * Whether a file was last changed at least `ms` milliseconds ago: one that is being written is not.
 *
 * @param now milliseconds since 1970
 * @throws the file system's error when there is no such file
 */
export async function isSettled(file: string, now: number, ms: number): Promise<boolean> {
  const { mtimeMs, ctimeMs } = await stat(file);
  const age = now - Math.max(mtimeMs, ctimeMs);
  return age >= ms || age < -FURTHEST_AHEAD;
}
