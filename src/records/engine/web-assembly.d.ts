// TypeScript declares these only in its library `dom`, together with everything else of a browser.
declare namespace WebAssembly {
  class Module {
    private constructor();
  }
  class Instance {
    constructor(
      module: Module,
      imports: Readonly<Record<string, Readonly<Record<string, (...args: number[]) => number>>>>,
    );
    readonly exports: Readonly<Record<string, unknown>>;
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  interface NumberGlobal {
    readonly value: number;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
