/** Connections by their two sockets, whichever of them comes first. */
import type { Transport } from '../../model/catalogue.ts';

/** One end of a connection. */
export interface Socket {
  /** Canonical IPv4 or IPv6 address. */
  readonly address: string;
  readonly port: number;
}

export interface ConnectionSet {
  add(transport: Transport, one: Socket, other: Socket): void;
  has(transport: Transport, one: Socket, other: Socket): boolean;
}

/** An empty set. */
export function createConnectionSet(): ConnectionSet {
  const keys = new Set<string>();
  return {
    add(transport, one, other) {
      keys.add(keyOf(transport, one, other));
    },
    has: (transport, one, other) => keys.has(keyOf(transport, one, other)),
  };
}

function keyOf(transport: Transport, one: Socket, other: Socket): string {
  const ends = [one, other].map(({ address, port }) => `${address} ${port}`).sort();
  return `${transport} ${ends.join(' ')}`;
}
