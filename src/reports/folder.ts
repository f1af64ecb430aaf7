import { constants, type Dirent, type Stats } from 'node:fs';
import { lstat, open, opendir, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { MAX_REPORT_BYTES, readerFor, readReport, tooLarge, unknownFormat } from './readers.ts';
import type { Report } from './report.ts';
import { UnreadableReport } from './unreadable.ts';

/** A file that can be tried: `path` is the report's identity (`/` between parts, NFC), `file` opens it. */
export interface ReportFile {
  readonly path: string;
  readonly file: string;
}

/** An entry of the folder that gives no report, and why. */
export interface SkippedEntry {
  readonly path: string;
  readonly error: UnreadableReport;
}

/**
 * Everything in a reports folder and its subfolders, in order of name: the files to read and the entries that can't
 * be. Names that begin with a dot, and node_modules, are left out silently.
 *
 * Symbolic links are followed within the folder only: a link out of it is skipped (a report archive that someone
 * else packed must not make the bot quote the machine's private files), a link to a folder it stands in is a `loop`,
 * and a folder reached by links is read through the first of them only.
 * @throws UnreadableReport `unreadable` when the folder itself can't be read
 */
export async function* walkReports(folder: string): AsyncGenerator<ReportFile | SkippedEntry> {
  let root: string;
  try {
    root = await realpath(folder);
    if (!(await stat(root)).isDirectory()) {
      throw new UnreadableReport(
        'unreadable',
        `"${folder}" is no folder; set REPORTS_DIR to the folder of reports.`,
      );
    }
  } catch (error) {
    if (error instanceof UnreadableReport) throw error;
    throw new UnreadableReport(
      'unreadable',
      `The reports folder "${folder}" can't be read (${codeOf(error)}); set REPORTS_DIR to a folder that can.`,
    );
  }
  yield* walk({ root, linked: new Set() }, folder, '', [root]);
}

/** Whether entries of this name are left out, with all that is in them. */
export function isLeftOut(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

/** What {@link findReport} found. `gone`: there is surely no such file. `unsure`: only a walk can tell. */
export type FoundReport = ReportFile | SkippedEntry | 'gone' | 'left out' | 'unsure';

/**
 * What {@link walkReports} would give for one path inside the folder, without reading any folder, so that it takes the
 * same time however many files there are. Where that depends on other entries (links, names that differ only in
 * Unicode form or case) or on the path being a folder, it is `unsure`.
 *
 * @param root the real path of the reports folder
 * @param inside a path inside it, with the system's separators
 */
export async function findReport(root: string, inside: string): Promise<FoundReport> {
  const names = inside.split(sep);
  if (names.some(isLeftOut)) return 'left out';
  const path = names.map((name) => name.normalize('NFC')).join('/');
  const file = join(root, inside);
  if (inside.normalize('NFC') !== inside) return 'unsure';
  try {
    // Links on the way, and a name that is spelled otherwise on a disk that takes both cases for one, show here.
    if ((await realpath(file)) !== file) return 'unsure';
    const stats = await lstat(file);
    if (stats.isDirectory() || (await hasTwin(root, inside, stats.ino))) return 'unsure';
    if (!stats.isFile()) return { path, error: notAFile() };
  } catch (error) {
    const isGone = codeOf(error) === 'ENOENT' && !(await hasTwin(root, inside)) && (await isSurelyGone(file));
    return isGone ? 'gone' : 'unsure';
  }
  return readerFor(path) === null ? { path, error: unknownFormat(path) } : { path, file };
}

/** Whether a path in decomposed form leads to something, other than what has the inode `own`. */
async function hasTwin(root: string, inside: string, own?: number): Promise<boolean> {
  const decomposed = inside.normalize('NFD');
  if (decomposed === inside) return false;
  try {
    return (await lstat(join(root, decomposed))).ino !== own;
  } catch {
    return false;
  }
}

/** Whether a file's name is not there though its folder is there, is reached without links, and may be read. */
async function isSurelyGone(file: string): Promise<boolean> {
  const folder = dirname(file);
  try {
    if ((await realpath(folder)) !== folder) return false;
    await (await opendir(folder)).close();
  } catch {
    return false;
  }
  try {
    // A link whose target is gone is there.
    await lstat(file);
    return false;
  } catch (error) {
    return codeOf(error) === 'ENOENT';
  }
}

interface Walk {
  readonly root: string;
  /** Real paths of folders already read through a link. */
  readonly linked: Set<string>;
}

async function* walk(
  state: Walk,
  directory: string,
  prefix: string,
  above: readonly string[],
): AsyncGenerator<ReportFile | SkippedEntry> {
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    yield { path: prefix.replace(/\/$/u, '') || '.', error: unreadable(error) };
    return;
  }
  const seen = new Set<string>();
  const named = entries.map((entry) => ({ entry, name: entry.name.normalize('NFC') }));
  named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.entry.name < b.entry.name ? -1 : 1));
  for (const { entry, name } of named) {
    if (isLeftOut(name)) continue;
    const path = prefix + name;
    const file = join(directory, entry.name);
    if (seen.has(name)) {
      yield skipped(
        path,
        'unreadable',
        'Another entry has the same name, written with other Unicode characters.',
      );
      continue;
    }
    seen.add(name);
    const kind = await kindOf(state, entry, file, above);
    if (kind instanceof UnreadableReport) yield { path, error: kind };
    else if (kind.directory !== null) yield* walk(state, file, `${path}/`, [...above, kind.directory]);
    else if (readerFor(path) === null) yield { path, error: unknownFormat(path) };
    else yield { path, file };
  }
}

