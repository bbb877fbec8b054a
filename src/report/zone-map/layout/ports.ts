/** Where lines meet the boxes: spread over an edge in the order of where they come from, and never one above another's. */
import type { Net, Side } from './nets.ts';

export interface Ports {
  /** X of the end at the hub, by index of the net. */
  readonly hub: (net: number) => number;
  /** X of the end at the leaf, by index of the link. */
  readonly leg: (link: number) => number;
}

interface Port {
  readonly key: string;
  readonly net: number;
  readonly channel: number;
  readonly box: string;
  readonly side: Side;
  /** X that its line goes to. */
  readonly pull: number;
}

/** Lines of different buses that end over one another in a channel would look like one. */
const apart = 5;
const shift = 8;

export function placePorts(
  nets: readonly Net[],
  trunks: readonly (number | null)[],
  left: ReadonlyMap<string, number>,
  width: number,
): Ports {
  const centre = (id: string): number => (left.get(id) ?? 0) + width / 2;
  const ports = nets.flatMap((net, index): readonly Port[] => {
    const away = trunks[index] ?? null;
    const near = net.legs.filter((leg) => leg.channel === net.channel).map((leg) => centre(leg.leaf));
    const targets = away === null || near.length === net.legs.length ? near : [...near, away];
    const hub = {
      key: `hub ${index}`,
      net: index,
      channel: net.channel,
      box: net.hub,
      side: net.side,
      pull: targets.reduce((sum, x) => sum + x, 0) / Math.max(1, targets.length),
    };
    const legs = net.legs.map((leg) => ({
      key: `leg ${leg.link}`,
      net: index,
      channel: leg.channel,
      box: leg.leaf,
      side: leg.side,
      pull: leg.channel === net.channel ? centre(net.hub) : (away ?? centre(net.hub)),
    }));
    return [hub, ...legs];
  });
  const found = new Map<string, number>();
  for (const own of Map.groupBy(ports, ({ box, side }) => `${side} ${box}`).values()) {
    const sorted = own.toSorted((one, other) => one.pull - other.pull);
    for (const [index, { key, box }] of sorted.entries()) {
      found.set(key, Math.round((left.get(box) ?? 0) + (width * (index + 1)) / (sorted.length + 1)));
    }
  }
  keepApart(ports, found, left, width);
  return { hub: (net) => found.get(`hub ${net}`) ?? 0, leg: (link) => found.get(`leg ${link}`) ?? 0 };
}

/** Ports on top edges give way to those of other buses on the bottom edges above them. */
function keepApart(
  ports: readonly Port[],
  found: Map<string, number>,
  left: ReadonlyMap<string, number>,
  width: number,
): void {
  const uppers = Map.groupBy(
    ports.filter((port) => port.side === 'bottom'),
    (port) => port.channel,
  );
  for (const { key, net, channel, box } of ports.filter((port) => port.side === 'top')) {
    const others = (uppers.get(channel) ?? [])
      .filter((port) => port.net !== net)
      .map((port) => found.get(port.key) ?? 0);
    const [start, from] = [found.get(key) ?? 0, left.get(box) ?? 0];
    const free = (x: number): boolean => others.every((other) => Math.abs(other - x) > apart);
    for (let step = 0; from + step * shift < from + width; step++) {
      const x = from + ((start - from + step * shift) % width);
      if (!free(x)) continue;
      found.set(key, x);
      break;
    }
  }
}
