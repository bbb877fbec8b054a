/**
 * The WASI preview 1 calls of a program that has standard input, output and error in memory, and nothing else: no
 * files, no arguments, no environment, no network. What is not here does not exist, so there is nothing to escape from.
 */
import { joinBytes } from './join-bytes.ts';

/** Ends a program that called `exit`; thrown through its frames. */
export class WasiExit extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`exit ${status}`);
    this.status = status;
  }
}

/** The running program's side of the calls. */
export interface WasiConsole {
  readonly imports: WebAssembly.ModuleImports;
  /** Must be called before the program starts: the calls read and write its memory. */
  readonly attach: (memory: WebAssembly.Memory) => void;
  readonly output: () => Uint8Array<ArrayBuffer>;
  readonly errorOutput: () => Uint8Array<ArrayBuffer>;
}

const success = 0;
const badDescriptor = 8;
const notSupported = 52;

/** Calls that Go links but a program without files never needs. */
const absent = ['fd_filestat_get', 'fd_readdir', 'fd_seek', 'path_filestat_get', 'path_open', 'path_readlink'] as const;

/** The program's memory. Its buffer is replaced whenever it grows, so that no view may be kept. */
interface ProgramMemory {
  readonly view: () => DataView;
  readonly bytes: (pointer: number, length: number) => Uint8Array;
}

/**
 * A console that reads `input`. Random numbers are a fixed sequence: they only seed the hash tables of the program,
 * and with them fixed the same input gives the same output, byte for byte.
 */
export function createWasiConsole(input: Uint8Array): WasiConsole {
  let attached: WebAssembly.Memory | undefined;
  const buffer = (): ArrayBuffer => {
    if (attached === undefined) throw new Error('the memory of the program is not attached');
    return attached.buffer;
  };
  const memory: ProgramMemory = {
    view: () => new DataView(buffer()),
    bytes: (pointer, length) => new Uint8Array(buffer(), pointer, length),
  };
  const written: Readonly<Record<number, Uint8Array[]>> = { 1: [], 2: [] };
  return {
    imports: {
      ...Object.fromEntries(absent.map((name) => [name, () => notSupported])),
      ...emptySurroundings(memory),
      ...streams(memory, input, written),
      ...clocksAndChance(memory),
      proc_exit: (status: number) => {
        throw new WasiExit(status);
      },
    },
    attach: (given) => {
      attached = given;
    },
    output: () => joinBytes(written[1] ?? []),
    errorOutput: () => joinBytes(written[2] ?? []),
  };
}

/** No arguments, no environment, no folders. */
function emptySurroundings({ view }: ProgramMemory): WebAssembly.ModuleImports {
  const none = (count: number, size: number): number => {
    view().setUint32(count, 0, true);
    view().setUint32(size, 0, true);
    return success;
  };
  return {
    args_get: () => success,
    args_sizes_get: none,
    environ_get: () => success,
    environ_sizes_get: none,
    fd_prestat_get: () => badDescriptor,
    fd_prestat_dir_name: () => badDescriptor,
  };
}

function streams(
  memory: ProgramMemory,
  input: Uint8Array,
  written: Readonly<Record<number, Uint8Array[]>>,
): WebAssembly.ModuleImports {
  let read = 0;
  return {
    fd_close: (descriptor: number) => (descriptor <= 2 ? success : badDescriptor),
    fd_fdstat_get: (descriptor: number, result: number) => {
      if (descriptor > 2) return badDescriptor;
      memory.bytes(result, 24).fill(0);
      memory.view().setUint8(result, characterDevice);
      return success;
    },
    fd_fdstat_set_flags: (descriptor: number) => (descriptor <= 2 ? success : badDescriptor),
    fd_read: (descriptor: number, vectors: number, count: number, result: number) => {
      if (descriptor !== 0) return badDescriptor;
      let taken = 0;
      for (const target of buffers(memory, vectors, count)) {
        const part = input.subarray(read, read + target.length);
        target.set(part);
        read += part.length;
        taken += part.length;
      }
      memory.view().setUint32(result, taken, true);
      return success;
    },
    fd_write: (descriptor: number, vectors: number, count: number, result: number) => {
      const parts = written[descriptor];
      if (parts === undefined) return badDescriptor;
      let size = 0;
      for (const source of buffers(memory, vectors, count)) {
        parts.push(source.slice());
        size += source.length;
      }
      memory.view().setUint32(result, size, true);
      return success;
    },
  };
}

function clocksAndChance({ view, bytes }: ProgramMemory): WebAssembly.ModuleImports {
  const random = pseudoRandom();
  return {
    clock_time_get: (clock: number, _precision: bigint, result: number) => {
      view().setBigUint64(result, now(clock), true);
      return success;
    },
    poll_oneoff: (subscriptions: number, events: number, count: number, result: number) => {
      view().setUint32(result, waitForClocks(view(), subscriptions, events, count), true);
      return success;
    },
    random_get: (pointer: number, length: number) => {
      random(bytes(pointer, length));
      return success;
    },
    sched_yield: () => success,
  };
}

const characterDevice = 2;

/** Clock 0 is the time of day; all others count from the start of this thread. */
function now(clock: number): bigint {
  const milliseconds = clock === 0 ? performance.timeOrigin + performance.now() : performance.now();
  return BigInt(Math.round(milliseconds * 1e6));
}

function* buffers({ view, bytes }: ProgramMemory, vectors: number, count: number): Generator<Uint8Array> {
  for (let at = vectors; at < vectors + count * 8; at += 8) {
    yield bytes(view().getUint32(at, true), view().getUint32(at + 4, true));
  }
}

/** xorshift32 from a fixed seed. */
function pseudoRandom(): (target: Uint8Array) => void {
  let state = 0x9e3779b9;
  return (target) => {
    for (let index = 0; index < target.length; index++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      target[index] = state & 0xff;
    }
  };
}

const subscriptionSize = 48;
const eventSize = 32;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Sleeps until the nearest clock of the subscriptions and reports all of them; descriptors are ready at once. */
function waitForClocks(view: DataView, subscriptions: number, events: number, count: number): number {
  let delay = Number.POSITIVE_INFINITY;
  for (let index = 0; index < count; index++) {
    const from = subscriptions + index * subscriptionSize;
    const to = events + index * eventSize;
    const kind = view.getUint8(from + 8);
    delay = Math.min(delay, kind === 0 ? clockDelay(view, from) : 0);
    view.setBigUint64(to, view.getBigUint64(from, true), true);
    view.setUint16(to + 8, success, true);
    view.setUint8(to + 10, kind);
    view.setBigUint64(to + 16, 0n, true);
  }
  if (delay > 0 && Number.isFinite(delay)) Atomics.wait(sleeper, 0, 0, delay);
  return count;
}

function clockDelay(view: DataView, subscription: number): number {
  const clock = view.getUint32(subscription + 16, true);
  const timeout = view.getBigUint64(subscription + 24, true);
  const absolute = (view.getUint16(subscription + 40, true) & 1) === 1;
  return Math.max(0, Number(absolute ? timeout - now(clock) : timeout) / 1e6);
}
