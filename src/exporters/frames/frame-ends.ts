/** Which ends of a grant frames can be matched by, and what becomes of the others. */
import { formatMac } from '../../algebra/mac-address.ts';
import { joinWords } from '../../diagnostics/words.ts';
import type { EndpointId, PlanGrant } from '../../model/plan.ts';
import type { Loss } from '../dialect.ts';
import { answersTo } from './answers.ts';
import { type Cast, type FrameOpening, groupOpenings, type OpeningContext, unmarkable } from './frame-openings.ts';
import { frameServices } from './frame-services.ts';

export interface FrameEnds {
  readonly sources: readonly EndpointId[];
  /** Destinations that are single stations. */
  readonly stations: readonly EndpointId[];
  /** Destinations that are groups. */
  readonly casts: readonly Cast[];
  readonly losses: readonly Loss[];
}

/** Keeps the endpoints whose addresses are known and mean nobody else. */
export function frameEnds(grant: PlanGrant, context: OpeningContext): FrameEnds {
  const owners = new Set(context.macs.stations.map((station) => station.endpoint));
  const losses: Loss[] = [];
  const keep = (endpoints: readonly EndpointId[], side: string): readonly EndpointId[] => {
    const missing = endpoints.filter((each) => !owners.has(each) && !context.macs.unusable.has(each));
    for (const [reason, members] of Map.groupBy(missing, whyMissing))
      losses.push({ kind: 'members', detail: `${side} ${joinWords(members)}: ${reason}`, passes: [] });
    return endpoints.filter((endpoint) => owners.has(endpoint));
  };
  const sources = keep(grant.sources, 'source');
  const stations = keep(
    grant.destinations.filter((each) => castOf(each) === null),
    'destination',
  );
  const named = [...grant.sources, ...grant.destinations];
  for (const words of new Set(named.flatMap((each) => context.macs.unusable.get(each) ?? [])))
    losses.push({ kind: 'addresses', detail: words, passes: [] });
  const casts = grant.destinations.flatMap((each) => castOf(each) ?? []);
  return { sources, stations, casts, losses };
}

/** What of a grant to a group does not pass, null when all of it does. */
export function groupLoss(grant: PlanGrant, cast: Cast, context: OpeningContext): Loss | null {
  const whole = groupOpenings(grant, grant, cast, context).filter(
    ({ part, grant: met }) => part === 'first' && said(met, context) === said(grant, context),
  );
  const left = grant.sources.filter((source) => !whole.some(({ grant: met }) => met.sources.includes(source)));
  if (left.length === 0) return null;
  const detail = `${cast} of ${grant.to} from ${joinWords(left)}: a group belongs to the zone of its sender, and ${grant.from} does not grant all of this to its own ${cast}`;
  return { kind: 'members', detail, passes: [] };
}

/** What comes back and cannot be told from what was sent, of group frames that are let through. */
export function returnLosses(openings: readonly FrameOpening[], { macs, request }: OpeningContext): readonly Loss[] {
  const sent = openings.filter(
    ({ part, grant, services, targets }) =>
      part === 'first' &&
      targets.some((target) => target.kind === 'group') &&
      answersTo(grant, services, request.catalogue)?.returning === true,
  );
  return [...new Set(sent.flatMap(({ grant }) => grant.sources))].sort().flatMap((source) => {
    const mac = unmarkable(source, macs);
    if (mac === null) return [];
    const detail = `${source}: what comes back carries the address that slaves make of ${formatMac(mac)}, which a station has already`;
    return [{ kind: 'replies' as const, detail, passes: [] }];
  });
}

/** What a grant says of frames, whoever they come from. */
function said(grant: PlanGrant, { request }: OpeningContext): string {
  const { protocol, operations, objects, windows } = grant;
  const types = frameServices(grant, request.catalogue).services.map((service) => service.types);
  return JSON.stringify([protocol, types, operations, objects, [...windows].sort()]);
}

/** The group that a destination is, null for a station. */
function castOf(endpoint: EndpointId): Cast | null {
  if (endpoint.endsWith('/~broadcast')) return 'broadcast';
  return endpoint.endsWith('/~multicast') ? 'multicast' : null;
}

function whyMissing(endpoint: EndpointId): string {
  return endpoint.endsWith('/*') ? 'nobody knows the MAC addresses of undeclared stations' : 'it has no MAC address';
}
