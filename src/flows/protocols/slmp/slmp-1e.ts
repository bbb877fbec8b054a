/** Counts what 1E frames ask for. A client waits for each answer, which is as long as its request says. */
import { absent, missingBits } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import type { KnownOperation, TableLookup } from '../operation-index.ts';
import type { OperationCache } from '../shared/operation-cache.ts';
import { answer1eBytes, answerFlag, reasonFollows, visit1eDevices } from './slmp-1e-frame.ts';
import { type DeviceKind, deviceNames } from './slmp-devices.ts';

export interface Messages1e {
  /** The request at `at`, which is all there. */
  request(bytes: Uint8Array, at: number): void;
  /** Reads an answer, or more of one; answers where it ends or what is there does, `at` for what is no answer. */
  answer(bytes: Uint8Array, at: number, end: number): number;
}

/** Tables by the names of devices, as the sink numbers them. */
export function createDeviceTables(tables: TableLookup): (name: string) => number {
  const numbers = new Map(deviceNames.map((name) => [name, tables(name)]));
  const noTable = tables(null);
  return (name) => numbers.get(name) ?? noTable;
}

export function createMessages1e(
  operations: OperationCache,
  tableOf: (name: string) => number,
  output: OperationOutput,
): Messages1e {
  /** The request that waits for its answer. */
  let slots: number[] = [];
  let command = absent;
  let answerBytes = 0;
  /** Bytes of the answer that have not come. */
  let left = 0;
  let asked: readonly KnownOperation[] = [];
  let unit = 0;

  function count({ name }: DeviceKind, first: number, points: number): void {
    for (const { operation } of asked) slots.push(output.operation(operation, unit, tableOf(name), first, points, 0));
  }

  return {
    request(bytes, at) {
      slots = [];
      left = 0;
      command = bytes[at] ?? 0;
      answerBytes = answer1eBytes(bytes, at);
      asked = operations(command);
      unit = bytes[at + 1] ?? 0;
      const isMonitor = command === 0x08 || command === 0x09;
      if (visit1eDevices(bytes, at, count)) return;
      for (const { operation, table } of asked)
        slots.push(output.operation(operation, unit, table, absent, absent, isMonitor ? missingBits.object : 0));
    },
    answer(bytes, at, end) {
      if (left > 0) {
        const read = Math.min(left, end - at);
        left -= read;
        return at + read;
      }
      const code = (bytes[at] ?? 0) & ~answerFlag;
      if (end - at < 2 || ((bytes[at] ?? 0) & answerFlag) === 0) return at;
      const endCode = bytes[at + 1] ?? 0;
      if (code === command) {
        for (const slot of slots) {
          output.answered(slot);
          if (endCode !== 0) output.refuse(slot);
        }
      } else assume(code, endCode);
      left = endCode === 0 ? (code === command ? answerBytes : 0) : endCode === reasonFollows ? 2 : 0;
      command = absent;
      const read = Math.min(left, end - at - 2);
      left -= read;
      return at + 2 + read;
    },
  };

  /** A request that only its answer tells of. */
  function assume(code: number, endCode: number): void {
    const isAccess = code < 0x10;
    for (const { operation, table } of operations(code)) {
      const slot = output.operation(operation, absent, table, absent, absent, isAccess ? missingBits.object : 0);
      if (endCode !== 0) output.refuse(slot);
    }
  }
}
