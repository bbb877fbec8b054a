/** Which sessions are open at a moment. */
import type { VendorSession } from '../model/session.ts';

export interface SessionTimes {
  /** Session windows that are open at a time in microseconds since the epoch, sorted; one array for each span of time. */
  readonly openAt: (micros: number) => readonly string[];
}

/** Where nothing is known of sessions, none is open. */
export const noSessions: SessionTimes = createSessionTimes([]);

export function createSessionTimes(sessions: readonly Pick<VendorSession, 'window' | 'from' | 'to'>[]): SessionTimes {
  const edges = [...new Set(sessions.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const spans = [
    [],
    ...edges.map((edge) => {
      const open = sessions.filter(({ from, to }) => from <= edge && edge < to);
      return [...new Set(open.map(({ window }) => window))].sort();
    }),
  ];
  return {
    openAt: (micros) => {
      let low = 0;
      let high = edges.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((edges[middle] ?? 0) <= micros) low = middle + 1;
        else high = middle;
      }
      return spans[low] ?? [];
    },
  };
}
