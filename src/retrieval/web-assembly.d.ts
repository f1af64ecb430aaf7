// What is used of WebAssembly: TypeScript declares it only for browsers.
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, unknown>;
  }
  class Memory {
    constructor(limits: { readonly initial: number; readonly maximum?: number });
    /** Another one after each growth. */
    readonly buffer: ArrayBuffer;
    /** By so many pages of 65,536 bytes. Throws a RangeError when there is no such room. */
    grow(pages: number): number;
  }
}
