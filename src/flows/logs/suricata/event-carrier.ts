/** What Suricata writes into `proto`: the name of the IP protocol, or its number in up to three digits. */
import type { Transport } from '../../../model/catalogue.ts';
import { ipProtocolNumber } from '../../netflow/ip-protocol-names.ts';

/** The carrier of an event. */
export interface EventCarrier {
  readonly transport: Transport;
  /** IP protocol number; null where ports or ICMP types take its place, or when the name is not known. */
  readonly number: number | null;
}

const transports: ReadonlyMap<number, Transport> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [58, 'icmpv6'],
]);

/** The carrier that a `proto` names; null when it names none. */
export function carrierOf(proto: string | null): EventCarrier | null {
  if (proto === null || proto === '') return null;
  const number = ipProtocolNumber(proto);
  const transport = number === null ? undefined : transports.get(number);
  return transport === undefined ? { transport: 'ip', number } : { transport, number: null };
}
