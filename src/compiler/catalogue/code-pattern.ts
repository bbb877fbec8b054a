/** Codes that stand for many: `*`, or a range such as `65-72` or `0x64-0xc7`, in a part between slashes. */
import type { CodePattern, CodeSegment, OperationEntry } from '../../model/catalogue.ts';
import type { IntegerRange } from '../../model/plant.ts';

/** Reads a code as a pattern; null when it stands only for itself. */
export function codePattern(code: string, entries: readonly OperationEntry[]): CodePattern | null {
  const segments = code.split('/').map(codeSegment);
  return segments.every((segment) => segment.kind === 'exact') ? null : { code, segments, entries };
}

/** Orders patterns so that the first one that matches a code is the most specific one. */
export function compareSpecificity(a: CodePattern, b: CodePattern): number {
  for (let index = 0; index < Math.min(a.segments.length, b.segments.length); index += 1) {
    const difference = width(a.segments[index]) - width(b.segments[index]);
    // Two `*` are as wide as each other, although their difference is not a number.
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return a.code < b.code ? -1 : 1;
}

/** The range `a-b` of two decimal or two hexadecimal numbers; null when it is none. */
export function rangeOf(text: string): IntegerRange | null {
  const match = /^(0x[0-9a-f]+)-(0x[0-9a-f]+)$/.exec(text) ?? /^([0-9]+)-([0-9]+)$/.exec(text);
  return match === null ? null : { from: Number(match[1]), to: Number(match[2]) };
}

function codeSegment(text: string): CodeSegment {
  if (text === '*') return { kind: 'any' };
  const range = rangeOf(text);
  return range === null ? { kind: 'exact', text } : { kind: 'range', range };
}

function width(segment: CodeSegment | undefined): number {
  if (segment === undefined || segment.kind === 'exact') return 1;
  return segment.kind === 'any' ? Number.POSITIVE_INFINITY : segment.range.to - segment.range.from + 1;
}
