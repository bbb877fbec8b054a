/**
 * A compiled policy that answers. The only place that imports the OPA SDK, and the place where its measured
 * defects are kept away from everybody else (docs/wasm-runtime.md).
 */
import { Script } from 'node:vm';
import * as sdk from '@open-policy-agent/opa-wasm';
import type { PolicyInput } from '../model/policy-input.ts';
import { builtinsOf, evaluateHeld, type HeldInput, holdInput, type LoadedModule } from './wasm-exports.ts';

/** What a decision rests on: grants written in YAML, Rego grants, free traffic inside a zone, or nothing. */
export type DecisionBasis = 'grants' | 'allowlists' | 'internal' | 'nothing';

/** What a policy answers. Only Rego grants come with names, sorted; the plan knows which written ones hold. */
export type Decision =
  | {
      readonly kind: 'decided';
      readonly allow: boolean;
      readonly by: DecisionBasis;
      readonly grants: readonly string[];
    }
  | { readonly kind: 'failed'; readonly message: string };

export interface PolicyOptions {
  /** Milliseconds of processor time that one guarded run may take. */
  readonly timeLimit?: number;
  /** Bytes of the largest input as JSON, where that is more than a conversation. */
  readonly inputSize?: number;
}

/** What an entry point gives: its document, undefined where it has none, or why there is no answer. */
export type PolicyAnswer =
  | { readonly kind: 'answered'; readonly document: unknown }
  | { readonly kind: 'failed'; readonly message: string };

/** Loading refuses a module that needs what is not pure and native. */
export type PolicyLoad =
  | { readonly kind: 'loaded'; readonly policy: Policy }
  | { readonly kind: 'impure'; readonly builtins: readonly string[] }
  | { readonly kind: 'broken'; readonly message: string };

/** Thrown out of a guarded run that took too long. */
export class Runaway extends Error {
  override readonly name = 'Runaway';
}

/** The SDK's ESM entry names only `loadPolicy`; everything else is on its default export, which its types do not list. */
const opa = (sdk as unknown as { readonly default: typeof sdk }).default;

const entrypoint = 'zonewright/decision';
const pageBytes = 65_536;
/** Each throw out of WASM leaks at most 128 bytes of a 64 KiB stack; the instance is renewed long before it is full. */
const throwsPerInstance = 64;

/** Compiles the module, checks what it imports, and loads the data. */
export function loadPolicy(wasm: Uint8Array, data: object, options: PolicyOptions = {}): PolicyLoad {
  try {
    const module = new WebAssembly.Module(Uint8Array.from(wasm));
    const bytes = new TextEncoder().encode(JSON.stringify(data));
    const policy = new Policy(module, bytes, { timeLimit: 2000, inputSize: 0, ...options });
    const builtins = policy.hostBuiltins();
    return builtins.length > 0 ? { kind: 'impure', builtins } : { kind: 'loaded', policy };
  } catch (error) {
    return { kind: 'broken', message: messageOf(error) };
  }
}

/** Holds a WASM instance with its memory; renewed when it may have been damaged. */
export class Policy {
  readonly #compiled: WebAssembly.Module;
  readonly #data: Uint8Array;
  readonly #timeLimit: number;
  readonly #inputSize: number;
  #instance: sdk.LoadedPolicy;
  #throws = 0;
  /** What `askAgain` read last; gone with the instance, or when that reads something else. */
  #held: { readonly json: Uint8Array; readonly input: HeldInput } | null = null;

  constructor(module: WebAssembly.Module, data: Uint8Array, { timeLimit, inputSize }: Required<PolicyOptions>) {
    this.#compiled = module;
    this.#data = data;
    this.#timeLimit = timeLimit;
    this.#inputSize = inputSize;
    this.#instance = this.#instantiate();
  }

