import type { BenchResult } from './bench.ts';

function milliseconds(ms: number): string {
  return ms >= 10_000
    ? `${(ms / 1000).toFixed(1)} s`
    : ms >= 100
      ? `${ms.toFixed(0)} ms`
      : `${ms.toFixed(2)} ms`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0)} MB`;
}

/** Rows of cells as lines: the first column to the left, the others to the right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => (row[c] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** What is asked of each ratio with a whole archive (94,000 passages, two cores). */
const ASKED: Readonly<Record<string, string>> = {
  'Vectra ÷ search': 'at least 5 ×',
  'faster of MiniSearch and Orama ÷ search': 'at least 3 ×, at equal or better R@10',
  'search ÷ read limit': 'at most 3 ×',
  'adding a report, largest ÷ smallest size': 'at most 2 ×',
  'index on disk ÷ text': 'at most 3 ×',
};

function asked(ratio: string): string {
  return ratio in ASKED ? ` (asked: ${ASKED[ratio]})` : '';
}

/** The figures of a run for a person. */
export function benchTable(result: BenchResult): string {
  const { machine, systems, ingest, adding, limit, exact, memory, ratios } = result;
  const head = 'build,on disk,to first answer,memory,p50,p95,p99,questions/s,asked,R@1,R@10'.split(',');
  const rows = systems.flatMap((row) => {
    if ('failed' in row) return [];
    const isAnswer = row.name === 'Rasid, answer';
    return [
      [
        row.callers === 1 ? row.name : `${row.name}, ${row.callers} callers`,
        milliseconds(row.buildMs),
        megabytes(row.diskBytes),
        milliseconds(row.loadMs),
        megabytes(row.memory),
        ...[row.p50, row.p95, row.p99].map(milliseconds),
        row.perSecond.toFixed(1),
        String(row.asked),
        // What an answer cites is not a list of ten.
        ...[row['R@1'], row['R@10']].map((share) => (isAnswer ? '–' : share.toFixed(3))),
      ],
    ];
  });
  const failed = systems.flatMap((row) =>
    'failed' in row ? [`${row.name}: not measured: ${row.failed}`] : [],
  );
  return [
    `${result.passages} passages of ${result.reports} reports (${megabytes(result.textBytes)} of text), ${result.questions} questions; ${machine.cores} cores, ${machine.cpu}, Node ${machine.node}`,
    '',
    ...columns([['', ...head], ...rows]),
    ...failed,
    '',
    'Every row is a process of its own, after a warm-up. "to first answer" counts from the start of the process; memory is resident memory over an empty process’s, after a garbage collection. Rasid builds from report files by way of SQLite, the others from the passages it stored; Vectra gets vectors that are made already, and is not timed for making them. Asked of Rasid with a whole archive of 94,000 passages: ready within 1.5 s, at most 900 MB of memory.',
    '',
    `Ingest: ${milliseconds(ingest.ms)}, ${ingest.passagesPerSecond.toFixed(0)} passages a second (asked: at least 1500); database ${megabytes(ingest.databaseBytes)}`,
    ...adding.map(
      (at) =>
        `Adding one report at ${at.passages} passages: ${milliseconds(at.ms)}, of which ${milliseconds(at.cpuMs)} of processor time (medians of ${at.reports})`,
    ),
    `Read limit: ${milliseconds(limit.p50)} (p95 ${milliseconds(limit.p95)}) for ${megabytes(limit.bytes)} of postings and vectors`,
    `Exact: the same passages as by going through everything for ${exact.same} of ${exact.questions} questions (asked: all)`,
    `Memory: ${Object.entries(memory)
      .map(([part, bytes]) => `${part} ${megabytes(bytes)}`)
      .join(', ')}`,
    ...Object.entries(ratios).map(
      ([name, times]) => `${name}: ${times === null ? '–' : `${times.toFixed(2)} ×`}${asked(name)}`,
    ),
  ].join('\n');
}
