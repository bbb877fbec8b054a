/** Where our reading of MMS in a capture differs from Wireshark's, each looked at by hand: [ours, theirs]. */
import type { Differences } from './operation-tally.ts';

/**
 * Frame 20 is `8b 00`, a request to conclude without session and presentation in front, as all units of these captures:
 * Wireshark guesses that the longer ones are MMS, and calls this one data.
 */
const shortUnit: Differences = { '127.0.0.1 127.0.0.1 p11 unit - - -+-': [1, 0] };

/** By capture. What is not listed must be equal. */
export const mmsDifferences: Readonly<Record<string, Differences>> = {
  'iec61850/iti__mms-initiateDownloadSequence.pcap': shortUnit,
  'iec61850/iti__mms-startRequest.pcap': shortUnit,
  'iec61850/iti__mms-stopRequest.pcap': shortUnit,
};

/**
 * Messages of made-up servers that are no MMS. Those of the first three accept the session with user data of length 0
 * (frame 10), and answer a name list, a write and the conclusion with something that is no service (frames 14 and 18);
 * those of the others have packets of length 5 and units of length 0, in one stretch.
 */
export const unreadableMms: Readonly<Record<string, number>> = {
  'iec61850/iti__iec61850_get_name_list.pcap': 3,
  'iec61850/iti__iec61850_read.pcap': 2,
  'iec61850/iti__iec61850_write.pcap': 3,
  'iec61850/iti__mms-initiateDownloadSequence.pcap': 1,
  'iec61850/iti__mms-startRequest.pcap': 1,
  'iec61850/iti__mms-stopRequest.pcap': 1,
};
