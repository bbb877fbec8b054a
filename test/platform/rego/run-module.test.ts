import { readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../../src/platform/package-root.ts';
import { limitMemory } from '../../../src/platform/rego/memory-limit.ts';
import { runModule } from '../../../src/platform/rego/run-module.ts';
import { createWasiConsole } from '../../../src/platform/rego/wasi-console.ts';

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const onePage = [5, 3, 1, 0, 1];
const memoryName = [6, ...Buffer.from('memory')];
const startName = [6, ...Buffer.from('_start')];

/** A module whose `_start` is these instructions; it can call itself as function 0. */
function program(instructions: readonly number[]): WebAssembly.Module {
  const body = [0, ...instructions, 0x0b];
  const exported = [2, ...memoryName, 2, 0, ...startName, 0, 0];
  return new WebAssembly.Module(
    Uint8Array.from([
      ...header,
      ...[1, 4, 1, 0x60, 0, 0],
      ...[3, 2, 1, 0],
      ...onePage,
      ...[7, exported.length, ...exported],
      ...[10, body.length + 2, 1, body.length, ...body],
    ]),
  );
}

describe('a run of a module', () => {
  test('that ends without a word is answered with nothing', () => {
    expect(runModule(program([]), '')).toEqual({ kind: 'answered', output: new Uint8Array(0) });
  });

  test('that calls itself for ever is too deep', () => {
    expect(runModule(program([0x10, 0]), '')).toEqual({ kind: 'too-deep' });
  });

  test('that traps is a crash', () => {
    expect(runModule(program([0x00]), '')).toMatchObject({
      kind: 'crashed',
      detail: expect.stringContaining('unreachable'),
    });
  });

  test('of no command is a crash', () => {
    expect(runModule(new WebAssembly.Module(Uint8Array.from(header)), '')).toMatchObject({ kind: 'crashed' });
  });
});

describe('a bound on memory', () => {
  test('holds', () => {
    const unbounded = Uint8Array.from([...header, ...onePage, 7, 10, 1, ...memoryName, 2, 0]);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(limitMemory(unbounded, 300)));
    const memory = exports['memory'] as WebAssembly.Memory;
    expect(memory.grow(299)).toBe(1);
    expect(() => memory.grow(1)).toThrow(RangeError);
  });

  test('is never below what the module begins with', () => {
    const module = Uint8Array.from([...header, 5, 4, 1, 0, 0x80, 2, 7, 10, 1, ...memoryName, 2, 0]);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(limitMemory(module, 1)));
    expect((exports['memory'] as WebAssembly.Memory).buffer.byteLength).toBe(256 * 65_536);
  });

  test('needs a memory', () => {
    expect(() => limitMemory(Uint8Array.from(header), 1)).toThrow('no memory');
    expect(() => limitMemory(Uint8Array.from([...header, 5, 0x80]), 1)).toThrow('ends inside');
  });
});

test('the compiler asks its host for nothing but what the console offers', () => {
  const compressed = readFileSync(path.join(packageRoot(), 'build', 'rego-compiler.wasm.br'));
  const module = new WebAssembly.Module(brotliDecompressSync(compressed));
  const offered = Object.keys(createWasiConsole(new Uint8Array(0)).imports);
  const asked = WebAssembly.Module.imports(module);
  expect(asked.filter((each) => !offered.includes(each.name))).toEqual([]);
  expect(new Set(asked.map((each) => each.module))).toEqual(new Set(['wasi_snapshot_preview1']));
  expect(offered.filter((name) => !asked.some((each) => each.name === name))).toEqual([]);
});
