/** Lines of ulogd2 2.0.8 as its JSON output wrote them on a boundary, with what a test changes in them. */

/** A SYN that no grant allowed. */
export const ulogdSyn: Readonly<Record<string, unknown>> = {
  timestamp: '2026-11-26T05:43:59.421490',
  dvc: 'Netfilter',
  'raw.pktlen': 40,
  'raw.pktcount': 1,
  'oob.prefix': 'zonewright deny fw-line ',
  'oob.time.sec': 1_795_671_839,
  'oob.time.usec': 421_490,
  'oob.mark': 196_610,
  'oob.ifindex_in': 2,
  'oob.ifindex_out': 3,
  'oob.hook': 2,
  'oob.family': 2,
  'oob.protocol': 2048,
  'raw.label': 0,
  'ip.protocol': 6,
  'ip.tos': 0,
  'ip.ttl': 63,
  'ip.totlen': 40,
  'ip.ihl': 5,
  'ip.csum': 9865,
  'ip.id': 1,
  'ip.fragoff': 16_384,
  src_port: 40_001,
  dest_port: 22,
  'tcp.seq': 1000,
  'tcp.ackseq': 0,
  'tcp.window': 1024,
  'tcp.offset': 0,
  'tcp.reserved': 0,
  'tcp.urg': 0,
  'tcp.ack': 0,
  'tcp.psh': 0,
  'tcp.rst': 0,
  'tcp.syn': 1,
  'tcp.fin': 0,
  'tcp.res1': 0,
  'tcp.res2': 0,
  'tcp.csum': 63_068,
  'oob.in': 'eth0',
  'oob.out': 'eth1',
  src_ip: '10.20.0.20',
  dest_ip: '10.20.1.11',
};

/** A frame that a bridge dropped. */
export const ulogdFrame: Readonly<Record<string, unknown>> = {
  timestamp: '2026-11-26T06:46:05.931266',
  dvc: 'Netfilter',
  'raw.pktlen': 46,
  'oob.prefix': 'zonewright deny fw-line ',
  'oob.time.sec': 1_795_675_565,
  'oob.time.usec': 931_266,
  'oob.ifindex_in': 2,
  'oob.hook': 2,
  'raw.mac_len': 14,
  'oob.family': 7,
  'oob.protocol': 34_962,
  'oob.in': 'br0',
  'mac.saddr.str': '02:00:00:00:00:0a',
  'mac.daddr.str': '02:00:00:00:00:0b',
};

/** Lines; a field that is undefined is left out. */
export function ulogdJson(rows: readonly Readonly<Record<string, unknown>>[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
