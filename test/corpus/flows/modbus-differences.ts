/**
 * Where our reading of a capture differs from another tool's, each looked at by hand: [ours, theirs].
 * What is not listed must be equal.
 */
export type Differences = Readonly<Record<string, readonly [number, number]>>;

/** 451 bytes that claim to be one message of 445, twice, at port 502: no Modbus, which allows 254. */
const garbage: Differences = { '10.0.0.57 10.0.0.8 payload unit -1 -+-': [1, 0] };

/** A request of function 23 that is cut off behind its read part (frame 64 of part 2): its write part is not known. */
const shortReadWrite: Differences = { '192.168.66.235 166.161.16.230 23 unit 1 -+-': [0, 1] };

/** The same tests are in three captures. */
export const wiresharkDifferences: Readonly<Record<string, Differences>> = {
  'modbus/arkime__modbus.pcap': { ...garbage, ...shortReadWrite },
  'modbus/quickdraw__modbus_test_data_part1.pcap': garbage,
  'modbus/quickdraw__modbus_test_data_part2.pcap': shortReadWrite,
  'modbus/sv__modbus.pcap': garbage,
};

/**
 * Ours minus Wireshark's. 10.0.0.8 opens a connection from port 502 to 10.0.0.57:4446 and sends five or ten messages
 * of two data bytes with an exception code over it: Wireshark goes by the port, we by who opened the connection and by the
 * length, which no exception has.
 */
export const refusedDifferences: Readonly<Record<string, number>> = {
  'modbus/arkime__modbus.pcap': -10,
  'modbus/quickdraw__modbus_test_data_part1.pcap': -10,
  'modbus/sv__modbus.pcap': -5,
};

/** By capture, for the pairs of hosts that Suricata logs at all: it gives up on a connection with broken messages. */
export const suricataDifferences: Readonly<Record<string, Differences>> = {
  'modbus/arkime__modbus.pcap': garbage,
  // Suricata logs function 24 without its address.
  'modbus/icsnpp-modbus__modbus_example.pcap': {
    '127.0.0.1 127.0.0.1 24 unit 10 -+-': [0, 1],
    '127.0.0.1 127.0.0.1 24 unit 10 0+1': [1, 0],
  },
  'modbus/quickdraw__modbus_test_data_part1.pcap': garbage,
  'modbus/sv__modbus.pcap': garbage,
};

/** Suricata takes this PLC, whose answer the capture begins with, for the client. Wireshark and Zeek do not. */
export const suricataTurnedAround = '141.81.0.86';
