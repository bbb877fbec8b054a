/** Runs one request through one fresh instance of the Rego compiler, from standard input to standard output. */
import { createWasiConsole, WasiExit } from './wasi-console.ts';

/** What became of a run; only `answered` has a reply. */
export type RegoRun =
  | { readonly kind: 'answered'; readonly output: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'too-deep' }
  | { readonly kind: 'out-of-memory' }
  | { readonly kind: 'crashed'; readonly detail: string };

export function runModule(module: WebAssembly.Module, request: string): RegoRun {
  const wasi = createWasiConsole(new TextEncoder().encode(request));
  const { memory, _start: start } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi.imports }).exports;
  if (!(memory instanceof WebAssembly.Memory) || typeof start !== 'function') {
    return { kind: 'crashed', detail: 'this is no WASI command' };
  }
  wasi.attach(memory);
  try {
    start();
  } catch (thrown) {
    // The frames of the program are frames of the engine, whose stack is bounded.
    if (thrown instanceof RangeError) return { kind: 'too-deep' };
    if (!(thrown instanceof WasiExit)) return { kind: 'crashed', detail: String(thrown) };
    if (thrown.status !== 0) return afterFailure(wasi.errorOutput());
  }
  return { kind: 'answered', output: wasi.output() };
}

/** Go says on standard error why it gave up. */
function afterFailure(errorOutput: Uint8Array): RegoRun {
  const text = new TextDecoder().decode(errorOutput);
  if (/stack overflow|stack exceeds/.test(text)) return { kind: 'too-deep' };
  if (/out of memory|cannot allocate/.test(text)) return { kind: 'out-of-memory' };
  return { kind: 'crashed', detail: text.split('\n', 3).join(' ').trim() };
}
