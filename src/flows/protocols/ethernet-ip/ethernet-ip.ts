/**
 * EtherNet/IP (The CIP Networks Library volume 2): encapsulated commands and the CIP requests inside, on TCP and UDP,
 * and cyclic data on UDP.
 */
import { read16Little } from '../../capture/bytes.ts';
import type { Decoder, Dialogue, OperationOutput } from '../decoder.ts';
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
  const inStep = { client: true, server: true };
  let isExplicit = false;

  function message(from: 'client' | 'server', bytes: Uint8Array, at: number, end: number): void {
    const command = read16Little(bytes, at);
    if (command === commands.sendRRData || command === commands.sendUnitData) cip.read(from, bytes, at, end);
    else encapsulated(from, bytes, at, end);
  }

  function read(from: 'client' | 'server', bytes: Uint8Array, start: number, end: number): number {
    if (!isExplicit && isImplicit(bytes, start, end)) {
      implicit(from, bytes, start);
      return end;
    }
    let at = start;
    while (end - at >= headerBytes) {
      if (!isHeader(bytes, at)) {
        if (inStep[from]) output.unreadable();
        inStep[from] = false;
        at++;
        continue;
      }
      const next = messageEnd(bytes, at);
      if (!inStep[from] && !isSureBeginning(bytes, at, next, end)) {
        at++;
        continue;
      }
      if (next > end) return at;
      inStep[from] = true;
      isExplicit = true;
      message(from, bytes, at, next);
      at = next;
    }
    return at;
  }

  return {
    client: (bytes, start, end) => read('client', bytes, start, end),
    server: (bytes, start, end) => read('server', bytes, start, end),
    lost(from) {
      inStep[from] = false;
      cip.lost();
    },
  };
}

/** Out of step, data can look like a header: the whole message must be there and fit, and so must what follows. */
function isSureBeginning(bytes: Uint8Array, at: number, next: number, end: number): boolean {
  if (next > end || messageShape(bytes, at, end) === 'no') return false;
  return end - next < headerBytes || isHeader(bytes, next);
}
