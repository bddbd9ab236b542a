export interface WasmMemory {
  readonly buffer: ArrayBuffer
}

export type WasmModule = object

interface WebAssemblyApi {
  Memory: new (pages: { initial: number; maximum: number }) => WasmMemory
  Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule
  Instance: new (
    module: WasmModule,
    imports: { env: { memory: WasmMemory } },
  ) => { readonly exports: Readonly<Record<string, unknown>> }
}

// TypeScript knows WebAssembly only along with the browser's DOM; every Node from 16.4 on has it, SIMD included.
export const { WebAssembly: webAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi }
