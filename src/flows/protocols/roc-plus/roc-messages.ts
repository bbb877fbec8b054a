/**
 * What ROC Plus messages ask for. A point is told by its type and its number among those of the type; store and
 * forward, and messages between peers, carry another opcode, which is the operation.
 */
import { absent, missingBits } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import type { OperationCache } from '../shared/operation-cache.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { opcodes, rocDataEnd, rocHeaderBytes } from './roc-frame.ts';

/** Reads the whole frame at `at`. */
export interface RocMessages {
  client(bytes: Uint8Array, at: number): void;
  server(bytes: Uint8Array, at: number): void;
}

/** Messages of one conversation. */
export function createRocMessages(operationsOf: OperationCache, output: OperationOutput): RocMessages {
  const pending = createPendingRequests();
  /** Where the last request was counted, for an error that comes without its opcode. */
  const last: number[] = [];

  function count(opcode: number, unit: number, point: number, missing: number): void {
    for (const { operation, table } of operationsOf(opcode)) {
      const slot = output.operation(operation, unit, table, point, point === absent ? absent : 1, missing);
      pending.add(slot);
      last.push(slot);
    }
  }

  /** Counts what `opcode` asks for with the data `bytes[at, end)`. */
  function ask(opcode: number, unit: number, bytes: Uint8Array, at: number, end: number, missing: number): void {
    switch (opcode) {
      case opcodes.setSinglePoint:
      case opcodes.requestSinglePoint:
        if (end - at >= 2) count(opcode, unit, pointAt(bytes, at), missing);
        else count(opcode, unit, absent, missingBits.object);
        break;
      case opcodes.requestParameters:
      case opcodes.writeParameters:
        askParameters(opcode, unit, bytes, at, end, missing);
        break;
      case opcodes.readConfigurable:
      case opcodes.writeConfigurable:
        // Which points a configurable opcode stands for is known to the device.
        count(opcode, unit, absent, missingBits.object);
        break;
      default:
        count(opcode, unit, absent, missing);
    }
  }

  /** A count, then type, number and parameter of each; values in between are as long as their parameters are. */
  function askParameters(
    opcode: number,
    unit: number,
    bytes: Uint8Array,
    at: number,
    end: number,
    missing: number,
  ): void {
    const number = bytes[at] ?? 0;
    const shown = opcode === opcodes.requestParameters ? number : Math.min(number, 1);
    let left = number;
    for (let from = at + 1; left > number - shown && from + 3 <= end; from += 3, left--)
      count(opcode, unit, pointAt(bytes, from), missing);
    if (left > 0 || number === 0) count(opcode, unit, absent, missingBits.object);
  }

  /** The opcode inside a message that passes it on, with its destination. */
  function forward(opcode: number, unit: number, bytes: Uint8Array, at: number, end: number): void {
    if (opcode === opcodes.storeAndForward && end - at >= forwardBytes && !isCarrier(bytes[at + 10] ?? 0))
      ask(bytes[at + 10] ?? 0, lastHop(bytes, at), bytes, at + forwardBytes, end, 0);
    else if (opcode === opcodes.peerToPeer && end - at >= peerBytes && !isCarrier(bytes[at + 2] ?? 0))
      // The peer is told by its place in a list of the device.
      ask(bytes[at + 2] ?? 0, absent, bytes, at + peerBytes, end, missingBits.object);
    else count(opcode, unit, absent, missingBits.object);
  }

  function answered(slots: readonly number[], isRefused: boolean): void {
    for (const slot of slots) {
      output.answered(slot);
      if (isRefused) output.refuse(slot);
    }
  }

  return {
    client(bytes, at) {
      const [unit = 0, , , , opcode = 0] = bytes.subarray(at, at + rocHeaderBytes);
      const data = at + rocHeaderBytes;
      pending.begin(opcode);
      last.length = 0;
      if (isCarrier(opcode)) forward(opcode, unit, bytes, data, rocDataEnd(bytes, at));
      else ask(opcode, unit, bytes, data, rocDataEnd(bytes, at), 0);
    },
    server(bytes, at) {
      const opcode = bytes[at + 4] ?? 0;
      const source = bytes[at + 2] ?? 0;
      if (opcode === opcodes.error) {
        if (last.length === 0) last.push(output.concealed());
        answered(last, true);
        last.length = 0;
        return;
      }
      if (opcode === opcodes.systemConfiguration) sayType(bytes, at, source, output);
      if (pending.take(opcode)) {
        answered(pending.taken, false);
        last.length = 0;
        return;
      }
      // A signal comes unasked; any other answer tells that it was asked for, but only one names its point.
      const data = at + rocHeaderBytes;
      const shown = opcode === opcodes.requestSinglePoint && rocDataEnd(bytes, at) - data >= 2;
      const point = shown ? pointAt(bytes, data) : absent;
      const missing = !shown && namesPoints(opcode) ? missingBits.object : 0;
      for (const { operation, table } of operationsOf(opcode))
        output.operation(operation, source, table, point, shown ? 1 : absent, missing);
    },
  };
}

/** Host, four hops, opcode, length of its data. */
const forwardBytes = 12;
/** Network, place in the list of peers, opcode, length of its data. */
const peerBytes = 4;

function isCarrier(opcode: number): boolean {
  return opcode === opcodes.storeAndForward || opcode === opcodes.peerToPeer;
}

function namesPoints(opcode: number): boolean {
  return (
    isCarrier(opcode) ||
    (opcode >= opcodes.setSinglePoint && opcode <= opcodes.requestSinglePoint) ||
    (opcode >= opcodes.requestParameters && opcode <= opcodes.writeParameters) ||
    (opcode >= opcodes.readConfigurable && opcode <= opcodes.writeConfigurable)
  );
}

function pointAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
}

/** The last of the four hops that is in use. */
function lastHop(bytes: Uint8Array, at: number): number {
  for (let hop = at + 8; hop > at + 2; hop -= 2) if (bytes[hop] !== 0) return bytes[hop] ?? 0;
  return bytes[at + 2] ?? 0;
}

const typeOffset = 18;
const types: readonly (string | null)[] = [
  null,
  'ROC300-Series with ROCPAC',
  'FloBoss 407',
  'ROC300-Series with FlashPAC',
  'FloBoss 503',
  'FloBoss 504',
  'ROC800-Series',
];

/** The system configuration says of which type a device is. */
function sayType(bytes: Uint8Array, at: number, unit: number, output: OperationOutput): void {
  const place = at + rocHeaderBytes + typeOffset;
  const type = types[bytes[place] ?? 0];
  if (place < rocDataEnd(bytes, at) && type !== undefined && type !== null)
    output.identify('server', unit, 'model', type);
}
