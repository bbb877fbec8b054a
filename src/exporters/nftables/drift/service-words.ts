/** The services in a set of packets, in words: `tcp 502`, `udp 1-1023`, `icmp type 8`, `ip protocol 47`. */
import { type DiagramNode, everything, nothing } from '../../../algebra/diagram-runs.ts';
import { type IntegerSet, integerSet, subtractIntegers } from '../../../algebra/integer-set.ts';
import { formatPorts } from '../../../algebra/port-set.ts';
import { icmpOf, type WireSpace, wireAxes, withAnyContent } from '../../proof/wire-space.ts';
import { atAnyTime } from './at-any-time.ts';

/** Services of the packets of a set. */
export function serviceWords(space: WireSpace, node: DiagramNode): readonly string[] {
  const { diagrams, family } = space;
  const { destination, source, entry, exit, client, flags, translated } = wireAxes;
  const services = [destination, source, entry, exit, client, flags, translated].reduce(
    diagrams.forSome,
    withAnyContent(space, atAnyTime(space, node)),
  );
  if (services === nothing) return [];
  const icmp = icmpOf(family);
  const own: readonly (readonly [number, string, number])[] = [
    [6, 'tcp', 65_535],
    [17, 'udp', 65_535],
    [icmp, family === 4 ? 'icmp type' : 'icmpv6 type', 255],
  ];
  const ports = (protocol: number): IntegerSet => portsOf(space, childOf(space, services, protocol));
  const others = subtractIntegers(
    protocolsOf(space, services),
    integerSet(own.map(([protocol]) => ({ from: protocol, to: protocol }))),
  );
  const words = own.flatMap(([protocol, name, last]) => {
    const set = ports(protocol);
    if (set.length === 0) return [];
    return isWhole(set, last) ? [`any ${name}`] : [`${name} ${set.map(formatPorts).join(',')}`];
  });
  const isEverything = words.length === own.length && words.every((word) => word.startsWith('any '));
  if (isEverything && others.reduce((sum, { from, to }) => sum + to - from + 1, 0) === 256 - own.length)
    return ['everything'];
  return others.length === 0 ? words : [...words, `ip protocol ${others.map(formatPorts).join(',')}`];
}

function isWhole(set: IntegerSet, last: number): boolean {
  return set.some(({ from, to }) => from === 0 && last <= to);
}

function protocolsOf({ diagrams }: WireSpace, node: DiagramNode): IntegerSet {
  if (node === everything || diagrams.axisOf(node) !== wireAxes.protocol) return [{ from: 0, to: 255 }];
  return integerSet(diagrams.edgesOf(node).map(({ from, to }) => ({ from, to })));
}

function childOf({ diagrams }: WireSpace, node: DiagramNode, protocol: number): DiagramNode {
  if (node === everything || diagrams.axisOf(node) !== wireAxes.protocol) return node;
  return diagrams.edgesOf(node).find(({ from, to }) => from <= protocol && protocol <= to)?.child ?? nothing;
}

/** Everything that a node has on the axis of ports. */
function portsOf({ diagrams }: WireSpace, node: DiagramNode): IntegerSet {
  if (node === nothing) return [];
  if (node === everything) return [{ from: 0, to: 65_535 }];
  return integerSet(diagrams.edgesOf(node).map(({ from, to }) => ({ from, to })));
}
