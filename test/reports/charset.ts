/** Bytes of a text in a charset of one byte a letter, by turning Node's decoder round; for tests only. */
export function encode(text: string, charset: string): Uint8Array {
  const bytes = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) {
    bytes.set(new TextDecoder(charset).decode(new Uint8Array([byte])), byte);
  }
  return Uint8Array.from(text, (letter) => {
    const byte = bytes.get(letter);
    if (byte === undefined) throw new Error(`${letter} is not in ${charset}`);
    return byte;
  });
}

/** UTF-16 bytes, with the mark only when the text begins with one. */
export function utf16(text: string, order: 'le' | 'be'): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}
