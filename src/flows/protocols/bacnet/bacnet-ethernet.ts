/** BACnet right behind IEEE 802.2 on Ethernet (ANSI/ASHRAE 135-2020 clause 7). */
import type { Decoder } from '../decoder.ts';
import { openBacnet } from './bacnet-dialogue.ts';
import { createBacnetDiscoveries } from './bacnet-discoveries.ts';
import { createBacnetIndex } from './bacnet-index.ts';
import { networkSender } from './bacnet-network.ts';

export const bacnetEthernetDecoder: Decoder = {
  protocol: 'bacnet',
  transports: ['ethernet'],
  trusted: 'own-ports',
  probe: networkSender,
  prepare(lookup, tables) {
    const index = createBacnetIndex(lookup, tables);
    const discoveries = createBacnetDiscoveries();
    return (output) => openBacnet(index, discoveries, output, 'ethernet');
  },
};
