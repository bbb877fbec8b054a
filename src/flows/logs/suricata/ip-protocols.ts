/** What Suricata writes into `proto`: the IANA name of the IP protocol, or its number in up to three digits. */
import type { Transport } from '../../../model/catalogue.ts';

/** The carrier of an event. */
export interface EventCarrier {
  readonly transport: Transport;
  /** IP protocol number; null where ports or ICMP types take its place, or when the name is not known. */
  readonly number: number | null;
}

const numbers: ReadonlyMap<string, number> = new Map([
  ['IGMP', 2],
  ['IPV4', 4],
  ['EGP', 8],
  ['IPV6', 41],
  ['GRE', 47],
  ['ESP', 50],
  ['AH', 51],
  ['EIGRP', 88],
  ['OSPFIGP', 89],
  ['OSPF', 89],
  ['ETHERIP', 97],
  ['PIM', 103],
  ['IPCOMP', 108],
  ['VRRP', 112],
  ['L2TP', 115],
  ['SCTP', 132],
  ['UDPLITE', 136],
  ['MPLS-IN-IP', 137],
]);

/** The carrier that a `proto` names; null when it names none. */
export function carrierOf(proto: string): EventCarrier | null {
  const name = proto.toUpperCase();
  if (/^\d{1,3}$/.test(name)) return carrierNumbered(Number(name));
  switch (name) {
    case 'TCP':
      return carrierNumbered(6);
    case 'UDP':
      return carrierNumbered(17);
    case 'ICMP':
      return carrierNumbered(1);
    case 'IPV6-ICMP':
    case 'ICMPV6':
      return carrierNumbered(58);
    case '':
      return null;
    default:
      return { transport: 'ip', number: numbers.get(name) ?? null };
  }
}

function carrierNumbered(number: number): EventCarrier | null {
  if (number > 255) return null;
  if (number === 6) return { transport: 'tcp', number: null };
  if (number === 17) return { transport: 'udp', number: null };
  if (number === 1) return { transport: 'icmp', number: null };
  return number === 58 ? { transport: 'icmpv6', number: null } : { transport: 'ip', number };
}
