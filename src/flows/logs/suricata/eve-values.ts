/** Values of an EVE event by type; what has another type counts as absent, as anything may stand in a line. */
import { isJsonObject, type JsonObject } from '../zeek/json-record.ts';

/** A text; null for anything else. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A whole number of at least 0 that a double holds exactly; null for anything else. */
export function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** An object; null for anything else. */
export function objectOf(value: unknown): JsonObject | null {
  return isJsonObject(value) ? value : null;
}

/** The objects of a list; none for anything else. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
