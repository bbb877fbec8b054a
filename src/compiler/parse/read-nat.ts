/** Translation of addresses at a boundary: 1:1 NAT and port forwards. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { ForwardedPort, Nat, NatSide, PortForward, Written } from '../../model/plant.ts';
import { readIpAddress, readNetwork } from './read-address.ts';
import { checkId } from './read-ids.ts';
import { type Reader, writtenText } from './reader.ts';
import { spanOf } from './source-text.ts';
import { type Entry, numberOf, type Tree, valueAt } from './tree.ts';

/** Reads one 1:1 NAT; null when a side of it cannot be read. */
export function readNat(entry: Entry, reader: Reader): Nat | null {
  checkId('nat', entry, reader);
  const outside = readSide(valueAt(entry.value, 'outside'), reader);
  const inside = readSide(valueAt(entry.value, 'inside'), reader);
  return outside === null || inside === null ? null : { id: entry.key, at: spanOf(entry), outside, inside };
}

/** Reads one port forward; null when a part of it cannot be read. */
export function readPortForward(entry: Entry, reader: Reader): PortForward | null {
  checkId('port forward', entry, reader);
  const outside = valueAt(entry.value, 'outside');
  const scope = writtenText(valueAt(outside, 'scope'));
  const address = valueAt(outside, 'ip');
  const ip = address === null ? null : readIpAddress(address, reader);
  const port = readForwardedPort(valueAt(outside, 'port'), reader);
  const to = writtenText(valueAt(entry.value, 'to'));
  if (scope === null || ip === null || port === null || to === null || !reader.isSound(entry.value)) return null;
  return {
    id: entry.key,
    at: spanOf(entry),
    outside: { scope, ip, port },
    to,
    port: numberOf(valueAt(entry.value, 'port')) ?? port.value.number,
  };
}

function readSide(tree: Tree | null, reader: Reader): NatSide | null {
  const scope = writtenText(valueAt(tree, 'scope'));
  const text = valueAt(tree, 'network');
  const network = text === null ? null : readNetwork(text, reader);
  return scope === null || network === null ? null : { scope, network };
}

/** `tcp/8443`. */
function readForwardedPort(tree: Tree | null, reader: Reader): Written<ForwardedPort> | null {
  const text = tree === null || reader.isBroken(tree) ? null : writtenText(tree);
  if (text === null) return null;
  const [transport, digits] = text.value.split('/');
  const number = Number(digits);
  if ((transport === 'tcp' || transport === 'udp') && number >= 1 && number <= 65_535)
    return { value: { transport, number }, at: text.at };
  reader.report(diagnose('port/invalid', text.at, { text: text.value }));
  return null;
}
