/**
 * Logs of services without operations say no more than `conn.log` does of the same connections. Their rows count only
 * for hours of which no `conn.log` was read.
 */
import type { ObservationSink } from '../../observation-sink.ts';

const microsPerHour = 3_600_000_000;
/** Stands for the id of a connection, which is never empty. */
const anyConnection = '';

/** Notes the hours of the rows of a `conn.log`. */
export function createHourCover(sink: ObservationSink): (micros: number) => void {
  let last = Number.NaN;
  return (micros) => {
    const hour = Math.floor(micros / microsPerHour);
    if (hour === last) return;
    last = hour;
    sink.cover(anyConnection, String(hour));
  };
}

/** The condition under which a row counts that a `conn.log` of the same hour would describe as well. */
export function createHourCondition(sink: ObservationSink): (micros: number) => number {
  let last = Number.NaN;
  let condition = 0;
  return (micros) => {
    const hour = Math.floor(micros / microsPerHour);
    if (hour !== last) condition = sink.condition(anyConnection, String(hour));
    last = hour;
    return condition;
  };
}
