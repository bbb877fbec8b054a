/** The packet that a finding shows, read off its words and sent through the kernel. */
import type { Router } from './kernel.ts';
import { buildPacket, isSamePacket, type PacketSpec } from './packets.ts';

export interface Witness {
  readonly entry: string;
  readonly exit: string;
  readonly spec: PacketSpec;
  /** Seconds since the epoch. */
  readonly time: number;
  /** Vendor sessions that are open then. */
  readonly sessions: readonly string[];
}

/** Reads `10.0.0.1 behind eth0 -> 10.1.0.5 behind eth1, tcp 23, at 2026-08-03T12:00:00Z` in a message. */
export function parsedWitness(message: string): Witness {
  const found =
    /(\S+) behind (\S+) -> (\S+) behind (\S+), (tcp|udp|icmp type|icmpv6 type|ip protocol) (\d+)( without SYN)?(?: with (\d+ bytes[^:]*?))?, at (\S+?Z)(?:, with a session open: ([\w-]+(?:, [\w-]+)*))?/.exec(
      message,
    );
  const [
    ,
    source = '',
    entry = '',
    destination = '',
    exit = '',
    service = '',
    text = '',
    stray,
    carried,
    at = '',
    open = '',
  ] = found ?? [];
  if (found === null) throw new Error(`no packet in ${message}`);
  const number = Number(text);
  const protocol = { tcp: 6, udp: 17, 'icmp type': 1, 'icmpv6 type': 58 }[service] ?? number;
  const spec: PacketSpec = {
    source,
    destination,
    protocol,
    mark: 77,
    ...(carried === undefined ? {} : { payload: payloadOf(carried) }),
    ...(service === 'tcp' || service === 'udp' ? { port: number } : {}),
    ...(stray === undefined ? {} : { flags: 'ack' as const }),
    ...(service.startsWith('icmp') ? { icmpType: number } : {}),
  };
  const sessions = open === '' ? [] : open.split(', ');
  return { entry, exit, spec, time: Date.parse(at) / 1000, sessions };
}

/** Reads `12 bytes, modbus function 5, protocol 1, length 6`. */
function payloadOf(words: string): Buffer {
  const number = (pattern: RegExp): number => Number(pattern.exec(words)?.[1] ?? 0);
  const payload = Buffer.alloc(13);
  payload.writeUInt16BE(number(/protocol (\d+)/), 2);
  payload.writeUInt16BE(number(/length (\d+)/), 4);
  payload[7] = number(/function (\d+)/);
  payload[12] = number(/count (\d+)/);
  return Buffer.concat([payload, Buffer.alloc(300)]).subarray(0, number(/^(\d+) bytes/));
}

/** Whether the packet comes out by the interface that it should leave by. */
export async function witnessPasses(router: Router, { entry, exit, spec }: Witness): Promise<boolean> {
  const packet = buildPacket(spec);
  const [out = []] = await router.send([[entry, packet]]);
  return out.some((received) => received.interface === exit && isSamePacket(packet, received.bytes));
}
