/** Where the id of something stands, which is where a finding about the whole of it points. */
import type { Span } from '../../model/span.ts';

/** The first line of a thing as far as its id; things begin with their id. */
export function idSpan({ id, at }: { readonly id: string; readonly at: Span }): Span {
  const endColumn = at.endLine === at.line ? Math.min(at.endColumn, at.column + id.length) : at.column + id.length;
  return { ...at, endLine: at.line, endColumn };
}
