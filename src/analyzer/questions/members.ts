/**
 * Grants on a plant protocol to a whole zone of which few can take part: undeclared addresses, and classes of the endpoint
 * taxonomy that never speak such a protocol.
 */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import { type Endpoint, listEndpoints } from '../../model/endpoint.ts';
import type { PlanGrant } from '../../model/plan.ts';
import type { AnalysisContext, Question } from '../analysis-context.ts';
import type { Opening } from '../opening.ts';

/** Fewer members are named as quickly as the zone. */
const fewestMembers = 3;
/** ATT&CK for ICS asset of gateways: boundaries that do speak the protocols of the plant. */
const gatewayAsset = 'A0009';

const sides = [
  { side: 'from', ids: 'sources' },
  { side: 'to', ids: 'destinations' },
] as const;

export const askMembers: Question = function* (context): Generator<Diagnostic> {
  const { plan, live, catalogue } = context;
  const zones = listEndpoints(plan.zones, plan.assets);
  for (const opening of live) {
    for (const { side, ids } of sides) {
      for (const grant of opening.grants) {
        if (catalogue.protocols.get(grant.protocol)?.layer !== 'ot') continue;
        const zone = side === 'from' ? grant.from : grant.to;
        const found = breadthOf(new Set(grant[ids]), zones.get(zone) ?? [], catalogue);
        if (found === null) continue;
        yield wholeZone(opening, grant, side, { zone, ...found });
        break;
      }
    }
  }
};

interface Breadth {
  readonly kind: 'undeclared' | 'few';
  readonly members: number;
  readonly able: readonly string[];
}

function wholeZone(
  opening: Opening,
  { protocol }: PlanGrant,
  side: 'from' | 'to',
  breadth: Breadth & { readonly zone: string },
): Diagnostic {
  return diagnose('grant/whole-zone', opening.fields[side] ?? opening.at, {
    grant: opening.name,
    side,
    protocol,
    ...breadth,
    suffices: breadth.able.length === 0 ? null : `${side}: [${breadth.able.join(', ')}]`,
  });
}

/** Null when the side selects no whole zone, or one whose members can take part for the most part. */
function breadthOf(
  selected: ReadonlySet<string>,
  zone: readonly Endpoint[],
  catalogue: AnalysisContext['catalogue'],
): Breadth | null {
  const declared = zone.filter((each) => each.attributes.asset !== null);
  const able = declared.filter((each) => selected.has(each.id) && speaksPlantProtocols(each, catalogue));
  const names = able.map((each) => each.attributes.asset ?? '').sort();
  const undeclared = zone.some(
    ({ id, attributes }) => attributes.asset === null && attributes.cast === 'unicast' && selected.has(id),
  );
  const members = declared.filter((each) => selected.has(each.id)).length;
  if (undeclared) return { kind: 'undeclared', members, able: names };
  const whole = members === declared.length && members >= fewestMembers;
  return whole && able.length * 2 <= members ? { kind: 'few', members, able: names } : null;
}

/** Unknown classes may speak anything. */
function speaksPlantProtocols({ attributes }: Endpoint, { endpointClasses }: Catalogue): boolean {
  const known = attributes.class === null ? undefined : endpointClasses.get(attributes.class);
  if (known === undefined) return true;
  return known.layer === 'ot' || known.layer === 'ot_adjacent' || known.attackAssets.includes(gatewayAsset);
}
