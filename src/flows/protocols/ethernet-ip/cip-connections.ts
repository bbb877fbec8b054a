/**
 * What the Forward_Open requests of a file say about connections (The CIP Networks Library volume 1, 3-5.5.2): which
 * object connected messages go to, and which way cyclic data flows.
 */
import { read32Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import { createCipPath, readCipPath } from './cip-path.ts';

/** One connection, from the one who opened it to its target. */
export interface CipConnection {
  /** Object that it leads to. */
  readonly classId: number;
  readonly instance: number;
  /** Points that cyclic data goes to and comes from. */
  readonly consumedPoint: number;
  readonly producedPoint: number;
  /** The module behind the address that it leads to, as `moduleOf` says. */
  readonly module: number;
}

/** Which way cyclic data with a connection id goes; null when two connections differ. */
export interface CyclicFlow {
  readonly direction: 'to-target' | 'to-originator' | null;
  readonly classId: number;
  readonly point: number;
}

export interface CipConnections {
  /** Remembers a request to open a connection, with its data in `bytes[at, end)`. */
  opening(bytes: Uint8Array, at: number, end: number, large: boolean): void;
  /** The target agreed: answers the connection, with the id that its messages go by in `targetId`. */
  opened(bytes: Uint8Array, at: number, end: number): CipConnection | null;
  /** Of the connection opened last. */
  readonly targetId: number;
  cyclic(connectionId: number): CyclicFlow | undefined;
}

const mostOpening = 256;
const mostFlows = 4096;
const largestCyclicClass = 1;

/** No connections; shared by all conversations of a file. */
export function createCipConnections(): CipConnections {
  const opening = new Map<string, CipConnection & { readonly cyclic: boolean }>();
  const flows = new Map<number, CyclicFlow>();
  const path = createCipPath();
  let targetId = 0;

  function flow(id: number, found: CyclicFlow): void {
    const known = flows.get(id);
    flows.delete(id);
    flows.set(id, known === undefined ? found : agreement(known, found));
    shrink(flows, mostFlows);
  }

  return {
    get targetId() {
      return targetId;
    },
    opening(bytes, at, end, large) {
      const transport = at + (large ? 38 : 34);
      const from = transport + 2;
      const to = from + (bytes[transport + 1] ?? 0) * 2;
      if (to > end || !readCipPath(bytes, from, to, path)) return;
      const cyclic = ((bytes[transport] ?? 0) & 0x0f) <= largestCyclicClass;
      opening.set(keyOf(bytes, at + 10), { ...path, module: moduleOf(path.hops, path.link), cyclic });
      shrink(opening, mostOpening);
    },
    opened(bytes, at, end) {
      if (end - at < 16) return null;
      const key = keyOf(bytes, at + 8);
      const connection = opening.get(key);
      if (connection === undefined) return null;
      opening.delete(key);
      targetId = read32Little(bytes, at);
      if (connection.cyclic) {
        const { classId, consumedPoint, producedPoint } = connection;
        flow(targetId, { direction: 'to-target', classId, point: consumedPoint });
        flow(read32Little(bytes, at + 4), { direction: 'to-originator', classId, point: producedPoint });
      }
      return connection;
    },
    cyclic: (connectionId) => flows.get(connectionId),
  };
}

/** Several networks lie between: the module is not told by one number. */
export const farModule = -2;

/** The module that a route leads to: the link address of its only hop, `absent` without a hop. */
export function moduleOf(hops: number, link: number): number {
  if (hops === 0) return absent;
  return hops === 1 && link !== absent ? link : farModule;
}

/** Connection serial number, vendor and serial number of the one who opens it. */
function keyOf(bytes: Uint8Array, at: number): string {
  return `${read32Little(bytes, at)} ${read32Little(bytes, at + 4)}`;
}

function agreement(one: CyclicFlow, other: CyclicFlow): CyclicFlow {
  return {
    direction: one.direction === other.direction ? one.direction : null,
    classId: one.classId === other.classId ? one.classId : absent,
    point: one.point === other.point ? one.point : absent,
  };
}

function shrink(map: Map<unknown, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
