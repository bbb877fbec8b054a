/** What a boundary must let through, read off the grants one by one, with the evaluator's own resolution of addresses. */
import { activeWindows } from '../../src/algebra/window-time.ts';
import { createResolver, type Resolver } from '../../src/evaluator/resolve.ts';
import type { Catalogue } from '../../src/model/catalogue.ts';
import type { PlanGrant, PlanService } from '../../src/model/plan.ts';
import type { BoundaryCase, Probe } from './arbitrary-boundary.ts';

/** The grants that open the boundary for a packet, and the interface it must leave by. */
export interface Reference {
  readonly grants: readonly string[];
  /** Interfaces behind which the destination lies; empty when its zone is not behind the boundary. */
  readonly exits: readonly string[];
}

/** Makes the reference for a case; `left out` are grants that the export refuses. */
export function createReference(
  { plan, boundary }: BoundaryCase,
  catalogue: Catalogue,
  leftOut: ReadonlySet<string> = new Set(),
): (probe: Probe) => Reference {
  const resolve: Resolver = createResolver(plan);
  const behind = (zone: string | null): readonly string[] =>
    boundary.interfaces.filter((each) => zone !== null && each.zones.includes(zone)).map((each) => each.name);
  return (probe) => {
    const { source, destination } = resolve('site', probe.source, probe.destination);
    const exits = behind(destination.attributes.zone);
    const entries = behind(source.attributes.zone);
    if (!entries.includes(probe.iif)) return { grants: [], exits };
    const active = activeWindows(plan.windows, probe.time, probe.sessions);
    const grants = plan.grants.filter(
      (grant) =>
        !leftOut.has(grant.id) &&
        entries.some((entry) => exits.some((exit) => entry !== exit)) &&
        grant.sources.includes(source.id) &&
        grant.destinations.includes(destination.id) &&
        grant.services.some((service) => carries(service, grant, probe, catalogue)) &&
        grant.windows.every((window) => active.includes(window)),
    );
    return { grants: grants.map((grant) => grant.id), exits };
  };
}

function carries(service: PlanService, grant: PlanGrant, probe: Probe, catalogue: Catalogue): boolean {
  const six = probe.source.includes(':');
  const { from, to } = service.ports;
  switch (service.transport) {
    case 'tcp':
      return probe.protocol === 6 && from <= probe.port && probe.port <= to;
    case 'udp':
      return probe.protocol === 17 && from <= probe.port && probe.port <= to;
    case 'ip':
      return ![1, 6, 17, 58].includes(probe.protocol) && from <= probe.protocol && probe.protocol <= to;
    case 'icmp':
      return !six && probe.protocol === 1 && sendsType(grant, probe.icmpType, catalogue);
    case 'icmpv6':
      return six && probe.protocol === 58 && sendsType(grant, probe.icmpType, catalogue);
    case 'ethernet':
      return false;
  }
}

function sendsType(grant: PlanGrant, type: number, catalogue: Catalogue): boolean {
  if (grant.operations === null) return true;
  const entries = (catalogue.protocols.get(grant.protocol)?.operations ?? []).filter(
    (entry) => entry.code === String(type),
  );
  return grant.operations.some((operation) =>
    entries.length === 0
      ? operation.class === 'unknown' && (operation.name === null || operation.name === `code:${type}`)
      : entries.some(
          (entry) => entry.class === operation.class && (operation.name === null || operation.name === entry.name),
        ),
  );
}
