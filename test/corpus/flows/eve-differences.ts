/**
 * Connections that the flow records of Suricata 7.0.10 show and our reading of the same capture does not, and the other
 * way around, each looked at by hand: client, server, transport and port.
 */
export type ConnectionDifferences = Readonly<Record<string, readonly string[]>>;

/** Answers of PROFINET devices from ports of their own: we join them to the requests, which went to port 34964. */
const profinetAnswers: ConnectionDifferences = {
  'profinet/icsnpp-profinet-io-cm__profinet_io_cm.pcap': [
    '10.9.0.110 10.9.0.117 udp 49153',
    '140.140.60.210 140.140.60.50 udp 49153',
    '172.16.240.66 172.16.240.26 udp 49153',
    '192.168.0.1 192.168.0.2 udp 49153',
    '192.168.0.1 192.168.0.3 udp 49153',
    '192.168.0.2 192.168.0.1 udp 49153',
    '192.168.0.2 192.168.0.50 udp 49345',
    '192.168.0.3 192.168.0.2 udp 49153',
    '192.168.1.11 192.168.1.20 udp 49162',
    '192.168.1.12 192.168.1.13 udp 1210',
    '192.168.1.20 192.168.1.11 udp 49155',
    '192.168.1.3 192.168.1.2 udp 1025',
    '192.168.2.1 192.168.2.10 udp 1070',
    '192.168.2.1 192.168.2.10 udp 1071',
    '192.168.2.1 192.168.2.11 udp 1070',
    '192.168.2.1 192.168.2.11 udp 1071',
    '192.168.2.1 192.168.2.20 udp 14806',
    '192.168.2.1 192.168.2.30 udp 49345',
    '192.168.9.200 192.168.9.120 udp 49152',
    '192.168.99.200 192.168.99.1 udp 49155',
    '192.168.99.200 192.168.99.2 udp 49155',
  ],
  'profinet/icsnpp-profinet-io-cm__profinet_io_cm_connect.pcapng': [
    '140.140.60.50 140.140.60.210 udp 49155',
    '192.168.0.126 192.168.0.17 udp 63031',
    '192.168.0.2 192.168.0.1 udp 49153',
    '192.168.0.2 192.168.0.3 udp 49153',
    '192.168.0.3 192.168.0.1 udp 49153',
    '192.168.0.4 192.168.0.1 udp 49153',
    '192.168.1.13 192.168.1.12 udp 49155',
    '192.168.1.2 192.168.1.3 udp 65151',
    '192.168.1.20 192.168.1.11 udp 49155',
    '192.168.2.10 192.168.2.1 udp 49152',
    '192.168.2.11 192.168.2.1 udp 49152',
    '192.168.2.20 192.168.2.1 udp 49152',
    '192.168.2.30 192.168.2.1 udp 49152',
    '192.168.9.200 192.168.9.120 udp 49152',
    '192.168.99.1 192.168.99.200 udp 49153',
    '192.168.99.2 192.168.99.200 udp 49153',
  ],
  'profinet/icsnpp-profinet-io-cm__profinet_io_cm_connect_minimal.pcapng': ['192.168.1.2 192.168.1.3 udp 65151'],
  'profinet/icsnpp-profinet-io-cm__profinet_io_cm_control.pcapng': [
    '10.9.0.110 10.9.0.117 udp 49153',
    '140.140.60.210 140.140.60.50 udp 49153',
    '172.16.240.66 172.16.240.26 udp 49153',
    '192.168.0.1 192.168.0.2 udp 49153',
    '192.168.0.1 192.168.0.3 udp 49153',
    '192.168.0.2 192.168.0.1 udp 49153',
    '192.168.0.2 192.168.0.50 udp 49345',
    '192.168.0.3 192.168.0.2 udp 49153',
    '192.168.0.50 192.168.0.2 udp 49215',
    '192.168.1.11 192.168.1.20 udp 49162',
    '192.168.1.12 192.168.1.13 udp 1210',
    '192.168.1.2 192.168.1.3 udp 65151',
    '192.168.1.20 192.168.1.11 udp 49155',
    '192.168.1.3 192.168.1.2 udp 1025',
    '192.168.2.1 192.168.2.10 udp 1070',
    '192.168.2.1 192.168.2.10 udp 1071',
    '192.168.2.1 192.168.2.11 udp 1070',
    '192.168.2.1 192.168.2.11 udp 1071',
    '192.168.2.1 192.168.2.20 udp 14806',
    '192.168.2.1 192.168.2.30 udp 49345',
    '192.168.99.200 192.168.99.1 udp 49155',
    '192.168.99.200 192.168.99.2 udp 49155',
  ],
  'profinet/icsnpp-profinet-io-cm__profinet_io_cm_read.pcapng': [
    '192.168.0.2 192.168.0.1 udp 49153',
    '192.168.0.50 192.168.0.2 udp 49215',
  ],
  'profinet/icsnpp-profinet-io-cm__profinet_io_cm_release.pcapng': ['192.168.1.2 192.168.1.3 udp 65151'],
  'profinet/icsnpp-profinet-io-cm__profinet_io_cm_write.pcapng': ['192.168.1.20 192.168.1.11 udp 49155'],
};

