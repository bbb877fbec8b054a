/** Where our reading of flow records differs from another tool's, each looked at by hand: [ours, theirs]. */
export type CodecDifferences = Readonly<Record<string, readonly [ours: unknown, theirs: unknown]>>;

/**
 * Logstash's codec subtracts the seconds and the milliseconds of an uptime one by one and forgets to borrow, so that its
 * times are a second late. In the first datagram of version 9 the uptime is 45,076 ms (`b014`) at 19:04:30 and the flow
 * began at 1,216 ms: 43.860 s before, which is 19:03:46.140.
 *
 * In the datagram of version 5 the first packet is at uptime `ffffffff`, one millisecond before the exporter started to
 * count: that is 3,382 ms before the export at uptime 3,381. Logstash lets it begin 49 days later.
 */
export const codecDifferences: Readonly<Record<string, CodecDifferences>> = {
  'Netflow 5 valid 01': {
    '0 first_switched': ['2015-05-02T18:38:04.898Z', '2015-06-21T11:40:52.194Z'],
    '0 last_switched': ['2015-05-02T18:38:07.476Z', '2015-05-02T18:38:08.476Z'],
    '1 first_switched': ['2015-05-02T18:38:04.898Z', '2015-06-21T11:40:52.194Z'],
    '1 last_switched': ['2015-05-02T18:38:07.476Z', '2015-05-02T18:38:08.476Z'],
  },
  'Netflow 9 valid 01': {
    '0 first_switched': ['2015-10-08T19:03:46.140Z', '2015-10-08T19:03:47.140Z'],
    '0 last_switched': ['2015-10-08T19:03:46.141Z', '2015-10-08T19:03:47.141Z'],
  },
  'Netflow 9 Cisco ACI': {
    '0 first_switched': ['2018-10-15T11:28:04.019Z', '2018-10-15T11:28:05.019Z'],
    '0 last_switched': ['2018-10-15T11:28:23.066Z', '2018-10-15T11:28:24.066Z'],
  },
  'Netflow 9 multiple netflow exporters': {
    '1 first_switched': ['2015-10-08T19:03:46.140Z', '2015-10-08T19:03:47.140Z'],
    '1 last_switched': ['2015-10-08T19:03:46.141Z', '2015-10-08T19:03:47.141Z'],
    '8 first_switched': ['2015-10-08T19:05:55.010Z', '2015-10-08T19:05:56.010Z'],
    '8 last_switched': ['2015-10-08T19:05:55.015Z', '2015-10-08T19:05:56.015Z'],
  },
  'Netflow5 Juniper MX80': {
    '28 first_switched': ['2016-07-21T13:52:33.936Z', '2016-07-21T13:52:34.936Z'],
    '28 last_switched': ['2016-07-21T13:52:33.936Z', '2016-07-21T13:52:34.936Z'],
  },
  'Netflow 9 Ubiquiti Edgerouter with MPLS labels': {
    '15 first_switched': ['2016-09-10T15:02:53.375Z', '2016-09-10T15:02:54.375Z'],
    '15 last_switched': ['2016-09-10T15:23:44.363Z', '2016-09-10T15:23:45.363Z'],
  },
};

/** What only the capture has, and only the flow records that nfpcapd makes of it, with the conversations that both have. */
export const exporterDifferences: Readonly<
  Record<string, { readonly captured: readonly string[]; readonly reported: readonly string[]; readonly equal: number }>
> = {
  'plant1/plant1_merged.pcap': { captured: [], reported: [], equal: 29 },
  'iec61850/iti__Sample_File_MMS_and_GOOSE.pcap': { captured: [], reported: [], equal: 19 },
  // Of two VLAN tags nfpcapd takes the inner one, we the outer one, which is the network that the tap is in.
  'odd/sv__eve-flow-vlan_input.pcap': {
    captured: ['vlan-1 192.168.0.1 -> 255.255.255.255 icmp/null'],
    reported: ['vlan-10 192.168.0.1 -> 255.255.255.255 icmp/null'],
    equal: 1,
  },
};
