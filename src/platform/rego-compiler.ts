/** The Rego compiler behind its port: OPA as a WASI module, run in threads without files, network or environment. */
import { availableParallelism } from 'node:os';
import type { RegoCompiler, RegoFailed, RegoProblem } from '../compiler/rego/port.ts';
import { createOpaBinary } from './opa-binary.ts';
import { PlatformError } from './platform-error.ts';
import { openCompilerModule } from './rego/compiler-module.ts';
import { pageSize } from './rego/memory-limit.ts';
import { createWorkerPool } from './rego/worker-pool.ts';

export interface RegoCompilerOptions {
  /** A request that runs longer is stopped and throws `rego/timeout`; two minutes by default. */
  readonly timeoutMs?: number;
  /** A request that needs more memory throws `rego/out-of-memory`; 2048 by default. */
  readonly memoryMb?: number;
  /** Requests that run at the same time; by default one per processor, at most four. */
  readonly threads?: number;
}

/** The compiler that the environment asks for: the binary of `ZONEWRIGHT_OPA`, else the module of the package. */
export async function openRegoCompiler(
  env: Readonly<Record<string, string | undefined>>,
  options: RegoCompilerOptions = {},
): Promise<RegoCompiler> {
  const binary = env['ZONEWRIGHT_OPA'] ?? '';
  return binary === '' ? createRegoCompiler(options) : createOpaBinary(binary, options);
}

/** The compiler of the package; it is opened with the first request. */
export function createRegoCompiler(options: RegoCompilerOptions = {}): RegoCompiler {
  const { timeoutMs = 120_000, memoryMb = 2048, threads = Math.min(availableParallelism(), 4) } = options;
  const run = createWorkerPool({ threads, timeoutMs });

  const ask = async (command: string, request: object): Promise<Reply> => {
    const module = await openCompilerModule(Math.ceil((memoryMb * 1024 * 1024) / pageSize));
    const ended = await run({ module, request: JSON.stringify({ ...request, command }) });
    if (ended.kind === 'too-deep') return { errors: [tooDeep] };
    if (ended.kind === 'out-of-memory') {
      throw new PlatformError('rego/out-of-memory', `the Rego compiler needs more than ${memoryMb} MB`);
    }
    if (ended.kind === 'crashed') throw new PlatformError('rego/crashed', `the Rego compiler crashed: ${ended.detail}`);
    return readReply(ended.output);
  };
  /** A reply has the form of the port, but for the word that says which it is. */
  const answer = async <Answer extends { readonly kind: string }>(
    kind: Answer['kind'],
    command: string,
    request: object,
  ): Promise<Answer | RegoFailed> => {
    const reply = await ask(command, request);
    return (reply.errors === undefined ? { kind, ...reply } : { kind: 'failed', errors: reply.errors }) as
      | Answer
      | RegoFailed;
  };

  return {
    check: (request) => answer('checked', 'check', request),
    compile: async (request) => {
      const { wasm, errors, ...described } = await ask('compile', request);
      if (errors !== undefined) return { kind: 'failed', errors };
      return { kind: 'compiled', ...described, wasm: Buffer.from(wasm ?? '', 'base64') } as never;
    },
    format: (request) => answer('formatted', 'format', request),
    test: (request) => answer('tested', 'test', { ...request, coverage: request.coverage === 'measured' }),
    partial: (request) => answer('residue', 'partial', request),
    version: async () => (await ask('version', {})) as never,
  };
}

interface Reply {
  readonly errors?: readonly RegoProblem[];
  readonly error?: { readonly code: string; readonly message: string };
  readonly wasm?: string;
}

const tooDeep: RegoProblem = {
  code: 'rego_nesting_error',
  message: 'the sources nest too deep for the compiler',
  file: '<request>',
  line: 1,
  column: 1,
};

function readReply(output: Uint8Array): Reply {
  const reply = JSON.parse(new TextDecoder().decode(output)) as Reply;
  if (reply.error === undefined) return reply;
  throw new PlatformError('rego/crashed', `the Rego compiler failed: ${reply.error.message} (${reply.error.code})`);
}