/** Answers to everybody: they belong to the searches that they answer, and begin nothing. */
const answersToEverybody: ConnectionDifferences = {
  'bacnet/icsnpp-bacnet__bacnet_example.pcap': Array.from(
    { length: 30 },
    (_, index) => `172.20.32.${100 + index} 172.20.32.255 udp 47808`,
  ),
  'melsec/iti__melsoft_UDP_clean_2.pcap': Array.from(
    { length: 216 },
    (_, index) => `192.168.3.250 255.255.255.255 udp ${62_657 + index}`,
  ),
};

export const onlyInEve: ConnectionDifferences = {
  ...profinetAnswers,
  ...answersToEverybody,
  // The first captured packet came from the server; the messages say who asks.
  'c1222/icsnpp-c1222__c1222_std_example8.pcap': ['10.2.2.2 10.1.1.1 tcp 1153'],
  'hartip/icsnpp-hart-ip__hart-ip.pcap': ['192.168.0.10 192.168.0.101 udp 49905'],
  'melsec/iti__melsoft_129_clean.pcap': ['192.168.3.250 192.168.3.18 tcp 5001'],
  // The answer to a broadcast, which asks for nothing.
  'enip/iti__EIP-IPAddressChangeAttempt.pcap': ['192.168.10.105 192.168.10.120 udp 44818'],
  // The sender uses port 0, and we take the smaller port for the server's.
  'misc-ndpi/ndpi__dlms.pcap': ['10.1.1.1 10.2.2.2 udp 4059'],
};

export const onlyInCapture: ConnectionDifferences = {
  // Two peers, each of whom asks the other.
  'bacnet/icsnpp-bacnet__bacnet_error_reject_abort.pcap': ['192.168.3.100 10.10.10.10 udp 47809'],
  'omron/icsnpp-omron-fins__omron.pcap': ['10.130.130.130 10.4.14.102 udp 58722'],
  // The first captured packet came from the server; the messages say who asks.
  'c1222/icsnpp-c1222__c1222_std_example8.pcap': ['10.1.1.1 10.2.2.2 tcp 50000'],
  'hartip/icsnpp-hart-ip__hart-ip.pcap': ['192.168.0.101 192.168.0.10 udp 5095'],
  'melsec/iti__melsoft_129_clean.pcap': ['192.168.3.18 192.168.3.250 tcp 5562'],
  'enip/iti__EIP-IPAddressChangeAttempt.pcap': [
    // Suricata keeps no flows of IGMP.
    '208.73.217.142 239.255.255.100 ip 2',
  ],
  'misc-ndpi/ndpi__dlms.pcap': ['10.2.2.2 10.1.1.1 udp 0'],
  // Suricata looks into the tunnel and does not show it.
  'odd/zeek__erspan.pcap': ['10.200.0.3 10.200.0.224 ip 47'],
  // The capture holds answers without their requests; we know by what they say who was asked.
  'profinet/icsnpp-profinet-io-cm__profinet_io_cm_connect.pcapng': [
    '192.168.0.1 192.168.0.2 udp 49156',
    '192.168.99.200 192.168.99.2 udp 49154',
  ],
  'profinet/icsnpp-profinet-io-cm__profinet_io_cm_control.pcapng': ['192.168.0.2 192.168.0.50 udp 49344'],
};

/** Protocols that Suricata names and we do not. */
export const namedByEveOnly: ConnectionDifferences = {
  // The last message of a TLS connection, which alone shows no protocol to us.
  'hartip/icsnpp-hart-ip__hart-ip.pcap': ['192.168.0.100 74.125.159.99 tcp 443 https'],
};
