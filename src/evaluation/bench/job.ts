/** The searches that are compared. "grams" are those of our sparse index, given to the other's own tokeniser option. */
export const SYSTEMS = ['vectra', 'minisearch', 'minisearch-grams', 'orama', 'orama-grams'] as const;
export type OtherSystem = (typeof SYSTEMS)[number];

/** Ways of asking Rasid: what the indexes name, the search with its learned ranking, the answer with its sentences. */
export const WAYS = ['candidates', 'search', 'answer'] as const;
export type Way = (typeof WAYS)[number];

/** A question of the bench. */
export interface AskedQuestion {
  readonly text: string;
  /** Id of the report that has the answer; a hit is any passage of it. */
  readonly gold: string;
}

/** A document that becomes a report, by its path in the reports folder. */
export interface BenchDocument {
  readonly path: string;
  /** `null`: the report gets its title as any report without one does. */
  readonly title: string | null;
  readonly text: string;
}

/** A passage as every system gets it, by the number the store gave it. */
export interface SharedPassage {
  readonly id: number;
  readonly report: string;
  readonly text: string;
}

/** Where a bench keeps what its processes hand on. All paths are absolute. */
export interface BenchFolder {
  readonly root: string;
  /** JSON, an {@link AskedQuestion} array. */
  readonly questions: string;
  /** JSON Lines of {@link BenchDocument}. */
  readonly documents: string;
  /** JSON Lines of {@link SharedPassage}. */
  readonly passages: string;
  readonly reports: string;
  readonly index: string;
  readonly data: string;
  /** A folder for each of the other systems. */
  readonly others: string;
}

/** One piece of work for a process of its own. */
export type Job =
  | { readonly task: 'empty' }
  | { readonly task: 'ingest'; readonly stages: readonly number[] }
  | { readonly task: 'parts' }
  | { readonly task: 'build'; readonly system: OtherSystem }
  | { readonly task: 'ask'; readonly system: OtherSystem }
  | { readonly task: 'ask'; readonly system: 'rasid'; readonly way: Way; readonly callers: number };

/** What every process gets. */
export interface Surroundings {
  readonly folder: BenchFolder;
  /** EMBEDDING_MODEL. */
  readonly embeddingModel: string;
}

/** Memory of a process that does nothing, bytes. */
export interface EmptyResult {
  readonly rss: number;
}

/** What it took to add one report until it could be found. */
export interface AddingTime {
  readonly ms: number;
  /** Milliseconds of processor time, of this process. */
  readonly cpuMs: number;
}

/** What reading the reports took. */
export interface IngestResult {
  readonly reports: number;
  readonly passages: number;
  /** UTF-8 bytes of the passages' texts. */
  readonly textBytes: number;
  /** Milliseconds of the ingests together, from files to indexes on disk. */
  readonly ms: number;
  /** What each report took that was added at a number of passages. */
  readonly adding: readonly { readonly passages: number; readonly times: readonly AddingTime[] }[];
  /** Bytes on disk. */
  readonly indexBytes: number;
  readonly databaseBytes: number;
}

/** What one of the other systems took to build. */
export interface BuildResult {
  /** Milliseconds, writing the files included. */
  readonly ms: number;
  readonly diskBytes: number;
}

/** How a system answered. Times are milliseconds. */
export interface AskResult {
  /** Questions asked: fewer than there are when the time was up, and then all shares are of these. */
  readonly asked: number;
  /** From the start of the process to its first answer. */
  readonly loadMs: number;
  /** Resident memory after the questions and a full garbage collection, bytes. */
  readonly rss: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly perSecond: number;
  readonly 'R@1': number;
  readonly 'R@10': number;
}

/** Rasid's memory by part, the least a question can take, and whether the indexes leave out nothing. */
export interface PartsResult {
  /** Bytes by which memory grew when the part was opened: resident, or what JavaScript holds, whichever is more. */
  readonly memory: Readonly<Record<string, number>>;
  /** Reading only the postings and vectors that a question touches: milliseconds and bytes. */
  readonly limit: { readonly p50: number; readonly p95: number; readonly bytes: number };
  /** Questions for which the indexes were compared with going through everything, and those with the same passages. */
  readonly exact: { readonly questions: number; readonly same: number };
}
