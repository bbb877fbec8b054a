/** Names of IP protocols (IANA protocol numbers) as nfdump writes them. */

/** In the order of their numbers; `-` stands for one that nfdump writes as a number. */
const names =
  '- ICMP IGMP GGP IPIP ST TCP CBT EGP IGP BBN NVPII PUP ARGUS ENCOM XNET CHAOS UDP MUX DCN HMP PRM XNS Trnk1 Trnk2 ' +
  'Leaf1 Leaf2 RDP IRTP ISO-4 NETBK MFESP MEINP DCCP 3PC IDPR XTP DDP - TP++ IL IPv6 SDRP Rte6 Frag6 IDRP RSVP GRE ' +
  'MHRP BNA ESP AH INLSP SWIPE NARP MOBIL TLSP SKIP ICMP6 NOHE6 OPTS6 HOST CFTP NET SATNT KLAN RVD IPPC FS SATM VISA ' +
  'IPCV CPNX CPHB WSN PVP BSATM SUNND WBMON WBEXP ISOIP VMTP SVMTP VINES TTP NSIGP DGP TCF EIGRP OSPF S-RPC LARP MTP ' +
  'AX.25 OS MICP SCCSP ETHIP ENCAP - GMTP IFMP PNNI PIM ARIS SCPS QNX A/N IPcmp SNP CpqPP IPXIP VRRP PGM 0hop L2TP ' +
  'DDX IATP STP SRP UTI SMP SM PTP ISIS4 FIRE CRTP CRUDP - IPLT SPS PIPE SCTP FC - MHEAD UDP-L MPLS';

const numbers: ReadonlyMap<string, number> = new Map([
  ...names.split(' ').flatMap((name, number) => (name === '-' ? [] : [[name.toUpperCase(), number] as const])),
  ['IPV6-ICMP', 58],
  ['ICMPV6', 58],
]);

/** The number of a protocol given by name or number; null for neither. */
export function ipProtocolNumber(text: string): number | null {
  const trimmed = text.trim();
  if (/^\d{1,3}$/.test(trimmed)) return Number(trimmed) <= 255 ? Number(trimmed) : null;
  return numbers.get(trimmed.toUpperCase()) ?? null;
}
