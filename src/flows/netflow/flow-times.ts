/**
 * When a flow was seen. Exporters write it as time since they started, as seconds down to nanoseconds since an epoch,
 * or relative to the time of the export (RFC 3954 8, RFC 7011 6.1, RFC 5102 5.9).
 */
import { read32, readUnsigned } from '../capture/bytes.ts';
import { element } from './elements.ts';
import { type FlowRecord, setFlowTimes } from './flow-record.ts';

/** What a record says of its times; 0 in microseconds, and a negative uptime or delta, stand for nothing. */
export interface FlowTimes {
  startMicros: number;
  endMicros: number;
  /** Milliseconds since the exporter started, 32 bits. */
  startUptime: number;
  endUptime: number;
  /** Microseconds before the export. */
  startDelta: number;
  endDelta: number;
  durationMicros: number;
  /** Of an event. */
  observedMicros: number;
  /** When the exporter started, in milliseconds since the Unix epoch; 0 when the record does not say. */
  startedMillis: number;
}

/** When the message with the record was exported. */
export interface ExportTime {
  /** Microseconds since the Unix epoch. */
  micros: number;
  /** Milliseconds since the exporter started, 32 bits; negative when the message does not say. */
  uptime: number;
  /** When the exporter started, in milliseconds since the Unix epoch; 0 when that is not known. */
  startedMillis: number;
}

/** Uptimes start again after 49.7 days. */
const uptimePeriod = 2 ** 32;

/** No times. */
export function createFlowTimes(): FlowTimes {
  return {
    startMicros: 0,
    endMicros: 0,
    startUptime: -1,
    endUptime: -1,
    startDelta: -1,
    endDelta: -1,
    durationMicros: 0,
    observedMicros: 0,
    startedMillis: 0,
  };
}

/** Makes room for the next record. */
export function clearFlowTimes(times: FlowTimes): void {
  times.startMicros = 0;
  times.endMicros = 0;
  times.startUptime = -1;
  times.endUptime = -1;
  times.startDelta = -1;
  times.endDelta = -1;
  times.durationMicros = 0;
  times.observedMicros = 0;
  times.startedMillis = 0;
}

/** Takes a field of at most 8 bytes; false when it is no time. */
export function readTime(times: FlowTimes, number: number, bytes: Uint8Array, at: number, length: number): boolean {
  switch (number) {
    case element.flowStartSysUpTime:
      times.startUptime = readUnsigned(bytes, at, length) % uptimePeriod;
      return true;
    case element.flowEndSysUpTime:
      times.endUptime = readUnsigned(bytes, at, length) % uptimePeriod;
      return true;
    case element.flowStartSeconds:
      times.startMicros = readUnsigned(bytes, at, length) * 1_000_000;
      return true;
    case element.flowEndSeconds:
      times.endMicros = readUnsigned(bytes, at, length) * 1_000_000;
      return true;
    case element.flowStartMilliseconds:
      times.startMicros = readUnsigned(bytes, at, length) * 1000;
      return true;
    case element.flowEndMilliseconds:
      times.endMicros = readUnsigned(bytes, at, length) * 1000;
      return true;
    case element.flowStartMicroseconds:
    case element.flowStartNanoseconds:
      times.startMicros = networkTime(bytes, at, length);
      return true;
    case element.flowEndMicroseconds:
    case element.flowEndNanoseconds:
      times.endMicros = networkTime(bytes, at, length);
      return true;
    default:
      return readOtherTime(times, number, bytes, at, length);
  }
}

function readOtherTime(times: FlowTimes, number: number, bytes: Uint8Array, at: number, length: number): boolean {
  switch (number) {
    case element.flowStartDeltaMicroseconds:
      times.startDelta = readUnsigned(bytes, at, length);
      return true;
    case element.flowEndDeltaMicroseconds:
      times.endDelta = readUnsigned(bytes, at, length);
      return true;
    case element.flowDurationMilliseconds:
      times.durationMicros = readUnsigned(bytes, at, length) * 1000;
      return true;
    case element.flowDurationMicroseconds:
      times.durationMicros = readUnsigned(bytes, at, length);
      return true;
    case element.observationTimeSeconds:
      times.observedMicros = readUnsigned(bytes, at, length) * 1_000_000;
      return true;
    case element.observationTimeMilliseconds:
      times.observedMicros = readUnsigned(bytes, at, length) * 1000;
      return true;
    case element.observationTimeMicroseconds:
    case element.observationTimeNanoseconds:
      times.observedMicros = networkTime(bytes, at, length);
      return true;
    case element.systemInitTimeMilliseconds:
      times.startedMillis = readUnsigned(bytes, at, length);
      return true;
    default:
      return false;
  }
}

/** Seconds between the epochs of NTP (1900) and Unix (1970). */
const networkEpoch = 2_208_988_800;

/** NTP time (RFC 5905 6, RFC 7011 6.1.9): seconds and their fraction, 32 bits each, which start again in 2036. */
function networkTime(bytes: Uint8Array, at: number, length: number): number {
  if (length !== 8) return 0;
  const seconds = read32(bytes, at);
  const era = seconds < networkEpoch ? 2 ** 32 : 0;
  return (seconds + era - networkEpoch) * 1_000_000 + Math.floor((read32(bytes, at + 4) * 1_000_000) / 2 ** 32);
}

/** Writes the times into a record; without any of its own it gets the time of the export, but does not count as timed. */
export function resolveTimes(record: FlowRecord, times: FlowTimes, exported: ExportTime): void {
  const end = times.endMicros || uptimeMicros(times.endUptime, exported) || deltaMicros(times.endDelta, exported);
  const start =
    times.startMicros || uptimeMicros(times.startUptime, exported) || deltaMicros(times.startDelta, exported);
  const known = start || (end > times.durationMicros ? end - times.durationMicros : end);
  setFlowTimes(record, known || times.observedMicros, end || (known && known + times.durationMicros));
  if (record.timed) return;
  record.firstMicros = exported.micros;
  record.lastMicros = exported.micros;
}

/** Of the moments that an uptime can mean, the one nearest to the export. */
export function uptimeMicros(uptime: number, exported: ExportTime): number {
  if (uptime < 0) return 0;
  if (exported.uptime >= 0) return exported.micros - ((exported.uptime - uptime) | 0) * 1000;
  if (exported.startedMillis === 0) return 0;
  const millis = exported.startedMillis + uptime;
  const periods = Math.round((exported.micros / 1000 - millis) / uptimePeriod);
  return (millis + periods * uptimePeriod) * 1000;
}

function deltaMicros(delta: number, exported: ExportTime): number {
  return delta < 0 ? 0 : exported.micros - delta;
}
