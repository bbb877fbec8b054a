/** Temporary. */
import { execa } from 'execa';
import type { RegoCompiler } from '../compiler/rego/port.ts';

export async function openRegoCompiler(_env: unknown): Promise<RegoCompiler> {
  const ask = async (request: object): Promise<Record<string, unknown>> => {
    const { stdout } = await execa('zonewright-rego-compiler', { input: JSON.stringify(request), maxBuffer: 1e9 });
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  return {
    check: async (request) => {
      const answer = await ask({ command: 'check', ...request });
      return (answer['errors'] === undefined ? { kind: 'checked', ...answer } : { kind: 'failed', ...answer }) as never;
    },
    compile: async (request) => {
      const answer = await ask({ command: 'compile', ...request });
      if (answer['errors'] !== undefined) return { kind: 'failed', ...answer } as never;
      return { kind: 'compiled', ...answer, wasm: Buffer.from(answer['wasm'] as string, 'base64') } as never;
    },
  };
}
