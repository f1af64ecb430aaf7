import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, parse, resolve, sep } from 'node:path';
import { env, type FeatureExtractionPipeline, pipeline, Tensor } from '@xenova/transformers';
import { isUnigram, UnigramSplitter } from './unigram.ts';

/** Turns texts into vectors whose dot product tells how alike they are. */
export interface Embedder {
  /** Name and content fingerprint: vectors of two embedders may be compared only when these are equal. */
  readonly model: string;
  /** Numbers per vector. */
  readonly dims: number;
  /**
   * One vector of `dims` per text, in order, of length 1; all zero for a text that says nothing to the
   * model (empty, or only marks). Text beyond the model's longest input is left out.
   */
  embed(texts: readonly string[], kind: 'query' | 'passage'): Promise<Float32Array[]>;
  /** Frees the model's memory; `embed` must not be called after it. */
  close(): Promise<void>;
}

/** How far the download of one file is, in bytes; `total` is 0 when the server doesn't say. */
export interface DownloadProgress {
  readonly file: string;
  readonly loaded: number;
  readonly total: number;
}

/** Where {@link loadEmbedder} finds its model. */
export interface EmbedderOptions {
  /** A built-in model's name, a path to a model folder, or a hub id `owner/name`. */
  readonly model: string;
  /** The folder of the built-in models. */
  readonly modelsDir: string;
  /** Where hub models are kept once downloaded. */
  readonly cacheDir: string;
  /** `false`: a hub model must be in `cacheDir` already. Default `true`. */
  readonly allowDownload?: boolean;
  readonly progress?: (progress: DownloadProgress) => void;
  /** Threads of one run. Default: as many as there are cores; where several embed side by side, 1 each. */
  readonly threads?: number;
}

const onnxFile = 'onnx/model_quantized.onnx';
const modelFiles = ['config.json', 'tokenizer.json', 'tokenizer_config.json', onnxFile];

/** Longest input in pieces, whatever a model's tokenizer says: some say 10^30, their network 512. */
const maxPieces = 512;

/** Texts in one run of the model; they are padded to the longest, so larger batches waste more. */
const batchSize = 16;

/**
 * Loads a feature-extraction model. Throws an Error of one sentence that names EMBEDDING_MODEL and the
 * fix when the folder isn't a model's, or the hub can't be reached or has no such model.
 */
export async function loadEmbedder(options: EmbedderOptions): Promise<Embedder> {
  const folder = await findFolder(options);
  const extractor = folder ? await loadFolder(folder, options) : await loadFromHub(options);
  const files = folder ?? join(options.cacheDir, options.model);
  const name = folder ? basename(folder) : options.model;
  // Folders and ids name the family; e5 was trained with these words in front (Wang et al. 2024).
  const isE5 = /(^|[^a-z0-9])e5([^a-z0-9]|$)/i.test(name);
  if (options.threads !== undefined) await useThreads(extractor, join(files, onnxFile), options.threads);
  const { model } = extractor.tokenizer;
  if (isUnigram(model)) {
    const splitter = new UnigramSplitter(model);
    model.tokenize = (text) => splitter.split(text);
    // Its own trie of objects is not needed any more: some 50 MB.
    delete model.trie;
  }
  const embedder = new PipelineEmbedder(extractor, `${name}@${await fingerprint(files)}`, isE5);
  await embedder.probe();
  return embedder;
}

async function findFolder({ model, modelsDir }: EmbedderOptions): Promise<string | null> {
  const isPath = isAbsolute(model) || model.startsWith('.') || model.includes('\\');
  const folder = isPath ? resolve(model) : join(resolve(modelsDir), model);
  const isFolder = await stat(folder).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    if (!isPath && /^[\w.-]+\/[\w.-]+$/.test(model)) return null;
    throw new Error(
      `EMBEDDING_MODEL is "${model}", but there is no folder ${folder}: ` +
        'give a built-in model (rasid-concepts), the path of a model folder, or a hub id such as Xenova/multilingual-e5-small.',
    );
  }
  for (const file of modelFiles) {
    if (!(await isFile(join(folder, file)))) {
      throw new Error(
        `EMBEDDING_MODEL is "${model}", but ${folder} has no ${file}: ` +
          'point it at a folder with config.json, tokenizer.json, tokenizer_config.json and onnx/model_quantized.onnx, ' +
          'or, for rasid-concepts, run npm run model:build.',
      );
    }
  }
  return folder;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

