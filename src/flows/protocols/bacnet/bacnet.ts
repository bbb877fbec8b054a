/**
 * BACnet over UDP (ANSI/ASHRAE 135-2020 annexes J and U): requests become operations on objects by type and instance, and
 * what only routers and the virtual link do is told apart from what devices are asked.
 */
import type { Decoder } from '../decoder.ts';
import { openBacnet } from './bacnet-dialogue.ts';
import { createBacnetDiscoveries } from './bacnet-discoveries.ts';
import { createBacnetIndex } from './bacnet-index.ts';
import { probeBacnet } from './bacnet-link.ts';

export const bacnetDecoder: Decoder = {
  protocol: 'bacnet',
  transports: ['udp'],
  trusted: 'any-port',
  probe: probeBacnet,
  prepare(lookup, tables) {
    const index = createBacnetIndex(lookup, tables);
    const discoveries = createBacnetDiscoveries();
    return (output) => openBacnet(index, discoveries, output, 'virtual link');
  },
};
