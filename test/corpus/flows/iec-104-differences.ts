/** Where the IEC 60870-5-104 decoder and Wireshark differ, and why. By operation: our count and theirs. */
import type { Differences } from './operation-tally.ts';

/** Every capture of the corpus with IEC 60870-5-104 in it. */
export const iec104Captures: readonly string[] = [
  'iec104/iti__090813_diverse.pcap',
  'iec104/iti__TestDissectIec104.pcap',
  'iec104/zeekiec104__iec104.pcap',
];

/**
 * The capture tests how Wireshark finds its place again: frames 7 to 25, 36 to 41, 56 to 58, 71 to 75 and 83 to 96 are
 * stretches such as 02 02 68 00 12 12. Wireshark reads on from every 68 whatever follows: 68 06 18 18 18 18 18 18 becomes
 * an ASDU of type 24 that ends behind its first two octets, 68 02 14 14 a U frame without content. None of them has
 * control octets or a length that the standard knows, so we count the stretches as unknown payload, nine of them.
 */
const garbage: Differences = {
  '172.27.248.109 172.27.248.79  unit - - -+-': [0, 1],
  '172.27.248.109 172.27.248.79 24 unit - - -+-': [0, 2],
  '172.27.248.109 172.27.248.79 26 unit - - -+-': [0, 2],
  '172.27.248.109 172.27.248.79 payload unit - - -+-': [9, 0],
  '172.27.248.109 172.27.248.79 s unit - - -+-': [12, 14],
  '172.27.248.109 172.27.248.79 u0x03 unit - - -+-': [0, 4],
  '172.27.248.109 172.27.248.79 u0x17 unit - - -+-': [0, 1],
};

export const wiresharkDifferences: Readonly<Record<string, Differences>> = {
  'iec104/iti__TestDissectIec104.pcap': garbage,
};
