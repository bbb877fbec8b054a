/** Reads the times of EVE, `2024-01-31T12:00:00.123456+0000`, from the bytes of a line. */
import { Buffer } from 'node:buffer';
import { parseTime } from '../log-record.ts';

/** Microseconds since the Unix epoch of the text in `bytes[start, end)`; -1 for any other spelling. */
export type TimeReader = (bytes: Uint8Array, start: number, end: number) => number;

const textLength = 31;
const dateLength = 10;
const zoneStart = 26;
const microsPerSecond = 1_000_000;

/** A reader that works out each day once. */
export function createTimeReader(): TimeReader {
  /** Date and zone of the last time, and when that day begins. */
  const day = new Uint8Array(dateLength + textLength - zoneStart);
  let dayMicros = Number.NaN;

  function isDay(bytes: Uint8Array, start: number): boolean {
    for (let at = 0; at < dateLength; at++) if (bytes[start + at] !== day[at]) return false;
    for (let at = zoneStart; at < textLength; at++)
      if (bytes[start + at] !== day[dateLength + at - zoneStart]) return false;
    return true;
  }

  return (bytes, start, end) => {
    if (end - start !== textLength) return -1;
    if (bytes[start + 10] !== 0x54 || bytes[start + 13] !== 0x3a || bytes[start + 16] !== 0x3a) return -1;
    if (bytes[start + 19] !== 0x2e) return -1;
    const hours = digits(bytes, start + 11, 2);
    const minutes = digits(bytes, start + 14, 2);
    const seconds = digits(bytes, start + 17, 2);
    const micros = digits(bytes, start + 20, 6);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59 || micros < 0) return -1;
    const inDay = ((hours * 60 + minutes) * 60 + seconds) * microsPerSecond + micros;
    if (!isDay(bytes, start)) {
      const time = parseTime(Buffer.from(bytes.buffer, bytes.byteOffset + start, textLength).toString('latin1'));
      if (time === null) return -1;
      dayMicros = time - inDay;
      day.set(bytes.subarray(start, start + dateLength));
      day.set(bytes.subarray(start + zoneStart, end), dateLength);
    }
    const time = dayMicros + inDay;
    return time < 0 ? -1 : time;
  };
}

function digits(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
