import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import type { PieceTable } from './piece-vectors.ts';

const { onnx } = onnxProto;

/** Longest input in pieces; transformers.js cuts what is longer. */
const maxPieces = 512;

/** What {@link writeModelFolder} needs. */
export interface ModelParts {
  /** Text and score of each piece but the first two, `<unk>` and `<pad>`, which the writer adds. */
  readonly pieces: readonly { readonly text: string; readonly score: number }[];
  /** Rows and weights of these pieces, in the same order. */
  readonly table: PieceTable;
}

/**
 * Writes a model folder as `@xenova/transformers` reads it: config.json, tokenizer.json,
 * tokenizer_config.json and onnx/model_quantized.onnx. The same parts give the same bytes.
 *
 * @returns bytes written
 */
export function writeModelFolder(folder: string, { pieces, table }: ModelParts): number {
  const specials = ['<unk>', '<pad>'];
  const vocabulary = [
    ...specials.map((text) => [text, 0]),
    ...pieces.map(({ text, score }) => [text, score]),
  ];
  const files: [string, string | Uint8Array][] = [
    [
      'config.json',
      json({
        model_type: 'bert',
        architectures: ['BertModel'],
        hidden_size: table.dims,
        // Ours: a piece's vector is the same in every text, so the embedder may run each piece once.
        context_free: true,
      }),
    ],
    ['tokenizer.json', JSON.stringify(tokenizer(specials, vocabulary))],
    [
      'tokenizer_config.json',
      json({
        tokenizer_class: 'PreTrainedTokenizer',
        model_max_length: maxPieces,
        unk_token: '<unk>',
        pad_token: '<pad>',
      }),
    ],
    ['onnx/model_quantized.onnx', graph(table, specials.length)],
  ];
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  let bytes = 0;
  for (const [name, content] of files) {
    writeFileSync(join(folder, name), content);
    bytes += Buffer.byteLength(content);
  }
  return bytes;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * The same folding as `language/normalise.ts`, in steps that tokenizer.json knows: after NFKD the
 * hamzas and maddas of أإآؤئ are marks, and go with the harakat.
 */
function normalizers(): object[] {
  const replace = (regex: string, content: string) => ({
    type: 'Replace',
    pattern: { Regex: regex },
    content,
  });
  const steps: object[] = [
    { type: 'NFKD' },
    { type: 'Lowercase' },
    replace('[\\p{M}\\p{Cf}\\u0640]+', ''),
    replace('\\u0671', 'ا'),
    replace('[ىیېے]', 'ي'),
    replace('[ةہھە]', 'ه'),
    replace('[کگ]', 'ك'),
    replace('ڤ', 'ف'),
    replace('پ', 'ب'),
    replace('چ', 'ج'),
    replace('ژ', 'ز'),
  ];
  for (let digit = 0; digit < 10; digit++) {
    const hindi = (zero: number) => String.fromCharCode(zero + digit);
    steps.push(replace(`[${hindi(0x0660)}${hindi(0x06f0)}]`, String(digit)));
  }
  steps.push(replace('[^\\p{L}\\p{N}]+', ' '));
  // The split of a text is one search, so that a phrase can be one piece; a last space would be a piece.
  steps.push({ type: 'Strip', strip_left: true, strip_right: true });
  return steps;
}

function tokenizer(specials: readonly string[], vocabulary: unknown[]): object {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specials.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: { type: 'Sequence', normalizers: normalizers() },
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', add_prefix_space: true, prepend_scheme: 'always' },
    post_processor: null,
    decoder: { type: 'Metaspace', replacement: '▁', add_prefix_space: true, prepend_scheme: 'always' },
    model: { type: 'Unigram', unk_id: 0, vocab: vocabulary },
  };
}

/**
 * input_ids → row numbers → int8 rows → floats × the piece's weight. Attention mask and token types are
 * inputs because the pipeline feeds them; pooling by the mask happens behind the graph.
 */
function graph(table: PieceTable, specials: number): Uint8Array {
  const { TensorProto, ModelProto } = onnx;
  const pieces = table.pieceRows.length + specials;
  const pieceRows = new Int32Array(pieces);
  pieceRows.set(table.pieceRows, specials);
  const { rows, scales } = quantise(table);
  const weights = new Float32Array(pieces);
  for (let p = specials; p < pieces; p++) {
    weights[p] = (table.weights[p - specials] as number) * (scales[pieceRows[p] as number] as number);
  }
  const tensor = (
    name: string,
    type: number,
    dims: number[],
    data: Int8Array | Int32Array | Float32Array,
  ) => ({
    name,
    dataType: type,
    dims,
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  });
  const value = (name: string, elemType: number, dims: (string | number)[]) => ({
    name,
    type: {
      tensorType: {
        elemType,
        shape: { dim: dims.map((dim) => (typeof dim === 'string' ? { dimParam: dim } : { dimValue: dim })) },
      },
    },
  });
  const ids = (name: string) => value(name, TensorProto.DataType.INT64, ['batch', 'pieces']);
  const model = ModelProto.create({
    irVersion: 8,
    producerName: 'rasid',
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name: 'rasid-concepts',
      node: [
        { opType: 'Gather', input: ['piece_rows', 'input_ids'], output: ['rows'] },
        { opType: 'Gather', input: ['table', 'rows'], output: ['quantised'] },
        {
          opType: 'Cast',
          input: ['quantised'],
          output: ['floats'],
          attribute: [
            { name: 'to', type: onnx.AttributeProto.AttributeType.INT, i: TensorProto.DataType.FLOAT },
          ],
        },
        { opType: 'Gather', input: ['weights', 'input_ids'], output: ['lengths'] },
        { opType: 'Mul', input: ['floats', 'lengths'], output: ['last_hidden_state'] },
      ],
      initializer: [
        tensor('piece_rows', TensorProto.DataType.INT32, [pieces], pieceRows),
        tensor('weights', TensorProto.DataType.FLOAT, [pieces, 1], weights),
        tensor('table', TensorProto.DataType.INT8, [table.rows, table.dims], rows),
      ],
      input: [ids('input_ids'), ids('attention_mask'), ids('token_type_ids')],
      output: [value('last_hidden_state', TensorProto.DataType.FLOAT, ['batch', 'pieces', table.dims])],
    },
  });
  return ModelProto.encode(model).finish();
}

/** Each row to int8 by its largest value; `scales` turn a quantised row back into a unit vector. */
function quantise({ vectors, rows: count, dims }: PieceTable): { rows: Int8Array; scales: Float64Array } {
  const rows = new Int8Array(vectors.length);
  const scales = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    let largest = 0;
    for (let i = row * dims; i < (row + 1) * dims; i++)
      largest = Math.max(largest, Math.abs(vectors[i] as number));
    if (largest === 0) continue;
    let square = 0;
    for (let i = row * dims; i < (row + 1) * dims; i++) {
      const value = Math.round(((vectors[i] as number) / largest) * 127);
      rows[i] = value;
      square += value * value;
    }
    scales[row] = 1 / Math.sqrt(square);
  }
  return { rows, scales };
}
