/** Lines with rounded corners as path data of SVG (SVG 1.1, 8.3). */
import type { Point } from './layout/lay-out.ts';

const radius = 6;

export function linePath(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (before === undefined) return `M${point.x} ${point.y}`;
      if (after === undefined) return `L${point.x} ${point.y}`;
      const [entry, exit] = [towards(point, before), towards(point, after)];
      return `L${entry.x} ${entry.y}Q${point.x} ${point.y} ${exit.x} ${exit.y}`;
    })
    .join('');
}

/** At most the radius, and at most half of the way. */
function towards(from: Point, to: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const step = Math.min(radius, Math.max(Math.abs(dx), Math.abs(dy)) / 2);
  return { x: from.x + Math.sign(dx) * step, y: from.y + Math.sign(dy) * step };
}
