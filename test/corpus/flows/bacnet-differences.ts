/** Where the BACnet decoder and other tools differ, and why. By capture, then by operation: our count and theirs. */
import type { Differences } from './operation-tally.ts';

/** Every capture of the corpus with BACnet in it. */
export const bacnetCaptures: readonly string[] = [
  'bacnet/arkime__bacnet-stack-services.pcap',
  'bacnet/ct__bacnet-ethernet.cap',
  'bacnet/ct__bacnet-ip.cap',
  'bacnet/ct__bacnet-properties.cap',
  'bacnet/icsnpp-bacnet__bacnet_error_reject_abort.pcap',
  'bacnet/icsnpp-bacnet__bacnet_example.pcap',
  'odd/zeek__q-in-q.pcap',
];

/**
 * Frame 1 has 10 where the version of the network layer is (10 07 2c 02 00 00 3d), which Wireshark reads all the same.
 * Frames 77 to 83 end with the hop count (01 20 00 0d 01 3d ff), before any message; Wireshark calls them malformed.
 */
const brokenNetworkLayer: Differences = {
  '192.168.0.13 192.168.0.255 payload unit - - -+-': [1, 0],
  '192.168.0.5 192.168.0.13 payload unit - - -+-': [4, 0],
};

export const wiresharkDifferences: Readonly<Record<string, Differences>> = {
  'bacnet/arkime__bacnet-stack-services.pcap': brokenNetworkLayer,
};

/** Answers that Wireshark sees without a request, minus ours that miss something. */
export const unaskedAnswers: Readonly<Record<string, number>> = {
  // The answer in frame 1, see above.
  'bacnet/arkime__bacnet-stack-services.pcap': 1,
  // Frame 28, a report of changes, opens a second value inside the first (2e 44 42 82 00 00 2e 3c): where the list of
  // the first object ends is not known, so what follows it misses its object.
  'bacnet/icsnpp-bacnet__bacnet_error_reject_abort.pcap': -1,
};

/** Ours minus Wireshark's. */
export const refusedDifferences: Readonly<Record<string, number>> = {
  // Three answers refuse requests that were not captured.
  'bacnet/icsnpp-bacnet__bacnet_error_reject_abort.pcap': 3,
};
