/** Where what is read of the PROFINET context manager differs from the requests that Wireshark shows, and why. */
import type { Differences } from './operation-tally.ts';

/**
 * By capture: our count and theirs. Every one of them is an answer (packet types 2 and 3) whose activity and sequence
 * number no captured request has, as frame 10 of the capture of connects: it tells that the request was made, so that
 * it is counted. In the capture of writes one such answer comes in a conversation in which its sender asks too, and is
 * counted there.
 */
export const contextManagerDifferences: Readonly<Record<string, Differences>> = {
  'profinet/icsnpp-profinet-io-cm__profinet_io_cm.pcap': {
    '192.168.0.1 192.168.0.2 0 unit - - -+-': [6, 5],
    '192.168.0.1 192.168.0.2 3 unit - - -+-': [1, 0],
    '192.168.0.1 192.168.0.2 4 unit - - -+-': [6, 5],
    '192.168.99.200 192.168.99.1 3 unit - - -+-': [1, 0],
    '192.168.99.200 192.168.99.1 4 unit - - -+-': [2, 1],
    '192.168.99.200 192.168.99.2 0 unit - - -+-': [2, 1],
    '192.168.99.200 192.168.99.2 4 unit - - -+-': [2, 1],
  },
  'profinet/icsnpp-profinet-io-cm__profinet_io_cm_connect.pcapng': {
    '192.168.0.1 192.168.0.2 0 unit - - -+-': [6, 5],
    '192.168.99.200 192.168.99.2 0 unit - - -+-': [2, 1],
  },
  'profinet/icsnpp-profinet-io-cm__profinet_io_cm_control.pcapng': {
    '192.168.0.1 192.168.0.2 4 unit - - -+-': [6, 5],
    '192.168.0.2 192.168.0.50 4 unit - - -+-': [1, 0],
    '192.168.99.200 192.168.99.1 4 unit - - -+-': [2, 1],
    '192.168.99.200 192.168.99.2 4 unit - - -+-': [2, 1],
  },
  'profinet/icsnpp-profinet-io-cm__profinet_io_cm_write.pcapng': {
    '192.168.0.2 192.168.0.1 3 unit - - -+-': [1, 0],
    '192.168.99.200 192.168.99.1 3 unit - - -+-': [1, 0],
  },
};
