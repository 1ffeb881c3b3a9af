import { setFlagsFromString } from 'node:v8';

/**
 * Prisma compiles its queries in WebAssembly and remembers the plans. Optimised machine code for that would hold some
 * 40 MB and answer no faster, so V8's baseline compiler must do. Call before the first query.
 */
export function keepWasmLean(): void {
  setFlagsFromString('--liftoff-only');
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
}