async function loadFolder(
  folder: string,
  { model, cacheDir }: EmbedderOptions,
): Promise<FeatureExtractionPipeline> {
  // transformers.js joins its local root and the model's name with "/", so an absolute folder is the
  // file system's root and the rest. The root never changes, so loading two models at once is safe.
  const { root } = parse(folder);
  env.localModelPath = root;
  const name = folder.slice(root.length).split(sep).join('/');
  try {
    return await pipeline('feature-extraction', name, {
      quantized: true,
      local_files_only: true,
      cache_dir: cacheDir,
    });
  } catch (error) {
    throw new Error(
      `EMBEDDING_MODEL is "${model}", but the files in ${folder} can't be loaded as a feature-extraction model ` +
        `(${firstLine(error)}): copy them again, or choose another model.`,
      { cause: error },
    );
  }
}

async function loadFromHub(options: EmbedderOptions): Promise<FeatureExtractionPipeline> {
  const { model, cacheDir, progress, allowDownload = true } = options;
  const onProgress = (event: { status: string; file?: string; loaded?: number; total?: number }): void => {
    if (event.status !== 'progress' || !event.file) return;
    progress?.({ file: event.file, loaded: event.loaded ?? 0, total: event.total ?? 0 });
  };
  env.localModelPath = parse(resolve(cacheDir)).root;
  try {
    return await pipeline('feature-extraction', model, {
      quantized: true,
      local_files_only: !allowDownload,
      cache_dir: cacheDir,
      ...(progress ? { progress_callback: onProgress } : {}),
    });
  } catch (error) {
    throw new Error(
      `EMBEDDING_MODEL is "${model}", but this model can't be had from the hub (${firstLine(error)}): ` +
        `check the name and the network, put its files into ${join(cacheDir, model)}, or use rasid-concepts.`,
      { cause: error },
    );
  }
}

/** transformers.js has no setting for it, so its session is made again: idle threads of ONNX spin. */
async function useThreads(
  extractor: FeatureExtractionPipeline,
  file: string,
  threads: number,
): Promise<void> {
  const model = extractor.model as unknown as { session: OnnxSession };
  const { session } = model;
  const sessions = session.constructor as unknown as {
    create(file: string, options: object): Promise<OnnxSession>;
  };
  model.session = await sessions.create(file, { intraOpNumThreads: threads, interOpNumThreads: 1 });
  await session.handler.dispose();
}

interface OnnxSession {
  readonly handler: { dispose(): Promise<void> };
}

function firstLine(error: unknown): string {
  const { message, cause } = error as Error;
  const reason = cause instanceof Error ? `${message}, ${cause.message}` : message;
  return (reason.split('\n')[0] as string).replace(/\.$/, '');
}

async function fingerprint(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of modelFiles) {
    const path = join(folder, file);
    if (file.endsWith('.onnx')) for await (const chunk of createReadStream(path)) hash.update(chunk);
    else hash.update(await readFile(path));
  }
  return hash.digest('hex').slice(0, 16);
}

class PipelineEmbedder implements Embedder {
  readonly model: string;
  readonly #extractor: FeatureExtractionPipeline;
  readonly #prefixes: { query: string; passage: string };
  /** A piece's vector is the same in every text. */
  readonly #byPiece: boolean;
  #dims = 0;

  constructor(extractor: FeatureExtractionPipeline, model: string, isE5: boolean) {
    this.#extractor = extractor;
    this.model = model;
    this.#byPiece = (extractor.model.config as { context_free?: unknown }).context_free === true;
    this.#prefixes = isE5 ? { query: 'query: ', passage: 'passage: ' } : { query: '', passage: '' };
  }

  get dims(): number {
    return this.#dims;
  }

  /** Learns `dims` from a first run, which also warms the model up. */
  async probe(): Promise<void> {
    const [vector] = await this.embed(['0'], 'query');
    this.#dims = (vector as Float32Array).length;
  }

