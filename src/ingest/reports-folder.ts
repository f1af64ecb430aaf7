import type { ReportStore } from '../store/reports.ts';

const key = 'reports folder';

/**
 * The folder that the store mirrors: REPORTS_DIR where it is set, else the one that `ingest FOLDER` was last given,
 * else the default. So `ask` and `start` after `ingest FOLDER` answer from that folder instead of withdrawing it.
 */
export class ReportsFolder {
  readonly #store: ReportStore;
  readonly #configured: { readonly folder: string; readonly isSet: boolean };

  constructor(store: ReportStore, configured: { readonly folder: string; readonly isSet: boolean }) {
    this.#store = store;
    this.#configured = configured;
  }

  /** Its absolute path. */
  async path(): Promise<string> {
    if (this.#configured.isSet) return this.#configured.folder;
    return (await this.#store.meta(key)) ?? this.#configured.folder;
  }

  /** Remembers a folder that was named for an ingest. */
  async choose(folder: string): Promise<void> {
    await this.#store.setMeta(key, folder);
  }
}
