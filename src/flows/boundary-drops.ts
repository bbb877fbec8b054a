/** Gives what boundaries say of dropped packets small numbers, so that packets are told apart by them at no cost. */
import { type BoundaryDrop, readLogPrefix } from '../model/boundary-drop.ts';
import { createInterner } from './intern.ts';

/** A record of a packet filter's log, without the packet. */
export interface LogRecord extends Pick<BoundaryDrop, 'entry' | 'exit' | 'hook'> {
  readonly prefix: string;
}

export interface BoundaryDrops {
  /** The number of what a record says; {@link notDropped} when its prefix is not one of a boundary. */
  number(record: LogRecord): number;
  drop(number: number): BoundaryDrop | null;
}

/** The number of a packet that no boundary has dropped, as far as anybody knows. */
export const notDropped = 0;

/** Different records of one file that are told apart; of others only the action counts. */
const mostRecords = 4096;

/** No drops yet, for one file. */
export function createBoundaryDrops(): BoundaryDrops {
  const drops = createInterner<BoundaryDrop>(mostRecords);
  const plain = createInterner<BoundaryDrop>(3);

  return {
    number({ prefix, hook, entry, exit }) {
      const words = readLogPrefix(prefix);
      if (words === null) return notDropped;
      const drop = { ...words, hook, entry, exit };
      const number = drops.number(JSON.stringify(drop), () => drop);
      if (number !== null) return number + 1;
      const { action } = words;
      const rest = plain.number(action, () => ({ action, boundary: null, hook: null, entry: null, exit: null }));
      return mostRecords + 1 + (rest ?? 0);
    },
    drop: (number) => (number > mostRecords ? plain.value(number - mostRecords - 1) : drops.value(number - 1)) ?? null,
  };
}
