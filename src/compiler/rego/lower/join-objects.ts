/** Finishes a box: units, tables and range become the objects of a grant. */
import type { Box, Part } from './box.ts';

export function joinObjects(part: Part): readonly Box[] {
  const { sources, destinations, protocol, services, operations, windows, objects = [], range = null } = part;
  if (sources === undefined || destinations === undefined || protocol === undefined) return [];
  if (services === undefined || operations === undefined || windows === undefined) return [];
  const limited = objects.map(({ unit, table }) => ({ unit, table, range }));
  const whole = limited.some((each) => each.unit === null && each.table === null && each.range === null);
  return [{ sources, destinations, protocol, services, operations, objects: whole ? null : limited, windows }];
}
