/** A packet that did something else than it had to, in words that a person can act on. */
import type { ProveGrant, ProveMismatch } from '../../model/prove.ts';
import { isTcp } from './conversation.ts';
import type { OpenedGrant } from './oracle.ts';
import { type Packet, protocolNumbers, tcpFlags } from './packet/packet.ts';
import type { Fragmentation } from './packet/write-fragments.ts';
import type { ProbeForm } from './probe.ts';
import type { Miss, Shot } from './shooter.ts';

/** Describes a miss of a phase. */
export function describeMiss(
  phase: string,
  { shot, cameOut, changed }: Miss,
  interfaces: readonly string[],
): ProveMismatch {
  const { answer, probe } = shot;
  const names = cameOut.map((number) => interfaces[number] ?? '?').join(' and ');
  return {
    phase,
    packet: describePacket(shot.packet, interfaces, shot.fragmentation?.way ?? null),
    expected: describeExpected(shot, interfaces),
    kernel: names === '' ? 'dropped' : changed ? `came out of ${names} with other bytes` : `came out of ${names}`,
    grants: (answer?.grants ?? []).map(placed),
    near: probe.origin === null ? null : placed(probe.origin),
  };
}

function placed({ grant }: OpenedGrant): ProveGrant {
  return { id: grant.id, at: grant.at };
}

const { tcp, udp, icmp, icmpv6, sctp } = protocolNumbers;

const formWords: Readonly<Record<ProbeForm, readonly string[]>> = {
  plain: [],
  options: ['with options'],
  'wrong checksum': ['with a wrong checksum'],
  'too short': ['cut short'],
};

/** `10.0.0.1:1024 behind eth0 -> 10.1.0.5:502, tcp syn`. */
function describePacket(packet: Packet, interfaces: readonly string[], way: Fragmentation | null): string {
  const { source, destination, entry } = packet;
  const hasPorts = packet.protocol === tcp || packet.protocol === udp || packet.protocol === sctp;
  const end = (text: string, port: number): string =>
    hasPorts ? (text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`) : text;
  const details = [
    protocolWords(packet),
    ...formWords[packet.form],
    ...(packet.service === 0 ? [] : [`type of service 0x${packet.service.toString(16)}`]),
    ...(way === null ? [] : [`in fragments ${way}`]),
  ];
  return `${end(source.text, packet.sourcePort)} behind ${interfaces[entry] ?? '?'} -> ${end(destination.text, packet.destinationPort)}, ${details.join(', ')}`;
}

function protocolWords({ protocol, source, destinationPort, flags, quotes }: Packet): string {
  switch (protocol) {
    case tcp: {
      const names = Object.entries(tcpFlags).flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : [name]));
      return `tcp ${names.length === 0 ? 'without flags' : names.join(' ')}`;
    }
    case udp:
      return 'udp';
    case sctp:
      return 'sctp';
    case source.family === 4 ? icmp : icmpv6: {
      const name = source.family === 4 ? 'icmp' : 'icmpv6';
      return `${name} type ${destinationPort}${quotes === null ? '' : ', an error about the conversation'}`;
    }
    default:
      return `ip protocol ${protocol}`;
  }
}

function describeExpected({ exit, answer, probe }: Shot, interfaces: readonly string[]): string {
  const ids = (answer?.grants ?? []).map(({ grant }) => grant.id).join(', ');
  if (exit !== null) {
    const why = answer === null ? '' : answer.verdict === 'passes' ? `, as ${ids} grants it` : '';
    return `comes out of ${interfaces[exit] ?? '?'}${why}`;
  }
  if (answer === null) return `dropped, as it begins nothing${isTcp(probe) ? ' and belongs to no connection' : ''}`;
  if (answer.grants.length === 0) return 'dropped, as no grant opens the boundary for it';
  return answer.verdict === 'dropped'
    ? `dropped, as the time of ${ids} is not now`
    : 'dropped, as it is no whole packet';
}
