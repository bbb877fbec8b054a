/** IEC 61850 GOOSE (IEC 61850-8-1): status messages that their publisher sends to a group, on EtherType 0x88b8. */
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import { createBerElement, readBer } from '../shared/ber.ts';
import { latin1Text } from '../shared/text.ts';
import { applicationId, headerBytes, isMarkedSimulated, isProcessBusFrame } from './process-bus.ts';

const goosePdu = 0x61;
const controlBlockReference = 0x80;
const simulation = 0x87;

export const gooseDecoder: Decoder = {
  protocol: 'goose',
  transports: ['ethernet'],
  trusted: 'own-ports',
  probe: (bytes, start, end) => (isProcessBusFrame(bytes, start, end, goosePdu) ? 'client' : 'no'),
  prepare(lookup) {
    const published = lookup('publish');
    const simulated = lookup('publish.simulation');
    return (output) => openGoose(published, simulated, output);
  },
};

function openGoose(
  published: readonly KnownOperation[],
  simulated: readonly KnownOperation[],
  output: OperationOutput,
): Dialogue {
  const element = createBerElement();
  let isNamed = false;

  function read(bytes: Uint8Array, start: number, end: number): number {
    if (!isProcessBusFrame(bytes, start, end, goosePdu)) return start;
    const isSimulated = isMarkedSimulated(bytes, start) || saysSimulated(bytes, start + headerBytes, end);
    for (const { operation, table } of isSimulated ? simulated : published)
      output.operation(operation, applicationId(bytes, start), table, absent, absent, 0);
    return end;
  }

  /** Reads the APDU for its simulation flag, and once for the name of its publisher. */
  function saysSimulated(bytes: Uint8Array, at: number, end: number): boolean {
    if (!readBer(bytes, at, end, element)) return false;
    const last = element.end;
    for (let next = element.start; readBer(bytes, next, last, element); next = element.end) {
      if (element.tag === controlBlockReference) name(bytes, element.start, element.end);
      else if (element.tag === simulation) return element.end > element.start && bytes[element.start] !== 0;
      else if (element.tag > simulation) return false;
    }
    return false;
  }

  /** The logical device in front of the control block is what a plant calls the publisher. */
  function name(bytes: Uint8Array, start: number, end: number): void {
    if (isNamed) return;
    isNamed = true;
    const [device = ''] = latin1Text(bytes, start, end).split('/', 1);
    output.identify('client', absent, 'name', device);
  }

  return { client: read, server: read, lost: () => {} };
}
