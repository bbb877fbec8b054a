/**
 * Traffic that is judged while it goes on cannot wait for the end of a connection that shows no operations: it is
 * reported once it has lasted long enough for its protocol to be recognised.
 */

export interface EarlyReports<T> {
  /** Something that will be reported began at a time in microseconds since the Unix epoch. */
  began(item: T, micros: number): void;
  /** The capture has come to this time. */
  passed(micros: number): void;
  /** Nothing has come for a while, so that no packet tells the time. */
  idle(): void;
}

/** Calls `report` for everything `after` microseconds after it began. */
export function createEarlyReports<T>(after: number, report: (item: T) => void): EarlyReports<T> {
  let waiting: { readonly item: T; readonly micros: number }[] = [];
  let next = 0;

  function reportBegunBefore(micros: number): void {
    for (let first = waiting[next]; first !== undefined; first = waiting[next]) {
      if (first.micros > micros) break;
      next++;
      report(first.item);
    }
    if (next * 2 < waiting.length) return;
    waiting = waiting.slice(next);
    next = 0;
  }

  return {
    began(item, micros) {
      waiting.push({ item, micros });
    },
    passed: (micros) => reportBegunBefore(micros - after),
    idle: () => reportBegunBefore(Number.POSITIVE_INFINITY),
  };
}
