/** Opens the Rego compiler that `npm ci` built, or that came with the package. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { packageRoot } from '../package-root.ts';
import { PlatformError } from '../platform-error.ts';
import { limitMemory } from './memory-limit.ts';

const opened = new Map<number, Promise<WebAssembly.Module>>();

/** The module with a bound on its memory; each bound is compiled once per process. */
export function openCompilerModule(pages: number): Promise<WebAssembly.Module> {
  const known = opened.get(pages);
  if (known !== undefined) return known;
  const opening = open(pages);
  opened.set(pages, opening);
  // A failure is not kept, so that a compiler built meanwhile is found.
  opening.catch(() => opened.delete(pages));
  return opening;
}

async function open(pages: number): Promise<WebAssembly.Module> {
  const compressed = await readCompressed();
  try {
    return await WebAssembly.compile(limitMemory(await promisify(brotliDecompress)(compressed), pages));
  } catch (cause) {
    throw new PlatformError('rego/compiler-damaged', `build/${fileName} is damaged: delete it and run \`npm ci\``, {
      cause,
    });
  }
}

const fileName = 'rego-compiler.wasm.br';

async function readCompressed(): Promise<Uint8Array> {
  try {
    return await readFile(path.join(packageRoot(), 'build', fileName));
  } catch (cause) {
    throw new PlatformError(
      'rego/compiler-missing',
      `build/${fileName} is missing: run \`npm ci\` with Go installed, or set ZONEWRIGHT_OPA to an OPA binary`,
      { cause },
    );
  }
}
