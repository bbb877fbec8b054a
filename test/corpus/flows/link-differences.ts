/** Frames that tshark puts to other ends than the reader, each kind looked at by hand. */
import { type FrameEnds, type SharkRow, sharkEnds } from '../../support/frame-ends.ts';

interface LinkDifference {
  readonly why: string;
  readonly explains: (ours: FrameEnds, row: SharkRow) => boolean;
}

export const linkDifferences: readonly LinkDifference[] = [
  {
    why: 'A host that asks whether an address is free (RFC 5227) speaks for none yet: it is told by its MAC address.',
    explains: (ours, row) =>
      row['arp.src.proto_ipv4'][0] === '0.0.0.0' && ours === `frame ${row['eth.src'].at(-1)} ${row['eth.dst'].at(-1)}`,
  },
  {
    why: 'An ICMP error quotes the packet that it is about; nobody sent that packet here.',
    explains: (ours, row) => ours === '!icmp-error' && /:icmp:ip:/.test(row['frame.protocols'][0] ?? ''),
  },
  {
    why: 'A fragment goes to the ends of its datagram once the datagram is whole; tshark shows those of the fragment.',
    explains: (ours, row) => ours === '!fragment' && /:ip:data$/.test(row['frame.protocols'][0] ?? ''),
  },
  {
    why: 'What reports flows is read as a log and is no conversation.',
    explains: (ours, row) => ours.startsWith('!') && (row['frame.protocols'][0] ?? '').includes(':cflow'),
  },
  {
    why: 'Of a datagram in fragments that never becomes whole, nobody knows the ports.',
    explains: (ours, row) => ours === '!incomplete-fragment' && sharkEnds(row).startsWith('ip '),
  },
];
