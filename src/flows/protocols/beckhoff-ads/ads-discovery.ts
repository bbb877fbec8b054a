/** Discovery of Beckhoff routers in UDP (port 48899): who is there, and the adding of routes. Passwords stay unread. */
import { read16Little, read32Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../decoder.ts';
import { createOperationCache, type OperationCache } from '../shared/operation-cache.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { latin1Text } from '../shared/text.ts';

const magic = 0x71146603;
const responseBit = 0x80000000;
/** Magic, invoke id, service, AMS net id and port, number of tags. */
const headerBytes = 24;
const versionTag = 3;
const nameTag = 5;
const mostTags = 32;
const discover = 1;

export const adsDiscoveryDecoder: Decoder = {
  protocol: 'beckhoff-ads',
  transports: ['udp'],
  trusted: 'any-port',
  probe(bytes, start, end): Recognition {
    if (end - start < headerBytes || read32Little(bytes, start) !== magic) return 'no';
    return (read32Little(bytes, start + 8) & responseBit) === 0 ? 'client' : 'server';
  },
  prepare(lookup) {
    const services = createOperationCache(lookup, (service) => `d${service}`);
    // A search goes to all and is answered to the one who asked, in conversations of their own.
    const searches = new Set<number>();
    return (output) => openDiscovery(services, searches, output);
  },
};

const mostSearches = 1024;

function openDiscovery(services: OperationCache, searches: Set<number>, output: OperationOutput): Dialogue {
  const pending = createPendingRequests();

  function count(service: number): void {
    for (const { operation, table } of services(service))
      pending.add(output.operation(operation, absent, table, absent, absent, 0));
  }

  function read(bytes: Uint8Array, start: number, end: number): number {
    if (end - start < headerBytes || read32Little(bytes, start) !== magic) return start;
    const invoke = read32Little(bytes, start + 4);
    const word = read32Little(bytes, start + 8);
    const service = word & 0x7fffffff;
    if ((word & responseBit) === 0) {
      pending.begin(invoke);
      count(service);
      if (service === discover && searches.size < mostSearches) searches.add(invoke);
      return end;
    }
    if (service === discover) identifyRouter(bytes, start, end, output);
    if (pending.take(invoke)) for (const slot of pending.taken) output.answered(slot);
    else if (service === discover && searches.has(invoke)) output.answersElsewhere();
    else {
      pending.begin(invoke);
      count(service);
      pending.take(invoke);
    }
    return end;
  }

  return { client: read, server: read, lost: () => {} };
}

function identifyRouter(bytes: Uint8Array, start: number, end: number, output: OperationOutput): void {
  let at = start + headerBytes;
  for (let count = 0; count < mostTags && end - at >= 4; count++) {
    const tag = read16Little(bytes, at);
    const to = at + 4 + read16Little(bytes, at + 2);
    if (to > end) return;
    if (tag === nameTag) output.identify('server', absent, 'hostname', latin1Text(bytes, at + 4, to));
    if (tag === versionTag && to - at >= 8)
      output.identify('server', absent, 'firmware', `${bytes[at + 4]}.${bytes[at + 5]}.${read16Little(bytes, at + 6)}`);
    at = to;
  }
}
