/** Where the DNP3 decoder and other tools differ, and why. By capture, then by operation: our count and theirs. */
import type { Differences } from './operation-tally.ts';

/** Every capture of the corpus with DNP3 in it. */
export const dnp3Captures: readonly string[] = [
  'dnp3/icsnpp-dnp3__dnp3_example.pcap',
  'dnp3/ndpi__dnp3.pcap',
  'dnp3/quickdraw__dnp3_test_data_part1.pcap',
  'dnp3/quickdraw__dnp3_test_data_part2.pcap',
  'dnp3/sv__dnp3-eve_input.pcap',
  'dnp3/zeek__dnp3.pcap',
  'dnp3/zeek__dnp3_del_measure.pcap',
  'dnp3/zeek__dnp3_en_spon.pcap',
  'dnp3/zeek__dnp3_file_del.pcap',
  'dnp3/zeek__dnp3_file_read.pcap',
  'dnp3/zeek__dnp3_file_write.pcap',
  'dnp3/zeek__dnp3_link_only.pcap',
  'dnp3/zeek__dnp3_read.pcap',
  'dnp3/zeek__dnp3_rec_time.pcap',
  'dnp3/zeek__dnp3_select_operate.pcap',
  'dnp3/zeek__dnp3_write.pcap',
];

/**
 * Frame 19 holds 05 05 11 c4 ... where a link frame begins with 05 64: no tool takes it for a message, and we count it as
 * unknown payload.
 */
const wrongStart: Differences = { '10.0.0.8 10.0.0.3 payload unit - - -+-': [1, 0] };

/**
 * Stop application (18) comes with the headers 3c 02 06, 01 07 06 and 3c 04 ed, which Suricata reads as we do. Wireshark
 * dissects no objects of this function.
 */
const stopApplication: Differences = {
  '10.0.0.8 10.0.0.3 18 unit 4 - -+-': [0, 2],
  '10.0.0.8 10.0.0.3 18 unit 4 binary_input -+-': [2, 0],
  '10.0.0.8 10.0.0.3 18 unit 4 class_data -+-': [4, 0],
  '10.0.0.9 10.0.0.3 18 unit 65535 - -+-': [0, 2],
  '10.0.0.9 10.0.0.3 18 unit 65535 binary_input -+-': [2, 0],
  '10.0.0.9 10.0.0.3 18 unit 65535 class_data -+-': [4, 0],
};

export const wiresharkDifferences: Readonly<Record<string, Differences>> = {
  // The transport sequence of frames 809 and 810 goes from 63 to 0 (transport headers 3f, 80). Wireshark does not
  // join them, and shows the 90 objects of the report in none. Frame 311 (transport header c0, application c8 81) is
  // a response, of which Wireshark shows the octets of another fragment. Suricata agrees with us on both.
  'dnp3/icsnpp-dnp3__dnp3_example.pcap': {
    '10.10.20.5 10.10.20.8 0 unit 5 - -+-': [0, 1],
    '10.10.20.5 10.10.20.8 130 unit 5 binary_input 0+1': [20, 12],
    '10.10.20.5 10.10.20.8 130 unit 5 binary_input 1+1': [38, 22],
    '10.10.20.5 10.10.20.8 130 unit 5 binary_input 2+1': [38, 22],
    '10.10.20.5 10.10.20.8 130 unit 5 binary_input 3+1': [38, 22],
    '10.10.20.5 10.10.20.8 130 unit 5 binary_input 4+1': [24, 15],
    '10.10.20.5 10.10.20.8 130 unit 5 binary_input 5+1': [38, 22],
    '10.10.20.5 10.10.20.8 130 unit 5 binary_input 6+1': [24, 15],
  },
  'dnp3/ndpi__dnp3.pcap': { ...wrongStart, ...stopApplication },
  'dnp3/quickdraw__dnp3_test_data_part1.pcap': { ...wrongStart, ...stopApplication },
  'dnp3/zeek__dnp3.pcap': { ...wrongStart, ...stopApplication },
};

/** Ours minus Wireshark's: two requests with three headers each, of which Wireshark shows none (see above), are refused. */
export const refusedDifferences: Readonly<Record<string, number>> = {
  'dnp3/ndpi__dnp3.pcap': 4,
  'dnp3/quickdraw__dnp3_test_data_part1.pcap': 4,
  'dnp3/zeek__dnp3.pcap': 4,
};

export const suricataDifferences: Readonly<Record<string, Differences>> = {
  'dnp3/ndpi__dnp3.pcap': wrongStart,
  'dnp3/quickdraw__dnp3_test_data_part1.pcap': wrongStart,
  'dnp3/zeek__dnp3.pcap': wrongStart,
};
