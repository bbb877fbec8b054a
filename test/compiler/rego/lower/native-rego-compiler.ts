/** The Rego compiler as a native program, built from its sources once per test run. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PartialEvaluator, RegoResidue } from '../../../../src/compiler/rego/lower/residue.ts';
import type { RegoChecked, RegoCompiled, RegoFailed, RegoRequest } from '../../../../src/compiler/rego/port.ts';

const program = join(mkdtempSync(join(tmpdir(), 'rego-compiler-')), 'rego-compiler');
execFileSync('go', ['build', '-o', program, '.'], {
  cwd: new URL('../../../../tools/rego-compiler/', import.meta.url),
});

export interface NativeRegoCompiler extends PartialEvaluator {
  readonly check: (request: RegoRequest) => Promise<RegoChecked | RegoFailed>;
  readonly compile: (
    request: RegoRequest & { readonly entrypoints: readonly string[] },
  ) => Promise<RegoCompiled | RegoFailed>;
}

export const nativeRegoCompiler: NativeRegoCompiler = {
  check: async (request) => answer<RegoChecked>('checked', await ask({ command: 'check', ...request })),
  partial: async (request) => answer<RegoResidue>('residue', await ask({ command: 'partial', ...request })),
  compile: async (request) => {
    const reply = answer<RegoCompiled>('compiled', await ask({ command: 'compile', ...request }));
    return reply.kind === 'failed' ? reply : { ...reply, wasm: Buffer.from(String(reply.wasm), 'base64') };
  },
};

function answer<T extends { readonly kind: string }>(
  kind: T['kind'],
  reply: Readonly<Record<string, unknown>>,
): T | RegoFailed {
  return { kind: reply['errors'] === undefined ? kind : 'failed', ...reply } as unknown as T | RegoFailed;
}

function ask(request: object): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, { maxBuffer: 1 << 30 }, (error, output) => {
      if (error !== null) reject(error);
      else resolve(JSON.parse(output) as Readonly<Record<string, unknown>>);
    });
    child.stdin?.end(JSON.stringify(request));
  });
}
