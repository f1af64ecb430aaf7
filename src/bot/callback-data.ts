import { z } from 'zod';

/** Buttons made by other versions of this layout are told from ours by this first character. */
const LAYOUT = '1';
/** Longest callback data, in bytes (Bot API, InlineKeyboardButton). */
const MAX_BYTES = 64;

/** A whole number from 0, written in base 36. */
export const numberField = z.codec(z.string().regex(/^[0-9a-z]{1,11}$/), z.int().nonnegative(), {
  decode: (text) => Number.parseInt(text, 36),
  encode: (value) => value.toString(36),
});
/** A whole number from 1, written in base 36. */
export const countField = numberField.refine((value) => value >= 1);
/** The id of a report: 12 characters of `[A-Za-z0-9_-]`. */
export const reportIdField = z.string().regex(/^[A-Za-z0-9_-]{12}$/);

/** One kind of button: what its callback data carries. All its state is in there, so it survives a restart. */
export interface ButtonKind<T> {
  /** Matches the data of this kind, for `callbackQuery`. */
  readonly pattern: RegExp;
  /** Callback data, 1 to 64 ASCII characters. Throws when a value is invalid or they are too long. */
  pack(value: T): string;
  /** What the data carries; `undefined` for data of strangers or of another layout. */
  unpack(data: string): T | undefined;
}

/**
 * Defines a kind of button. `letter` is its own, never used again for another kind; `fields` are codecs
 * between a value and ASCII text without dots, in the order in which they are written.
 */
export function defineButton<S extends z.ZodRawShape>(
  letter: string,
  fields: S,
): ButtonKind<z.output<z.ZodObject<S>>> {
  const schema = z.object(fields);
  const names = Object.keys(fields);
  const prefix = `${LAYOUT}${letter}`;
  return {
    pattern: new RegExp(`^${prefix}(\\.|$)`),
    pack(value) {
      const encoded = z.encode(schema, value) as Record<string, string>;
      const data = [prefix, ...names.map((name) => encoded[name])].join('.');
      if (Buffer.byteLength(data) > MAX_BYTES) {
        throw new RangeError(`callback data of kind ${letter} has more than ${MAX_BYTES} bytes`);
      }
      return data;
    },
    unpack(data) {
      const [head, ...parts] = data.split('.');
      if (head !== prefix || parts.length !== names.length) return undefined;
      const encoded = Object.fromEntries(names.map((name, i) => [name, parts[i]]));
      const decoded = schema.safeDecode(encoded as z.input<typeof schema>);
      return decoded.success ? decoded.data : undefined;
    },
  };
}
