/**
 * Links as buses. The end with more links on its side is the hub of a link, and all links that leave a hub on one side share
 * their lines: a bar in each channel between two rows of boxes, and one trunk that joins these bars.
 */
import type { Grid, GridLink, GridPlace } from './place-on-grid.ts';

export type Side = 'top' | 'bottom';

export interface Net {
  readonly hub: string;
  readonly side: Side;
  /** Channel `i` lies above row `i`. */
  readonly channel: number;
  readonly legs: readonly Leg[];
  /** Joins the channels, both inclusive, in a corridor; `i` lies left of column `i`. Null where one channel is all. */
  readonly trunk: Trunk | null;
}

export interface Trunk {
  readonly corridor: number;
  /** Counts from 0 within the corridor. */
  readonly lane: number;
  readonly from: number;
  readonly to: number;
}

export interface Leg {
  /** Index of the link. */
  readonly link: number;
  readonly leaf: string;
  readonly side: Side;
  readonly channel: number;
}

export function netsOf(grid: Grid, links: readonly GridLink[]): readonly Net[] {
  const place = (id: string): GridPlace => grid.places.get(id) ?? { row: 0, column: 0 };
  const sides = links.map(({ ends: [one, other] }): readonly [Side, Side] => {
    const down = place(other).row - place(one).row;
    return down === 0 ? ['bottom', 'bottom'] : down > 0 ? ['bottom', 'top'] : ['top', 'bottom'];
  });
  const degrees = new Map<string, number>();
  for (const key of links.flatMap(({ ends }, link) => ends.map((id, end) => `${sides[link]?.[end]} ${id}`))) {
    degrees.set(key, (degrees.get(key) ?? 0) + 1);
  }
  const routed = links.map(({ ends }, link) => {
    const own = ends.map((id, end) => {
      const side = sides[link]?.[end] ?? 'bottom';
      return { id, side, channel: place(id).row + (side === 'bottom' ? 1 : 0) };
    });
    const counts = own.map(({ id, side }) => degrees.get(`${side} ${id}`) ?? 0);
    const [hub, leaf] = (counts[0] ?? 0) >= (counts[1] ?? 0) ? own : own.toReversed();
    if (hub === undefined || leaf === undefined) throw new Error('a link has two ends');
    return { hub: hub.id, side: hub.side, leg: { link, leaf: leaf.id, side: leaf.side, channel: leaf.channel } };
  });
  const nets = [...Map.groupBy(routed, ({ hub, side }) => `${hub}\n${side}`).values()].flatMap(
    (own): readonly Net[] => {
      const [first] = own;
      if (first === undefined) return [];
      const { hub, side } = first;
      const channel = side === 'bottom' ? place(hub).row + 1 : place(hub).row;
      const legs = own.map((each) => each.leg);
      const channels = [channel, ...legs.map((leg) => leg.channel)];
      const [from, to] = [Math.min(...channels), Math.max(...channels)];
      const corridor = corridorFor(
        place(hub).column,
        legs.filter((leg) => leg.channel !== channel).map((leg) => place(leg.leaf).column),
      );
      return [{ hub, side, channel, legs, trunk: from === to ? null : { corridor, lane: 0, from, to } }];
    },
  );
  return withLanes(nets);
}

/** The corridor from which the ways to the columns are shortest in sum. */
function corridorFor(hub: number, leaves: readonly number[]): number {
  const columns = [hub, ...leaves];
  const candidates = [...new Set(columns.flatMap((column) => [column, column + 1]))].sort((one, other) => one - other);
  const cost = (corridor: number): number =>
    columns.reduce((sum, column) => sum + Math.abs(corridor - 0.5 - column), 0);
  return candidates.reduce((best, each) => (cost(each) < cost(best) ? each : best), candidates[0] ?? 0);
}

/** Trunks in one corridor that run beside each other have lanes of their own, the first that is free. */
function withLanes(nets: readonly Net[]): readonly Net[] {
  const taken = new Map<number, { readonly from: number; readonly to: number }[][]>();
  const lanes = new Map<Net, number>();
  const order = nets
    .filter((net) => net.trunk !== null)
    .sort((one, other) => (one.trunk?.from ?? 0) - (other.trunk?.from ?? 0));
  for (const net of order) {
    if (net.trunk === null) continue;
    const { corridor, from, to } = net.trunk;
    const own = taken.get(corridor) ?? [];
    taken.set(corridor, own);
    const free = own.findIndex((lane) => lane.every((each) => each.to < from || each.from > to));
    const lane = free === -1 ? own.length : free;
    own[lane] = [...(own[lane] ?? []), { from, to }];
    lanes.set(net, lane);
  }
  return nets.map((net) => (net.trunk === null ? net : { ...net, trunk: { ...net.trunk, lane: lanes.get(net) ?? 0 } }));
}
