/**
 * A drawing of boxes and links in which no line crosses a box: rows of boxes with channels between them for the bars of
 * buses, columns with corridors between them for their trunks. The same input gives the same picture.
 */
import { type Leg, type Net, netsOf, type Side } from './nets.ts';
import { type Grid, type GridLink, placeOnGrid } from './place-on-grid.ts';
import { type Ports, placePorts } from './ports.ts';
import { assignTracks } from './tracks.ts';

export interface LayoutNode {
  readonly id: string;
  /** Upper levels stand above. */
  readonly level: number;
  readonly height: number;
}

export interface LayoutOptions {
  /** Of every box. */
  readonly width: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Rectangle>;
  readonly bands: readonly { readonly level: number; readonly top: number; readonly bottom: number }[];
  /** In the order of the links. */
  readonly routes: readonly Route[];
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Route {
  /** Number of the bus that it is part of. */
  readonly net: number;
  readonly hub: string;
  readonly leaf: string;
  /** The side of the leaf that it ends at. */
  readonly side: Side;
  /** From the hub to the leaf, corner by corner. */
  readonly points: readonly Point[];
}

const corridorWidth = 36;
const laneGap = 10;
const trackGap = 11;
/** Between a row of boxes and the next track, for arrowheads and numbers. */
const portRoom = 30;
const emptyChannel = 18;

export function layOut(nodes: readonly LayoutNode[], links: readonly GridLink[], { width }: LayoutOptions): Layout {
  const grid = placeOnGrid(nodes, links);
  const nets = netsOf(grid, links);
  const { columns, lanes, total } = columnsOf(grid, nets, width);
  const left = new Map([...grid.places].map(([id, { column }]) => [id, columns[column] ?? 0]));
  const trunks = nets.map(({ trunk }) => (trunk === null ? null : (lanes[trunk.corridor] ?? 0) + trunk.lane * laneGap));
  const ports = placePorts(nets, trunks, left, width);
  const heights = Array.from({ length: grid.rows }, (_, row) =>
    Math.max(...nodes.filter((node) => grid.places.get(node.id)?.row === row).map((node) => node.height)),
  );
  const channels = channelsOf(grid.rows + 1, nets, trunks, ports);
  const tops = rowTops(heights, channels);
  const boxes = new Map(
    nodes.map(({ id, height }): [string, Rectangle] => {
      const top = tops[grid.places.get(id)?.row ?? 0] ?? 0;
      return [id, { x: left.get(id) ?? 0, y: top, width, height }];
    }),
  );
  const trackY = (channel: number, net: number): number => {
    const above = channel === 0 ? 0 : (tops[channel - 1] ?? 0) + (heights[channel - 1] ?? 0);
    return above + portRoom + (channels[channel]?.tracks.get(net) ?? 0) * trackGap;
  };
  return {
    width: total,
    height: (tops.at(-1) ?? 0) + (heights.at(-1) ?? 0) + (channels.at(-1)?.height ?? 0),
    boxes,
    bands: grid.bands.map(({ level, start, end }) => ({
      level,
      top: (tops[start] ?? 0) - emptyChannel / 2,
      bottom: (tops[end - 1] ?? 0) + (heights[end - 1] ?? 0) + emptyChannel / 2,
    })),
    routes: routesOf(links.length, nets, { boxes, ports, trunks, trackY }),
  };
}

/** Left edges of the columns, the first lane of each corridor, and how wide all is. */
function columnsOf(
  grid: Grid,
  nets: readonly Net[],
  width: number,
): { readonly columns: readonly number[]; readonly lanes: readonly number[]; readonly total: number } {
  const [columns, lanes]: [number[], number[]] = [[], []];
  let x = 0;
  for (let corridor = 0; corridor <= grid.columns; corridor++) {
    const own = nets.flatMap(({ trunk }) => (trunk?.corridor === corridor ? [trunk.lane] : []));
    const spread = own.length === 0 ? 0 : Math.max(...own) * laneGap;
    lanes.push(x + corridorWidth / 2);
    x += corridorWidth + spread;
    columns.push(x);
    x += width;
  }
  return { columns, lanes, total: x - width };
}

interface Channel {
  readonly height: number;
  /** Track of each net that has a bar here. */
  readonly tracks: ReadonlyMap<number, number>;
}

function channelsOf(
  count: number,
  nets: readonly Net[],
  trunks: readonly (number | null)[],
  ports: Ports,
): readonly Channel[] {
  return Array.from({ length: count }, (_, channel) => {
    const own = nets.flatMap((net, index) => {
      const hub = net.channel === channel ? [{ x: ports.hub(index), side: net.side }] : [];
      const legs = net.legs
        .filter((leg) => leg.channel === channel)
        .map((leg) => ({ x: ports.leg(leg.link), side: leg.side }));
      const ends = [...hub, ...legs];
      if (ends.length === 0) return [];
      const trunk = trunkAt(net, trunks[index] ?? null, channel);
      // What ends at the bottom of a box comes from above.
      const above = [...ends.filter((end) => end.side === 'bottom').map((end) => end.x), ...trunk.above];
      const below = [...ends.filter((end) => end.side === 'top').map((end) => end.x), ...trunk.below];
      return [{ index, bar: { above, below } }];
    });
    const { tracks, count: used } = assignTracks(own.map((each) => each.bar));
    return {
      height: used === 0 ? emptyChannel : 2 * portRoom + (used - 1) * trackGap,
      tracks: new Map(own.map(({ index }, position) => [index, tracks[position] ?? 0])),
    };
  });
}

function trunkAt(
  { trunk }: Net,
  x: number | null,
  channel: number,
): { readonly above: readonly number[]; readonly below: readonly number[] } {
  if (trunk === null || x === null) return { above: [], below: [] };
  return { above: channel > trunk.from ? [x] : [], below: channel < trunk.to ? [x] : [] };
}

function rowTops(heights: readonly number[], channels: readonly Channel[]): readonly number[] {
  let y = 0;
  return heights.map((height, row) => {
    y += channels[row]?.height ?? 0;
    const top = y;
    y += height;
    return top;
  });
}

interface Positions {
  readonly boxes: ReadonlyMap<string, Rectangle>;
  readonly ports: Ports;
  readonly trunks: readonly (number | null)[];
  readonly trackY: (channel: number, net: number) => number;
}

function routesOf(count: number, nets: readonly Net[], positions: Positions): readonly Route[] {
  const routes: Route[] = Array.from({ length: count });
  for (const [index, net] of nets.entries()) {
    for (const leg of net.legs) {
      const points = pointsOf(net, index, leg, positions);
      routes[leg.link] = { net: index, hub: net.hub, leaf: leg.leaf, side: leg.side, points };
    }
  }
  return routes;
}

function pointsOf(net: Net, index: number, leg: Leg, { boxes, ports, trunks, trackY }: Positions): readonly Point[] {
  const edge = (id: string, side: Side): number => {
    const box = boxes.get(id);
    return (box?.y ?? 0) + (side === 'bottom' ? (box?.height ?? 0) : 0);
  };
  const [start, end] = [ports.hub(index), ports.leg(leg.link)];
  const [near, far] = [trackY(net.channel, index), trackY(leg.channel, index)];
  const trunk = trunks[index] ?? start;
  const middle =
    net.channel === leg.channel
      ? []
      : [
          { x: trunk, y: near },
          { x: trunk, y: far },
        ];
  return withoutRepeats([
    { x: start, y: edge(net.hub, net.side) },
    { x: start, y: near },
    ...middle,
    { x: end, y: far },
    { x: end, y: edge(leg.leaf, leg.side) },
  ]);
}

function withoutRepeats(points: readonly Point[]): readonly Point[] {
  return points.filter((point, index) => {
    const before = points[index - 1];
    return before === undefined || before.x !== point.x || before.y !== point.y;
  });
}
