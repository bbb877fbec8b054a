/** One line of a Zeek JSON log as a record. */
import { type LogRecord, parseCount, parseTime } from '../log-record.ts';

export interface JsonObject {
  readonly [name: string]: unknown;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A line as a JSON object; null when it is none. */
export function parseJsonObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Zeek writes times as seconds or ISO 8601, sets and vectors as arrays, and leaves unset fields out. */
export function jsonRecord(row: JsonObject): LogRecord {
  return {
    text(field) {
      const value = row[field];
      if (typeof value === 'string') return value;
      if (typeof value === 'number') return String(value);
      if (typeof value === 'boolean') return value ? 'T' : 'F';
      return Array.isArray(value) ? value.filter(isScalar).join(',') : null;
    },
    number(field) {
      const value = row[field];
      if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null;
      return typeof value === 'string' ? parseCount(value) : null;
    },
    time(field) {
      const value = row[field];
      if (typeof value === 'string') return parseTime(value);
      if (typeof value !== 'number' || !(value >= 0 && value < latestSecond)) return null;
      return Math.round(value * 1_000_000);
    },
  };
}

/** Times behind this do not fit microseconds in a double. */
const latestSecond = 9_000_000_000;

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
