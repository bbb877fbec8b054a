/** Addresses, networks and ports as sources write them: one, or several with commas. */
import { formatIpAddress, parseIpAddress, parseMac } from '../../algebra/ip-address.ts';
import type { Written } from '../../model/plant.ts';
import { networkAround } from '../parse/read-address.ts';
import type { ForeignPort } from './foreign-plant.ts';

/** More ports than these are no list that somebody wrote. */
const mostPorts = 100;

/** Canonical IPv4 and IPv6 addresses of a text, and what in it is none. */
export function addressesIn({ value, at }: Written<string>): {
  readonly addresses: readonly Written<string>[];
  readonly rest: readonly string[];
} {
  const read = partsOf(value).map((part) => ({ part, address: parseIpAddress(part) }));
  return {
    addresses: read.flatMap(({ address }) => (address === null ? [] : [{ value: formatIpAddress(address), at }])),
    rest: read.flatMap(({ part, address }) => (address === null ? [part] : [])),
  };
}

/** Canonical networks of a text whose parts all have a prefix, `10.1.2.1/24` being 10.1.2.0/24; null when a part is none. */
export function networksIn({ value, at }: Written<string>): readonly Written<string>[] | null {
  const parts = partsOf(value);
  const known = parts.map(networkAround).filter((network) => network !== null);
  return known.length === 0 || known.length < parts.length ? null : known.map((network) => ({ value: network, at }));
}

/** The canonical MAC addresses of a text; null when a part is none. */
export function macsIn({ value, at }: Written<string>): readonly Written<string>[] | null {
  const macs = partsOf(value).map(parseMac);
  const known = macs.filter((mac) => mac !== null);
  return known.length < macs.length || known.length === 0 ? null : known.map((mac) => ({ value: mac, at }));
}

/** `502`, `5000-5010`, `tcp/502`, `502/udp`, `TCP 502`, and several of them; null when a part is none. */
export function portsIn(text: string): readonly ForeignPort[] | null {
  const parts = partsOf(text);
  if (parts.length > mostPorts) return null;
  const known = parts.map(portOf).filter((port) => port !== null);
  return known.length === 0 || known.length < parts.length ? null : known;
}

function portOf(text: string): ForeignPort | null {
  const match = /^(?:(tcp|udp)[ /:]*)?(\d{1,5})(?: ?[-–] ?(\d{1,5}))?(?:[ /]*(tcp|udp))?$/i.exec(text) ?? null;
  if (match === null || (match[1] !== undefined && match[4] !== undefined)) return null;
  const transport = (match[1] ?? match[4])?.toLowerCase();
  const from = Number(match[2]);
  const to = Number(match[3] ?? match[2]);
  if (from < 1 || to > 65_535 || from > to) return null;
  return { transport: transport === 'tcp' || transport === 'udp' ? transport : null, from, to };
}

function partsOf(text: string): readonly string[] {
  return text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