  /** Builtins that the module would ask its host for, sorted. A pure policy has none. */
  hostBuiltins(): readonly string[] {
    return [...builtinsOf(this.#module())].sort();
  }

  /** Decides about one conversation. */
  decide(input: PolicyInput): Decision {
    const answer = this.ask(input, entrypoint);
    return answer.kind === 'failed' ? answer : readDecision(answer.document);
  }

  /** Evaluates an entry point. Anything that goes wrong inside the policy is an answer, never an exception. */
  ask(input: object, of: string): PolicyAnswer {
    this.#held = null;
    return this.#answer(() => this.#instance.evaluate(input, of));
  }

  /**
   * Evaluates an entry point like `ask`. The input, as JSON, is read when other bytes were asked about before: for a large
   * one that takes longer than most answers.
   */
  askAgain(json: Uint8Array, of: string): PolicyAnswer {
    return this.#answer(() => {
      const module = this.#module();
      if (this.#held?.json !== json) this.#held = { json, input: holdInput(module, json) };
      return evaluateHeld(module, this.#held.input, of);
    });
  }

  #answer(evaluate: () => unknown): PolicyAnswer {
    try {
      const results = evaluate() as readonly { readonly result?: unknown }[];
      return { kind: 'answered', document: results[0]?.result };
    } catch (error) {
      if (isTimeout(error)) throw error;
      this.#throws += 1;
      if (this.#throws >= throwsPerInstance) this.renew();
      return { kind: 'failed', message: messageOf(error) };
    }
  }

  /**
   * Runs `work`, which may call `decide` many times, and stops it when it takes longer than the time limit.
   * Throws `Runaway` then; the instance has been renewed. Guarding costs about 0.2 ms, hence batches.
   */
  guarded<T>(work: () => T): T {
    try {
      return runWithTimeout(work, this.#timeLimit);
    } catch (error) {
      if (!isTimeout(error)) throw error;
      this.renew();
      throw new Runaway(`the policy took longer than ${this.#timeLimit} ms`);
    }
  }

  /** Throws the instance away and makes a new one from the same module and data. */
  renew(): void {
    this.#throws = 0;
    this.#held = null;
    this.#instance = this.#instantiate();
  }

  #module(): LoadedModule {
    return this.#instance as unknown as LoadedModule;
  }

  /** Memory is sized beforehand: growing it while data loads is up to 150 times slower. */
  #instantiate(): sdk.LoadedPolicy {
    const bytes = this.#data.byteLength + this.#inputSize;
    const initial = Math.min(32_768, Math.ceil((18 * bytes + 4 * 1024 * 1024) / pageBytes));
    const maximum = Math.min(65_536, Math.max(2 * initial, 4096));
    const instance = opa.loadPolicySync(this.#compiled, { initial, maximum });
    instance.setData(Uint8Array.from(this.#data).buffer);
    return instance;
  }
}

const guardSlot = Symbol.for('zonewright.guarded-run');
const guardScript = new Script(`globalThis[Symbol.for('zonewright.guarded-run')]()`);

/** The only way to interrupt WASM in its own thread is the timeout of a script around it. */
function runWithTimeout<T>(work: () => T, timeout: number): T {
  const holder = globalThis as unknown as Record<symbol, unknown>;
  const outer = holder[guardSlot];
  holder[guardSlot] = work;
  try {
    return guardScript.runInThisContext({ timeout }) as T;
  } finally {
    holder[guardSlot] = outer;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

function readDecision(result: unknown): Decision {
  if (typeof result !== 'object' || result === null) return { kind: 'failed', message: 'the policy gave no decision' };
  const { allow, by, grants } = result as { allow?: unknown; by?: unknown; grants?: unknown };
  if (typeof allow !== 'boolean' || typeof by !== 'string' || !Array.isArray(grants)) {
    return { kind: 'failed', message: 'the policy gave a decision of another shape' };
  }
  return { kind: 'decided', allow, by: by as DecisionBasis, grants: grants.map(String).sort() };
}

/** The SDK throws strings and bare objects as well as errors. */
function messageOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (error instanceof Error) return error.message;
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : 'the policy failed';
}
