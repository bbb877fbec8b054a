/**
 * A dropped request to connect is sent again, three times and more, by the same socket and with the same number. Captures
 * show one connection, and so does a log with a line for each packet.
 */
import { flowFlags } from '../../netflow/flow-conversation.ts';
import type { FlowRecord } from '../../netflow/flow-record.ts';
import { createRecentMap } from '../../recent-map.ts';

export interface Repetitions {
  /** Takes the SYN off a record that repeats an earlier one, so that it begins nothing. */
  look(record: FlowRecord, sequence: number | null): void;
}

/** Remembers at most `limit` requests. */
export function createRepetitions(limit: number): Repetitions {
  const sequences = createRecentMap<string, number>(limit, () => {});
  return {
    look(record, sequence) {
      if ((record.flags & flowFlags.syn) === 0 || sequence === null) return;
      const { source, destination, sourcePort, destinationPort, drop } = record;
      const key = [...source, ...destination, sourcePort, destinationPort, drop].join(' ');
      if (sequences.get(key) === sequence) record.flags &= ~flowFlags.syn;
      else sequences.set(key, sequence);
    },
  };
}
