/** Who owns the addresses behind a boundary when several scopes meet there: an address must mean one endpoint, or none. */
import { type EndpointRange, endpointRanges } from '../../algebra/endpoint-addresses.ts';
import type { AddressRange } from '../../algebra/ip-address.ts';
import type { EndpointId, Plan } from '../../model/plan.ts';

export interface BoundaryAddresses {
  /** Addresses of an endpoint behind the boundary that mean nobody else. */
  readonly of: ReadonlyMap<EndpointId, readonly EndpointRange[]>;
  /** Endpoints that share an address with one of another scope. */
  readonly ambiguous: ReadonlySet<EndpointId>;
}

/** Addresses of the endpoints of the zones behind a boundary. */
export function boundaryAddresses(plan: Plan, behind: ReadonlySet<string>): BoundaryAddresses {
  const scopes = new Set(plan.zones.filter((zone) => behind.has(zone.id)).map((zone) => zone.scope));
  const layers = [...scopes].map((scope) => endpointRanges(plan, scope));
  const of = new Map<EndpointId, EndpointRange[]>();
  const ambiguous = new Set<EndpointId>();
  for (const { piece, claims } of pieces(layers)) {
    const most = Math.max(...claims.map(weight));
    const strongest = claims.filter((claim) => weight(claim) === most && behind.has(claim.zone.id));
    const [only] = strongest;
    if (only === undefined) continue;
    if (strongest.length > 1) for (const claim of strongest) ambiguous.add(claim.endpoint);
    else {
      const own = of.get(only.endpoint) ?? [];
      of.set(only.endpoint, own);
      own.push({ ...only, ...piece });
    }
  }
  return { of, ambiguous };
}

/** The network of an external zone is what is left over; an asset outside of its zone is only listed there. */
function weight({ zone, ownership }: EndpointRange): number {
  if (ownership === 'asset-elsewhere') return 1;
  return ownership === 'network' && zone.kind === 'external' ? 0 : 2;
}

/** Intervals between the borders of all layers, with what each layer says there. */
function pieces(
  layers: readonly (readonly EndpointRange[])[],
): readonly { readonly piece: AddressRange; readonly claims: readonly EndpointRange[] }[] {
  const [only] = layers;
  if (only !== undefined && layers.length === 1)
    return only.map((claim) => ({ piece: { family: claim.family, from: claim.from, to: claim.to }, claims: [claim] }));
  const all = layers.flat();
  return ([4, 6] as const).flatMap((family) => {
    const own = all.filter((range) => range.family === family);
    const cuts = [...new Set(own.flatMap(({ from, to }) => [from, to + 1n]))].sort((a, b) => (a < b ? -1 : 1));
    const indexes = new Map(cuts.map((cut, index) => [cut, index]));
    const claims: EndpointRange[][] = cuts.map(() => []);
    for (const range of own) {
      const end = indexes.get(range.to + 1n) ?? 0;
      for (let index = indexes.get(range.from) ?? end; index < end; index++) claims[index]?.push(range);
    }
    return cuts.slice(0, -1).flatMap((from, index) => {
      const here = claims[index] ?? [];
      return here.length === 0 ? [] : [{ piece: { family, from, to: (cuts[index + 1] ?? from) - 1n }, claims: here }];
    });
  });
}
