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
    constructor(limits: { readonly initial: number; readonly maximum: number; readonly shared: true });
    /** A larger one after each growth; those before stay valid. */
    readonly buffer: SharedArrayBuffer;
    /** By so many pages of 65,536 bytes. Throws a RangeError when there is no such room. */
    grow(pages: number): number;
  }
}
