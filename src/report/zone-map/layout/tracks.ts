/** Tracks for the bars of a channel: none lies on another, and few lines cross. */

export interface Bar {
  /** Where lines come from above and from below; a trunk that passes comes from both. */
  readonly above: readonly number[];
  readonly below: readonly number[];
}

/** A track for each bar, from 0 at the top, and how many there are. */
export function assignTracks(bars: readonly Bar[]): { readonly tracks: readonly number[]; readonly count: number } {
  const spans = bars.map(({ above, below }) => {
    const all = [...above, ...below];
    return { from: Math.min(...all), to: Math.max(...all) };
  });
  const meet = (one: number, other: number): boolean => {
    const [a, b] = [spans[one], spans[other]];
    return a !== undefined && b !== undefined && a.from <= b.to + clearance && b.from <= a.to + clearance;
  };
  const tracks: number[] = bars.map(() => 0);
  const order = orderBars(bars, spans);
  for (const [position, index] of order.entries()) {
    const over = order.slice(0, position).filter((other) => meet(index, other));
    tracks[index] = Math.max(-1, ...over.map((other) => tracks[other] ?? 0)) + 1;
  }
  return { tracks, count: bars.length === 0 ? 0 : Math.max(...tracks) + 1 };
}

/** Least space between two bars of one track. */
const clearance = 14;

type Span = { readonly from: number; readonly to: number };

/** From the top; neighbours change places for as long as that takes crossings away. */
function orderBars(bars: readonly Bar[], spans: readonly Span[]): readonly number[] {
  const order = bars.map((_, index) => index);
  for (let round = 0; round < bars.length; round++) {
    let changed = false;
    for (let index = 0; index + 1 < order.length; index++) {
      const [upper = 0, lower = 0] = order.slice(index, index + 2);
      if (crossings(bars, spans, lower, upper) < crossings(bars, spans, upper, lower)) {
        order.splice(index, 2, lower, upper);
        changed = true;
      }
    }
    if (!changed) break;
  }
  return order;
}

/** What crosses when one bar lies over another. */
function crossings(bars: readonly Bar[], spans: readonly Span[], upper: number, lower: number): number {
  const [over, under] = [spans[upper], spans[lower]];
  if (over === undefined || under === undefined) return 0;
  const down = bars[upper]?.below.filter((x) => x > under.from && x < under.to).length ?? 0;
  const up = bars[lower]?.above.filter((x) => x > over.from && x < over.to).length ?? 0;
  return down + up;
}