  async embed(texts: readonly string[], kind: 'query' | 'passage'): Promise<Float32Array[]> {
    // Texts of like length share a batch, so that little is spent on padding.
    const order = texts
      .map((_, index) => index)
      .sort((a, b) => textAt(texts, a).length - textAt(texts, b).length);
    const vectors: Float32Array[] = texts.map(() => new Float32Array(this.#dims));
    const size = this.#byPiece ? order.length : batchSize;
    for (let start = 0; start < order.length; start += size) {
      const batch = order.slice(start, start + size).filter((index) => textAt(texts, index).trim() !== '');
      if (batch.length === 0) continue;
      const embedded = await this.#run(batch.map((index) => this.#prefixes[kind] + textAt(texts, index)));
      for (const [i, index] of batch.entries()) vectors[index] = embedded[i] as Float32Array;
    }
    return vectors;
  }

  /** What the pipeline does with `pooling: 'mean', normalize: true`, without its NaN for texts of no pieces. */
  async #run(texts: string[]): Promise<Float32Array[]> {
    const { tokenizer, model } = this.#extractor;
    const limit = Math.min(Number(tokenizer.model_max_length) || maxPieces, maxPieces);
    if (this.#byPiece) return this.#runByPiece(texts, limit);
    const inputs = tokenizer(texts, { padding: true, truncation: true, max_length: limit });
    const mask = inputs.attention_mask as Tensor;
    if (mask.data.length === 0) return texts.map(() => new Float32Array(this.#dims));
    const outputs = await model(inputs);
    const hidden = (outputs.last_hidden_state ?? outputs.token_embeddings ?? outputs.logits) as Tensor;
    return meanPool(hidden, mask);
  }

  /** The same vectors as {@link #run}: the model runs once over the distinct pieces, a quarter of all or fewer. */
  async #runByPiece(texts: string[], limit: number): Promise<Float32Array[]> {
    const { tokenizer, model } = this.#extractor;
    const split = texts.map((text) => (tokenizer.encode(text) as number[]).slice(0, limit));
    const rows = new Map<number, number>();
    for (const ids of split) for (const id of ids) if (!rows.has(id)) rows.set(id, rows.size);
    if (rows.size === 0) return texts.map(() => new Float32Array(this.#dims));
    const input = (values: BigInt64Array) => new Tensor('int64', values, [1, rows.size]);
    const outputs = await model({
      input_ids: input(BigInt64Array.from(rows.keys(), BigInt)),
      attention_mask: input(new BigInt64Array(rows.size).fill(1n)),
    });
    const hidden = outputs.last_hidden_state as Tensor;
    const dims = hidden.dims[2] as number;
    const values = hidden.data as Float32Array;
    // More than half of a text's pieces are function words and affixes that say nothing: to add zeros changes nothing.
    for (const [id, row] of rows) if (isZero(values, row * dims, dims)) rows.set(id, -1);
    return split.map((ids) => {
      const vector = new Float32Array(dims);
      for (const id of ids) {
        const row = rows.get(id) as number;
        if (row < 0) continue;
        const offset = row * dims;
        for (let i = 0; i < dims; i++) vector[i] = (vector[i] as number) + (values[offset + i] as number);
      }
      return toUnitLength(vector);
    });
  }

  async close(): Promise<void> {
    await this.#extractor.dispose();
  }
}

function textAt(texts: readonly string[], index: number): string {
  return texts[index] as string;
}

/** Mean of the vectors of the pieces that the mask keeps, brought to length 1 (or all zero). */
function meanPool(hidden: Tensor, mask: Tensor): Float32Array[] {
  const [batch, pieces, dims] = hidden.dims as [number, number, number];
  const values = hidden.data as Float32Array;
  const kept = mask.data as unknown as BigInt64Array;
  const pooled: Float32Array[] = [];
  for (let b = 0; b < batch; b++) {
    const vector = new Float32Array(dims);
    for (let p = 0; p < pieces; p++) {
      if (kept[b * pieces + p] === 0n) continue;
      const offset = (b * pieces + p) * dims;
      for (let i = 0; i < dims; i++) vector[i] = (vector[i] as number) + (values[offset + i] as number);
    }
    // The mean's divisor goes with the length, so only the length is divided by.
    pooled.push(toUnitLength(vector));
  }
  return pooled;
}

function isZero(values: Float32Array, from: number, length: number): boolean {
  for (let i = from; i < from + length; i++) if (values[i] !== 0) return false;
  return true;
}

/** In place; all zero stays so. */
function toUnitLength(vector: Float32Array): Float32Array {
  let square = 0;
  for (const value of vector) square += value * value;
  const scale = square > 0 && Number.isFinite(square) ? 1 / Math.sqrt(square) : 0;
  for (let i = 0; i < vector.length; i++) vector[i] = scale === 0 ? 0 : (vector[i] as number) * scale;
  return vector;
}
