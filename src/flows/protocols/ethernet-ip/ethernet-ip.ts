/**
 * EtherNet/IP (The CIP Networks Library volume 2): encapsulated commands and the CIP requests inside, on TCP and UDP,
 * and cyclic data on UDP.
 */
import { read16Little } from '../../capture/bytes.ts';
import type { Decoder, Dialogue, OperationOutput } from '../decoder.ts';
import { createFramedDialogue, moreBytes, noMessage } from '../shared/framed-dialogue.ts';
import { createPcccOperations } from '../shared/pccc.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { type CipConnections, createCipConnections } from './cip-connections.ts';
import { createCipMessages } from './cip-messages.ts';
import { type CipOperations, createCipOperations } from './cip-operations.ts';
import { createDiscoveries, createEncapsulatedCommands, type Discoveries } from './encapsulated-commands.ts';
import { commands, headerBytes, isHeader, messageEnd, messageShape } from './encapsulation.ts';
import { createImplicitReader, isImplicit } from './implicit-io.ts';

export const ethernetIpDecoder: Decoder = {
  protocol: 'ethernet-ip',
  transports: ['tcp', 'udp'],
  trusted: 'any-port',
  probe: (bytes, start, end) => (isImplicit(bytes, start, end) ? 'either' : messageShape(bytes, start, end)),
  prepare(lookup) {
    const operations = createCipOperations(lookup, createPcccOperations(lookup, 'pccc/'));
    const shared: Shared = { operations, connections: createCipConnections(), discoveries: createDiscoveries() };
    return (output) => openEthernetIp(shared, output);
  },
};

/** What the conversations of a file share. */
interface Shared {
  readonly operations: CipOperations;
  readonly connections: CipConnections;
  readonly discoveries: Discoveries;
}

function openEthernetIp({ operations, connections, discoveries }: Shared, output: OperationOutput): Dialogue {
  const pending = createPendingRequests();
  const cip = createCipMessages(operations, connections, pending, output);
  const encapsulated = createEncapsulatedCommands(operations, discoveries, pending, output);
  const implicit = createImplicitReader(operations.implicit, connections, output);
  let isExplicit = false;

  function message(from: 'client' | 'server', bytes: Uint8Array, at: number, end: number): void {
    isExplicit = true;
    const command = read16Little(bytes, at);
    if (command === commands.sendRRData || command === commands.sendUnitData) cip.read(from, bytes, at, end);
    else encapsulated(from, bytes, at, end);
  }

  const framed = createFramedDialogue({ lengthAt, message, sure: isFitting }, output);

  function read(from: 'client' | 'server', bytes: Uint8Array, start: number, end: number): number {
    if (isExplicit || !isImplicit(bytes, start, end)) return framed[from](bytes, start, end);
    implicit(from, bytes, start);
    return end;
  }

  return {
    client: (bytes, start, end) => read('client', bytes, start, end),
    server: (bytes, start, end) => read('server', bytes, start, end),
    lost(from) {
      framed.lost(from);
      cip.lost();
    },
  };
}

function lengthAt(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < headerBytes) return moreBytes;
  return isHeader(bytes, at) ? messageEnd(bytes, at) - at : noMessage;
}

function isFitting(bytes: Uint8Array, at: number, end: number): boolean {
  return messageShape(bytes, at, end) !== 'no';
}
