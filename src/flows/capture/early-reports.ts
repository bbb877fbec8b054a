/**
 * Traffic that is judged while it goes on cannot wait for the end of a connection that shows no operations: it is
 * reported once it has lasted long enough for its protocol to be recognised.
 */
import type { Connection } from './connection.ts';

export interface EarlyReports {
  opened(connection: Connection): void;
  /** The capture has come to this time, in microseconds since the Unix epoch. */
  passed(micros: number): void;
  /** Nothing has come for a while, so that no packet tells the time. */
  idle(): void;
}

/** Calls `report` for a connection without observations `after` microseconds after its first packet. */
export function createEarlyReports(after: number, report: (connection: Connection) => void): EarlyReports {
  let waiting: Connection[] = [];
  let next = 0;

  function reportOpenedBefore(micros: number): void {
    for (let connection = waiting[next]; connection !== undefined; connection = waiting[next]) {
      if (connection.firstMicros > micros) break;
      next++;
      if (connection.counted === 0) report(connection);
    }
    if (next * 2 < waiting.length) return;
    waiting = waiting.slice(next);
    next = 0;
  }

  return {
    opened(connection) {
      waiting.push(connection);
    },
    passed: (micros) => reportOpenedBefore(micros - after),
    idle: () => reportOpenedBefore(Number.POSITIVE_INFINITY),
  };
}
