/** The Rego compiler behind its port: OPA as a WASI module, run in threads without files, network or environment. */
import { availableParallelism } from 'node:os';
import type {
  RegoCompiler,
  RegoDescription,
  RegoFailed,
  RegoFormatted,
  RegoProblem,
  RegoResidue,
  RegoTested,
  RegoVersion,
} from '../compiler/rego/port.ts';
import { PlatformError } from './platform-error.ts';
import { openCompilerModule } from './rego/compiler-module.ts';
import { pageSize } from './rego/memory-limit.ts';
import { withinLimit } from './rego/within-limit.ts';
import { createWorkerPool } from './rego/worker-pool.ts';

export interface RegoCompilerOptions {
  /** A request that runs longer is stopped and throws `rego/timeout`; two minutes by default. */
  readonly timeoutMs?: number;
  /** A request that needs more memory throws `rego/out-of-memory`; 2048 by default. */
  readonly memoryMb?: number;
  /** Requests that run at the same time; by default one per processor, at most four. */
  readonly threads?: number;
}

/** The compiler that the environment asks for: the binary that `ZONEWRIGHT_OPA` names, else that of the package. */
export async function openRegoCompiler(
  env: Readonly<Record<string, string | undefined>>,
  options: RegoCompilerOptions = {},
): Promise<RegoCompiler> {
  const binary = env['ZONEWRIGHT_OPA'] ?? '';
  if (binary === '') return createRegoCompiler(options);
  const { createOpaBinary } = await import('./opa-binary.ts');
  return createOpaBinary(binary, options);
}

/** The compiler of the package, opened with the first request. */
export function createRegoCompiler(options: RegoCompilerOptions = {}): RegoCompiler {
  const { timeoutMs = 120_000, memoryMb = 2048, threads = Math.min(availableParallelism(), 4) } = options;
  const run = createWorkerPool({ threads, timeoutMs });
  const ask = async <Answer>(command: string, request: object, limitMs?: number): Promise<Answer | Refusal> => {
    const module = await openCompilerModule(Math.ceil((memoryMb * 1024 * 1024) / pageSize));
    const ended = await run({ module, request: JSON.stringify({ ...request, command }) }, limitMs);
    if (ended.kind === 'too-deep') return { errors: [tooDeep] };
    if (ended.kind === 'out-of-memory') {
      throw new PlatformError('rego/out-of-memory', `the Rego compiler needs more than ${memoryMb} MB`);
    }
    if (ended.kind === 'crashed') throw new PlatformError('rego/crashed', `the Rego compiler crashed: ${ended.detail}`);
    return readReply<Answer>(ended.output);
  };

  return {
    check: async (request) => told('checked', await ask<RegoDescription>('check', request)),
    compile: async (request) => {
      const reply = told('compiled', await ask<RegoDescription & { readonly wasm: string }>('compile', request));
      return reply.kind === 'failed' ? reply : { ...reply, wasm: Buffer.from(reply.wasm, 'base64') };
    },
    format: async (request) => told('formatted', await ask<Untold<RegoFormatted>>('format', request)),
    test: async (request) => {
      const asked = { ...request, coverage: request.coverage === 'measured' };
      return told('tested', await ask<Untold<RegoTested>>('test', asked));
    },
    partial: ({ limitMs, ...request }) =>
      withinLimit(limitMs, async () => told('residue', await ask<Untold<RegoResidue>>('partial', request, limitMs))),
    version: async () => {
      const reply = told('version', await ask<RegoVersion>('version', {}));
      if (reply.kind === 'failed') throw new PlatformError('rego/crashed', 'the Rego compiler has no version');
      return { opa: reply.opa, go: reply.go };
    },
  };
}

/** A reply has the form of the port but for the word that tells what it is. */
type Untold<Answer> = Omit<Answer, 'kind'>;

interface Refusal {
  readonly errors: readonly RegoProblem[];
}

function told<Kind extends string, Answer extends object>(
  kind: Kind,
  reply: Answer | Refusal,
): (Answer & { readonly kind: Kind }) | RegoFailed {
  return 'errors' in reply ? { kind: 'failed', errors: reply.errors } : { kind, ...reply };
}

function readReply<Answer>(output: Uint8Array): Answer | Refusal {
  const reply = JSON.parse(new TextDecoder().decode(output)) as Answer | Refusal | Failure;
  if (typeof reply !== 'object' || reply === null || !('error' in reply)) return reply as Answer | Refusal;
  const { code, message } = reply.error as Failure['error'];
  throw new PlatformError('rego/crashed', `the Rego compiler failed: ${message} (${code})`);
}

/** A request that makes no sense, or a defect of the compiler. */
interface Failure {
  readonly error: { readonly code: string; readonly message: string };
}

const tooDeep: RegoProblem = {
  code: 'rego_nesting_error',
  message: 'the sources nest too deep for the compiler',
  file: '<request>',
  line: 1,
  column: 1,
};
