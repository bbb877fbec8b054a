/** Port classes: per protocol and transport, the intervals of ports that its grants distinguish. */

import type { PortClasses, PortRange } from '../../model/keyed-data.ts';
import type { PlanGrant } from '../../model/plan.ts';
import { sliceIntervals } from './intervals.ts';

export interface PortClassification {
  readonly ports: Readonly<Record<string, Readonly<Record<string, PortClasses>>>>;
  /** The port classes of each grant; index as in the list of grants. */
  readonly byGrant: readonly (readonly string[])[];
}

export function classifyPorts(grants: readonly PlanGrant[]): PortClassification {
  const byService = new Map<string, { range: { from: number; to: number }; holder: number }[]>();
  grants.forEach((grant, index) => {
    for (const service of grant.services) {
      const key = `${grant.protocol} ${service.transport}`;
      const known = byService.get(key) ?? [];
      known.push({ range: service.ports, holder: index });
      byService.set(key, known);
    }
  });
  const ports: Record<string, Record<string, PortClasses>> = {};
  const byGrant: Set<string>[] = grants.map(() => new Set<string>());
  for (const key of [...byService.keys()].sort()) {
    const [protocol = '', transport = ''] = key.split(' ');
    const exact: Record<string, string> = {};
    const ranges: Record<string, PortRange[]> = {};
    for (const slice of sliceIntervals(byService.get(key) ?? [])) {
      const name = `${transport}:${slice.from}`;
      for (const grant of slice.holders) byGrant[grant]?.add(name);
      if (slice.from === slice.to) exact[String(slice.from)] = name;
      else addRange(ranges, { from: slice.from, to: slice.to, class: name });
    }
    ports[protocol] ??= {};
    ports[protocol][transport] = { exact, ranges };
  }
  return { ports, byGrant: byGrant.map((names) => [...names].sort()) };
}

function addRange(ranges: Record<string, PortRange[]>, range: PortRange): void {
  for (let bucket = range.from >> 8; bucket <= range.to >> 8; bucket++) {
    const list = ranges[String(bucket)] ?? [];
    list.push(range);
    ranges[String(bucket)] = list;
  }
}