function skipped(path: string, reason: 'unreadable' | 'loop', message: string): SkippedEntry {
  return { path, error: new UnreadableReport(reason, message) };
}

/** The real path when the entry is a folder to go into, null when it is a file, the error when it is neither. */
async function kindOf(
  state: Walk,
  entry: Dirent,
  file: string,
  above: readonly string[],
): Promise<{ directory: string | null } | UnreadableReport> {
  if (!entry.isSymbolicLink() && entry.isFile()) return { directory: null };
  let real: string;
  let stats: Stats;
  try {
    real = await realpath(file);
    stats = await stat(real);
  } catch (error) {
    if (codeOf(error) === 'ELOOP') return new UnreadableReport('loop', 'The link leads back to itself.');
    return unreadable(error);
  }
  if (entry.isSymbolicLink()) {
    if (stats.isDirectory() && above.includes(real)) {
      return new UnreadableReport('loop', 'The link leads back to a folder that it stands in.');
    }
    if (!isInside(state.root, real)) {
      return new UnreadableReport(
        'unreadable',
        'The link leads out of the reports folder; put a copy there instead.',
      );
    }
    if (stats.isDirectory()) {
      if (state.linked.has(real)) {
        return new UnreadableReport('loop', 'The link leads to a folder that another link has led to.');
      }
      state.linked.add(real);
    }
  }
  if (stats.isDirectory()) return { directory: real };
  if (!stats.isFile()) return notAFile();
  return { directory: null };
}

/** Whether a real path lies below another. */
export function isInside(root: string, real: string): boolean {
  const path = relative(root, real);
  return path !== '..' && !path.startsWith(`..${sep}`) && path !== real;
}

function notAFile(): UnreadableReport {
  return new UnreadableReport('unreadable', 'This is no regular file (a pipe, socket or device).');
}

/**
 * Reads one file that `walkReports` gave.
 * @throws UnreadableReport when it gives no report, also when it went away or may not be read
 */
export async function readReportFile(entry: ReportFile): Promise<Report> {
  return readReport(await readBytes(entry.file), entry.path);
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    // Without O_NONBLOCK, opening a pipe that was put in the file's place would wait for ever.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw notAFile();
      if (stats.size > MAX_REPORT_BYTES) throw tooLarge(stats.size);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof UnreadableReport ? error : unreadable(error);
  }
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? 'unknown error');
}

function unreadable(error: unknown): UnreadableReport {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM') {
    return new UnreadableReport('unreadable', 'Reading it is not permitted; change its permissions.');
  }
  if (code === 'ENOENT') return new UnreadableReport('unreadable', 'It does not exist (any more).');
  return new UnreadableReport('unreadable', `The system can't read it (${code}).`);
}
