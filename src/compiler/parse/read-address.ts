/** Networks and addresses: canonical text, or a finding that says how it was meant. */
import {
  familyBits,
  formatIpAddress,
  formatIpNetwork,
  parseIpAddress,
  parseIpNetwork,
  parseMac,
} from '../../algebra/ip-address.ts';
import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Written } from '../../model/plant.ts';
import { type Reader, writtenText } from './reader.ts';
import type { Tree } from './tree.ts';

/** Reads a value or reports it; null when there is no usable one. */
export type ReadWritten = (tree: Tree, reader: Reader) => Written<string> | null;

/** A network in CIDR form; a bare address is a network of one. */
export const readNetwork: ReadWritten = (tree, reader) => {
  const text = reader.isBroken(tree) ? null : writtenText(tree);
  if (text === null) return null;
  const network = parseIpNetwork(text.value);
  if (network !== null) return { value: formatIpNetwork(network), at: text.at };
  const meant = networkAround(text.value);
  if (meant === null) reader.report(diagnose('network/invalid', text.at, { text: text.value }));
  else reader.report(diagnose('network/host-bits', text.at, { text: text.value, network: meant }));
  return null;
};

/** An IPv4 or IPv6 address. */
export const readIpAddress: ReadWritten = (tree, reader) => {
  const text = reader.isBroken(tree) ? null : writtenText(tree);
  if (text === null) return null;
  const address = parseIpAddress(text.value);
  if (address !== null) return { value: formatIpAddress(address), at: text.at };
  reader.report(diagnose('address/invalid', text.at, { text: text.value }));
  return null;
};

/** A MAC address. */
export const readMac: ReadWritten = (tree, reader) => {
  const text = reader.isBroken(tree) ? null : writtenText(tree);
  if (text === null) return null;
  const value = parseMac(text.value);
  if (value !== null) return { value, at: text.at };
  reader.report(diagnose('mac/invalid', text.at, { text: text.value }));
  return null;
};

/** The network that an address with a prefix length lies in, as canonical text; null when it is no such thing. */
export function networkAround(text: string): string | null {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const address = parseIpAddress(match?.[1] ?? '');
  const prefix = Number(match?.[2]);
  if (address === null || prefix > familyBits[address.family]) return null;
  const size = 1n << BigInt(familyBits[address.family] - prefix);
  const from = address.value - (address.value % size);
  return formatIpNetwork({ family: address.family, from, to: from + size - 1n, prefix });
}
