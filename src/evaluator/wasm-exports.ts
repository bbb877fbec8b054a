/**
 * What a compiled policy exports beside what the SDK uses: the documented ABI of OPA's WASM modules
 * (openpolicyagent.org/docs/wasm), by which an input is read once and asked about many times.
 */

interface Exports {
  builtins?(): number;
  eval(context: number): number;
  opa_eval_ctx_get_result(context: number): number;
  opa_eval_ctx_new(): number;
  opa_eval_ctx_set_data(context: number, value: number): void;
  opa_eval_ctx_set_entrypoint(context: number, entrypoint: number): void;
  opa_eval_ctx_set_input(context: number, value: number): void;
  opa_heap_ptr_get(): number;
  opa_heap_ptr_set(address: number): void;
  opa_json_dump(value: number): number;
  opa_json_parse(address: number, length: number): number;
  opa_malloc(bytes: number): number;
}

/** An instance as the SDK holds it, which its types do not tell. */
export interface LoadedModule {
  readonly wasmInstance: WebAssembly.Instance;
  readonly mem: WebAssembly.Memory;
  readonly dataAddr: number;
  readonly dataHeapPtr: number;
  readonly entrypoints: Readonly<Record<string, number>>;
}

/** An input in the memory of an instance; it lasts until the instance evaluates or loads something else. */
export interface HeldInput {
  readonly address: number;
  /** Where free memory begins behind it. */
  readonly heap: number;
}

/** Names of the builtins that the module would ask its host for. */
export function builtinsOf({ wasmInstance, mem }: LoadedModule): readonly string[] {
  const { builtins, opa_json_dump } = exportsOf(wasmInstance);
  return builtins === undefined ? [] : Object.keys(JSON.parse(textAt(mem, opa_json_dump(builtins()))) as object);
}

/** Reads an input behind the data. Throws when it does not fit. */
export function holdInput({ wasmInstance, mem, dataHeapPtr }: LoadedModule, json: Uint8Array): HeldInput {
  const { opa_heap_ptr_get, opa_heap_ptr_set, opa_json_parse, opa_malloc } = exportsOf(wasmInstance);
  opa_heap_ptr_set(dataHeapPtr);
  const raw = opa_malloc(json.length);
  new Uint8Array(mem.buffer).set(json, raw);
  const address = opa_json_parse(raw, json.length);
  if (address === 0) throw new Error('the input could not be read');
  return { address, heap: opa_heap_ptr_get() };
}

/** Evaluates an entry point with an input that was read; answers the set of its results. */
export function evaluateHeld(module: LoadedModule, { address, heap }: HeldInput, entrypoint: string): unknown {
  const { wasmInstance, mem, dataAddr, entrypoints } = module;
  const number = Object.hasOwn(entrypoints, entrypoint) ? entrypoints[entrypoint] : undefined;
  if (number === undefined) throw new Error(`there is no entry point ${entrypoint}`);
  const exports = exportsOf(wasmInstance);
  exports.opa_heap_ptr_set(heap);
  const context = exports.opa_eval_ctx_new();
  exports.opa_eval_ctx_set_input(context, address);
  exports.opa_eval_ctx_set_data(context, dataAddr);
  exports.opa_eval_ctx_set_entrypoint(context, number);
  exports.eval(context);
  return JSON.parse(textAt(mem, exports.opa_json_dump(exports.opa_eval_ctx_get_result(context))));
}

function exportsOf(instance: WebAssembly.Instance): Exports {
  return instance.exports as unknown as Exports;
}

/** The text at an address, which ends before a zero. */
function textAt(memory: WebAssembly.Memory, address: number): string {
  const bytes = new Uint8Array(memory.buffer);
  return new TextDecoder().decode(bytes.subarray(address, bytes.indexOf(0, address)));
}
