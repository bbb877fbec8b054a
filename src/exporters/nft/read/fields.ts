/** The fields of packets and connections that rules look at (nft(8)), and the types of their values. */

export type ValueType =
  | 'mark'
  | 'ifname'
  | 'inet_proto'
  | 'inet_service'
  | 'icmp_type'
  | 'icmpv6_type'
  | 'ipv4_addr'
  | 'ipv6_addr'
  | 'ether_addr'
  | 'ether_type'
  | 'vlan_id'
  /** Bytes of a packet as a number, the first one on top. */
  | 'integer'
  /** The same, of 8 and of 16 bits. */
  | 'byte'
  | 'byte_pair'
  /** Two to five of them. */
  | 'bytes'
  | 'nf_proto'
  | 'ct_state'
  | 'ct_dir'
  | 'ct_status'
  | 'time'
  | 'day'
  | 'hour'
  | 'tcp_flag';

/** By its words. `th` means whatever transport the packet has. */
export type FieldName =
  | 'meta mark'
  | 'ether saddr'
  | 'ether daddr'
  | 'ether type'
  | 'vlan id'
  | 'vlan type'
  /** Bytes behind the EtherType: where they begin and how many bits they have. */
  | '@nh,0,24'
  | '@nh,24,8'
  | 'meta iifname'
  | 'meta oifname'
  | 'meta nfproto'
  | 'meta l4proto'
  | 'meta time'
  | 'meta day'
  | 'meta hour'
  | 'ct state'
  | 'ct direction'
  | 'ct mark'
  | 'ct status'
  | 'ip saddr'
  | 'ip daddr'
  | 'ip6 saddr'
  | 'ip6 daddr'
  | 'icmp type'
  | 'icmpv6 type'
  | 'th sport'
  | 'th dport'
  | 'tcp sport'
  | 'tcp dport'
  | 'udp sport'
  | 'udp dport'
  | 'tcp flags'
  | PayloadField;

/**
 * Bytes behind the header of the transport, where that is TCP behind its options, by the bit where they begin and their number: the
 * words of a Modbus request, and bytes that are only asked whether they are there. `@th,104,8` has the flags of TCP.
 */
export type PayloadField = '@th,104,8' | `@ih,${number},${number}`;

export function isPayloadField(field: FieldName): field is PayloadField {
  return field.startsWith('@ih,') || field.startsWith('@th,');
}

type NamedField = Exclude<FieldName, `@ih,${number},${number}`>;

const fieldTypes: Readonly<Record<NamedField, ValueType>> = {
  'meta mark': 'mark',
  'ether saddr': 'ether_addr',
  'ether daddr': 'ether_addr',
  'ether type': 'ether_type',
  'vlan id': 'vlan_id',
  'vlan type': 'ether_type',
  '@nh,0,24': 'integer',
  '@nh,24,8': 'integer',
  'meta iifname': 'ifname',
  'meta oifname': 'ifname',
  'meta nfproto': 'nf_proto',
  'meta l4proto': 'inet_proto',
  'meta time': 'time',
  'meta day': 'day',
  'meta hour': 'hour',
  'ct state': 'ct_state',
  'ct direction': 'ct_dir',
  'ct mark': 'mark',
  'ct status': 'ct_status',
  'ip saddr': 'ipv4_addr',
  'ip daddr': 'ipv4_addr',
  'ip6 saddr': 'ipv6_addr',
  'ip6 daddr': 'ipv6_addr',
  'icmp type': 'icmp_type',
  'icmpv6 type': 'icmpv6_type',
  'th sport': 'inet_service',
  'th dport': 'inet_service',
  'tcp sport': 'inet_service',
  'tcp dport': 'inet_service',
  'udp sport': 'inet_service',
  'udp dport': 'inet_service',
  'tcp flags': 'tcp_flag',
  '@th,104,8': 'byte',
};

/** Words of the payload that are two bytes long. */
const pairs: readonly string[] = ['@ih,16,16', '@ih,32,16'];
/** The kernel finds bytes by at most 255 in front of them; what begins there may be longer. */
const furthestBit = 8 * 255;

export function typeOf(field: FieldName): ValueType {
  if (!isInPayload(field)) return fieldTypes[field];
  if (pairs.includes(field)) return 'byte_pair';
  return field.endsWith(',8') ? 'byte' : 'bytes';
}

function isInPayload(text: string): text is `@ih,${number},${number}` {
  const [, offset, bits] = /^@ih,(0|[1-9]\d*),(8|16|24|32|40)$/.exec(text)?.map(Number) ?? [];
  if (offset === undefined || offset % 8 !== 0 || offset > furthestBit) return false;
  return bits === 8 || offset === furthestBit || pairs.includes(text);
}

/** Types that may be compared with `<` and the like. */
export function isOrdered(type: ValueType): boolean {
  return type === 'time' || type === 'byte' || type === 'bytes';
}

/** Without those of the payload. */
export const fieldNames: readonly FieldName[] = Object.keys(fieldTypes).filter(isFieldName);

export function isFieldName(text: string): text is FieldName {
  return Object.hasOwn(fieldTypes, text) || isInPayload(text);
}

/** Types that keys of sets and maps may have. */
const keyTypes: ReadonlySet<string> = new Set<ValueType>([
  'nf_proto',
  'mark',
  'ifname',
  'inet_proto',
  'inet_service',
  'icmp_type',
  'icmpv6_type',
  'ipv4_addr',
  'ipv6_addr',
  'ether_addr',
  'ether_type',
  'integer',
]);

export function isKeyType(text: string): text is ValueType {
  return keyTypes.has(text);
}
