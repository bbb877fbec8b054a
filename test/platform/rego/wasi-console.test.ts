import { describe, expect, test } from 'vitest';
import { createWasiConsole, WasiExit } from '../../../src/platform/rego/wasi-console.ts';

type Call = (...args: readonly (number | bigint)[]) => number;

function open(input = '') {
  const wasi = createWasiConsole(new TextEncoder().encode(input));
  const memory = new WebAssembly.Memory({ initial: 1 });
  wasi.attach(memory);
  const calls = wasi.imports as Readonly<Record<string, Call>>;
  const call = (name: string, ...args: (number | bigint)[]): number => calls[name]?.(...args) ?? -1;
  const view = new DataView(memory.buffer);
  const vector = (at: number, pointer: number, length: number): void => {
    view.setUint32(at, pointer, true);
    view.setUint32(at + 4, length, true);
  };
  return { wasi, memory, call, view, vector, names: Object.keys(calls) };
}

describe('a WASI console', () => {
  test('reads its input in pieces, then nothing', () => {
    const { call, view, vector, memory } = open('hello');
    vector(0, 100, 2);
    vector(8, 200, 2);
    expect(call('fd_read', 0, 0, 2, 50)).toBe(0);
    expect(view.getUint32(50, true)).toBe(4);
    expect(Buffer.from(memory.buffer, 100, 2).toString() + Buffer.from(memory.buffer, 200, 2).toString()).toBe('hell');
    call('fd_read', 0, 0, 2, 50);
    expect(view.getUint32(50, true)).toBe(1);
    call('fd_read', 0, 0, 2, 50);
    expect(view.getUint32(50, true)).toBe(0);
  });

  test('keeps what is written, output and errors apart', () => {
    const { wasi, call, vector, memory } = open();
    Buffer.from(memory.buffer, 100, 4).write('abcd');
    vector(0, 100, 2);
    vector(8, 102, 2);
    call('fd_write', 1, 0, 2, 50);
    call('fd_write', 2, 0, 1, 50);
    Buffer.from(memory.buffer, 100, 4).write('ZZZZ');
    expect(Buffer.from(wasi.output()).toString()).toBe('abcd');
    expect(Buffer.from(wasi.errorOutput()).toString()).toBe('ab');
  });

  test('survives that the memory grows', () => {
    const { wasi, call, memory } = open();
    memory.grow(1);
    const view = new DataView(memory.buffer);
    view.setUint32(0, 70_000, true);
    view.setUint32(4, 1, true);
    view.setUint8(70_000, 65);
    expect(call('fd_write', 1, 0, 1, 50)).toBe(0);
    expect([...wasi.output()]).toEqual([65]);
  });

  test('has no files, arguments or environment', () => {
    const { call, view } = open();
    const badDescriptor = 8;
    const notSupported = 52;
    for (const name of ['path_open', 'path_readlink', 'path_filestat_get']) expect(call(name)).toBe(notSupported);
    for (const descriptor of [3, 4, 100]) {
      expect(call('fd_prestat_get', descriptor, 0)).toBe(badDescriptor);
      expect(call('fd_read', descriptor, 0, 0, 0)).toBe(badDescriptor);
      expect(call('fd_write', descriptor, 0, 0, 0)).toBe(badDescriptor);
    }
    for (const name of ['args_sizes_get', 'environ_sizes_get']) {
      view.setUint32(0, 9, true);
      expect(call(name, 0, 4)).toBe(0);
      expect(view.getUint32(0, true)).toBe(0);
    }
  });

  test('gives the same random numbers each time', () => {
    const draw = (): readonly number[] => {
      const { call, memory } = open();
      call('random_get', 0, 16);
      return [...new Uint8Array(memory.buffer, 0, 16)];
    };
    expect(draw()).toEqual(draw());
    expect(new Set(draw()).size).toBeGreaterThan(8);
  });

  test('sleeps as long as a clock is asked for', () => {
    const { call, view } = open();
    view.setBigUint64(0, 7n, true);
    view.setUint32(16, 1, true);
    view.setBigUint64(24, 20_000_000n, true);
    const started = performance.now();
    call('poll_oneoff', 0, 100, 1, 200);
    expect(performance.now() - started).toBeGreaterThan(15);
    expect([view.getUint32(200, true), view.getBigUint64(100, true)]).toEqual([1, 7n]);
  });

  test('ends a program with its status', () => {
    const { call } = open();
    expect(() => call('proc_exit', 3)).toThrow(new WasiExit(3));
  });
});
