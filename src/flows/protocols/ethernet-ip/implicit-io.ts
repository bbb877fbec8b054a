/**
 * Cyclic data (The CIP Networks Library volume 2, 3-2.2): datagrams with a connection id, a sequence number and what
 * an assembly holds. Which way is a write and which a read is known when the opening of the connection was captured.
 */
import { read16Little, read32Little } from '../../capture/bytes.ts';
import { absent, missingBits } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import type { CipConnections, CyclicFlow } from './cip-connections.ts';

const sequencedAddress = 0x8002;
const connectedData = 0xb1;
/** Count, address item with connection id and sequence number, head of the data item. */
const implicitHeaderBytes = 18;

/** True when `bytes[at, end)` are one datagram with cyclic data. */
export function isImplicit(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    end - at >= implicitHeaderBytes &&
    read16Little(bytes, at) === 2 &&
    read16Little(bytes, at + 2) === sequencedAddress &&
    read16Little(bytes, at + 4) === 8 &&
    read16Little(bytes, at + 14) === connectedData &&
    read16Little(bytes, at + 16) === end - at - implicitHeaderBytes
  );
}

/** Counts the datagrams of one conversation. */
export type ImplicitReader = (from: 'client' | 'server', bytes: Uint8Array, at: number) => void;

/** A reader that learns directions from `connections`. */
export function createImplicitReader(
  known: readonly KnownOperation[],
  connections: CipConnections,
  output: OperationOutput,
): ImplicitReader {
  let counted = false;
  /** The receiver is a group, so the sender counts as the client whatever it is. */
  let toGroup = false;
  const write = known.filter((each) => each.class === 'write');
  const read = known.filter((each) => each.class === 'read');

  /** What a datagram does, by the way that it goes; all that it may do when that is not known. */
  function operationsOf(from: 'client' | 'server', flow: CyclicFlow | undefined): readonly KnownOperation[] {
    if (flow === undefined || flow.direction === null) return known;
    const sender = flow.direction === 'to-target' ? 'client' : 'server';
    // Once something is counted, the other way round means that each has opened connections to the other.
    if (sender !== from && counted && !toGroup) return known;
    if (sender !== from && !counted) toGroup = !output.turnAround();
    return sender === 'client' ? write : read;
  }

  return (from, bytes, at) => {
    const flow = connections.cyclic(read32Little(bytes, at + 6));
    const point = flow === undefined || flow.classId === absent ? absent : flow.point;
    const unit = point === absent ? absent : (flow?.classId ?? absent);
    for (const { operation, table } of operationsOf(from, flow))
      output.operation(
        operation,
        unit,
        table,
        point,
        point === absent ? absent : 1,
        unit === absent ? missingBits.object : 0,
      );
    counted = true;
  };
}
