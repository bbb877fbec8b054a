/** IEC 61850 GSE management (IEC 61850-8-1 annex A): questions about what a publisher's messages hold, on 0x88b9. */
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput } from '../decoder.ts';
import type { OperationLookup } from '../operation-index.ts';
import { createBerElement, readBer } from '../shared/ber.ts';
import { applicationId, headerBytes, isProcessBusFrame } from './process-bus.ts';

const managementPdu = 0x60;
const requests = 0xa1;
const responses = 0xa2;
const mostKinds = 32;

export const gseManagementDecoder: Decoder = {
  protocol: 'gse-management',
  transports: ['ethernet'],
  trusted: 'own-ports',
  probe(bytes, start, end) {
    if (!isProcessBusFrame(bytes, start, end, managementPdu)) return 'no';
    const kind = messageKind(bytes, start, end);
    return kind === requests ? 'client' : kind === responses ? 'server' : 'no';
  },
  prepare(lookup) {
    const operations = Array.from({ length: mostKinds }, (_, kind) => lookup(String(kind)));
    return (output) => openManagement(operations, output);
  },
};

const element = createBerElement();

/** Moves `element` to the request or response; answers its tag, 0 when there is none. */
function messageKind(bytes: Uint8Array, start: number, end: number): number {
  if (!readBer(bytes, start + headerBytes, end, element)) return 0;
  const last = element.end;
  for (let next = element.start; readBer(bytes, next, last, element); next = element.end)
    if (element.tag === requests || element.tag === responses) return element.tag;
  return 0;
}

function openManagement(operations: readonly ReturnType<OperationLookup>[], output: OperationOutput): Dialogue {
  const waiting: number[] = [];

  function read(bytes: Uint8Array, start: number, end: number): number {
    const kind = messageKind(bytes, start, end);
    if (kind === responses) {
      const slot = waiting.shift();
      if (slot === undefined) output.concealed();
      else output.answered(slot);
      return end;
    }
    if (kind !== requests || !readBer(bytes, element.start, element.end, element)) return start;
    for (const { operation, table } of operations[element.tag & 0x1f] ?? [])
      waiting.push(output.operation(operation, applicationId(bytes, start), table, absent, absent, 0));
    if (waiting.length > mostKinds) waiting.shift();
    return end;
  }

  return { client: read, server: read, lost: () => {} };
}
