/** Values of the model without their places, to compare what is meant and not where it stands. */

/** A copy in which no object has a span. */
export function withoutSpans<T>(value: T): T {
  return strip(value) as T;
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (isSpan(each) ? [] : [[key, strip(each)] as const])),
  );
}

function isSpan(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'file' in value && 'endColumn' in value;
}
