import { signatureOf } from '../language/min-hash.ts';
import { type ReportFile, readReportFile } from '../reports/folder.ts';
import { cutPassages } from '../reports/passages.ts';
import type { PassageSpan, Report } from '../reports/report.ts';
import { type UnreadableReason, UnreadableReport } from '../reports/unreadable.ts';

/** A passage of which only this much matters. */
export interface PassageText {
  readonly id: number;
  readonly text: string;
}

/** A segment of the sparse index on disk, with its rows that are gone. */
export interface SegmentPart {
  readonly file: string;
  readonly deleted: Uint8Array;
}

/** What a worker is asked to do. */
export type Job =
  | { readonly kind: 'read'; readonly files: readonly ReportFile[] }
  | { readonly kind: 'words'; readonly passages: readonly PassageText[] }
  | { readonly kind: 'vectors'; readonly texts: readonly string[] }
  | { readonly kind: 'merge'; readonly parts: readonly SegmentPart[] };

/** What it gives, by the kind of job. */
export interface JobResults {
  readonly read: readonly FileRead[];
  /** A packed segment. */
  readonly words: Uint8Array;
  /** The vectors one after the other. */
  readonly vectors: Float32Array;
  /** A packed segment. */
  readonly merge: Uint8Array;
}

/** What became of a file: errors do not keep their class on the way between processes. */
export type FileRead =
  | {
      readonly report: Report;
      readonly passages: readonly PassageSpan[];
      /** As in `Upsert`. */
      readonly signature: Uint32Array | null;
    }
  | { readonly reason: UnreadableReason; readonly message: string };

/** Reads a file and cuts its text into passages. Never throws. */
export async function readFile(file: ReportFile): Promise<FileRead> {
  try {
    const report = await readReportFile(file);
    return { report, passages: cutPassages(report.text), signature: signatureOf(report.text) };
  } catch (error) {
    if (error instanceof UnreadableReport) return { reason: error.reason, message: error.message };
    const { code, message } = error as NodeJS.ErrnoException;
    return { reason: 'unreadable', message: `It can't be read (${code ?? message}).` };
  }
}
