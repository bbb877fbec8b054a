/** The packets of the conversation that a probe begins. Sequence numbers are within the window that connection tracking expects. */

import { type MessageRole, roleOfMessage } from './message-types.ts';
import { type Packet, protocolNumbers, tcpFlags } from './packet/packet.ts';
import { writePacket } from './packet/write-packet.ts';
import type { Carried } from './payloads.ts';
import type { Draft, Probe } from './probe.ts';

const { icmp, tcp, udp, icmpv6, sctp } = protocolNumbers;
const { fin, syn, rst, psh, ack, urg, ece, cwr } = tcpFlags;
const clientSequence = 1_000;
const serverSequence = 5_000;

const nothing = new Uint8Array();

/** The role of the message that a probe is; null for a probe that is no ICMP. */
export function messageOf({ protocol, port, source }: Draft): MessageRole | null {
  const own = source.family === 4 ? icmp : icmpv6;
  return protocol === own ? roleOfMessage(source.family, port) : null;
}

/** Whether a probe is TCP. */
export function isTcp({ protocol }: Probe): boolean {
  return protocol === tcp;
}

/** The probe itself, as its client sends it. */
export function firstPacket(probe: Probe): Packet {
  return {
    entry: probe.entry,
    source: probe.source,
    destination: probe.asked.destination,
    protocol: probe.protocol,
    service: probe.service,
    sourcePort: probe.clientPort,
    destinationPort: probe.asked.port,
    flags: probe.form === 'options' ? syn | ece | cwr : syn,
    sequence: clientSequence,
    acknowledgement: 0,
    form: probe.form,
    payload: nothing,
    quotes: null,
  };
}

/** The next packet the same way. */
export function nextPacket(probe: Probe): Packet {
  const acknowledgement = serverSequence + 1;
  return { ...firstPacket(probe), flags: ack | psh, sequence: clientSequence + 1, acknowledgement };
}

/** The same with a payload. */
export function carryingPacket(probe: Probe, { bytes, isUrgent }: Carried): Packet {
  const packet = nextPacket(probe);
  return { ...packet, flags: isUrgent ? packet.flags | urg : packet.flags, payload: bytes };
}

/** The answer, as its server sends it from where the probe came out; null for a probe that nobody answers or whose answer the lab cannot make. */
export function replyPacket(probe: Probe): Packet | null {
  const message = messageOf(probe);
  if (probe.form === 'wrong checksum' || probe.form === 'too short' || probe.protocol === sctp) return null;
  if (message !== null && message.kind !== 'request') return null;
  return {
    ...firstPacket(probe),
    entry: probe.exit,
    source: probe.destination,
    destination: probe.shown,
    service: 0,
    sourcePort: message === null ? probe.port : probe.clientPort,
    destinationPort: message === null ? probe.clientPort : message.reply,
    flags: syn | ack,
    sequence: serverSequence,
    acknowledgement: clientSequence + 1,
    form: 'plain',
  };
}

/** What the server sends in a live connection, with a payload; null where {@link replyPacket} gives none. */
export function answeringPacket(probe: Probe, { bytes }: Carried): Packet | null {
  const reply = replyPacket(probe);
  return reply === null ? null : { ...reply, flags: ack | psh, sequence: serverSequence + 1, payload: bytes };
}

/** What no connection begins with, in turns. */
const strays: readonly number[] = [
  ack,
  psh | ack,
  fin | ack,
  rst,
  rst | ack,
  0,
  fin,
  syn | fin,
  syn | rst,
  fin | psh | urg,
];

/** A packet of TCP that begins nothing. */
export function strayPacket(probe: Probe, turn: number): Packet {
  return { ...nextPacket(probe), flags: strays[turn % strays.length] ?? ack };
}

/** An ICMP error about a packet as it was received, from where it went back to where it came from. */
export function errorAbout(packet: Packet, entry: number, type: number): Packet {
  return {
    ...packet,
    entry,
    source: packet.destination,
    destination: packet.source,
    protocol: packet.source.family === 4 ? icmp : icmpv6,
    service: 0,
    destinationPort: type,
    form: 'plain',
    quotes: quoteOf(packet),
  };
}

/** The bytes of a packet as an error has them. */
export function quoteOf(packet: Packet): Uint8Array {
  const quoted = Buffer.alloc(128);
  return quoted.subarray(0, writePacket(quoted, 0, packet, 0));
}

/** Whether a probe can be sent in pieces. */
export function canBeCut({ protocol, form }: Probe): boolean {
  return (protocol === tcp || protocol === udp) && form === 'plain';
}
