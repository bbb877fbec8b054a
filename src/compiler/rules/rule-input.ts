/** The plan as rules see it. */
import { localTimeAt } from '../../algebra/zoned-time.ts';
import { type Catalogue, operationClasses, type Protocol } from '../../model/catalogue.ts';
import {
  type EndpointId,
  grantsOf,
  nameAsWritten,
  type Plan,
  type PlanGrant,
  type PlanService,
} from '../../model/plan.ts';
import type { Plant } from '../../model/plant.ts';
import type { RuleAsset, RuleEnd, RuleGrant, RuleInput, RuleService, RuleZone } from '../../model/rule-input.ts';

/** `now` is in seconds since the epoch; grants that are over by then are left out. */
export function ruleInputOf(plant: Plant, plan: Plan, catalogue: Catalogue, now: number): RuleInput {
  const today = localTimeAt(now, plan.timezone).date;
  const described = new Map(plant.zones.map((zone) => [zone.id, zone.description]));
  const sizes = new Map<string, number>();
  for (const zone of plan.assets.flatMap((asset) => asset.zones)) sizes.set(zone, (sizes.get(zone) ?? 0) + 1);
  const kinds = new Map(plan.windows.map(({ id, span }) => [id, span.kind]));
  const live = grantsOf(plan).filter(({ expires }) => expires === null || expires >= today);
  return {
    plant: plan.plant,
    today,
    zones: plan.zones.map(
      (zone): RuleZone => ({
        id: zone.id,
        scope: zone.scope,
        level: zone.level,
        kind: zone.kind,
        networks: zone.networks,
        owner: zone.owner,
        security_level: zone.securityLevel,
        safety: zone.safety,
        members: zone.members,
        internal: zone.internal,
        labels: zone.labels,
        description: described.get(zone.id) ?? null,
      }),
    ),
    assets: plan.assets.map((asset): RuleAsset => {
      const known = asset.class === null ? undefined : catalogue.endpointClasses.get(asset.class);
      return {
        id: asset.id,
        zones: asset.zones,
        class: asset.class,
        layer: known?.layer ?? null,
        usual_levels: known?.levels ?? [],
        agent: known?.agent ?? null,
        vendor: asset.vendor,
        model: asset.model,
        firmware: asset.firmware,
        owner: asset.owner,
        labels: asset.labels,
      };
    }),
    conduits: plan.conduits.map(({ id, from, to, owner, allowlists }) => ({ id, from, to, owner, allowlists })),
    grants: live.map((grant) => grantOf(grant, catalogue, { sizes, kinds })),
    boundaries: plan.boundaries.map(({ id, dialect, interfaces }) => ({
      id,
      dialect,
      zones: [...new Set(interfaces.flatMap((each) => each.zones))].sort(),
    })),
  };
}

interface GrantContext {
  /** How many assets a zone has. */
  readonly sizes: ReadonlyMap<string, number>;
  /** The kinds of windows. */
  readonly kinds: ReadonlyMap<string, string>;
}

function grantOf(grant: PlanGrant, catalogue: Catalogue, { sizes, kinds }: GrantContext): RuleGrant {
  const protocol = catalogue.protocols.get(grant.protocol);
  const named = (grant.operations ?? []).flatMap(({ name }) => name ?? []);
  return {
    id: nameAsWritten(grant),
    conduit: grant.conduit,
    from: grant.from,
    to: grant.to,
    sources: endOf(grant.sources, grant.from, sizes),
    destinations: endOf(grant.destinations, grant.to, sizes),
    protocol: {
      id: grant.protocol,
      layer: protocol?.layer ?? 'generic',
      has_operations: (protocol?.operations.length ?? 0) > 0,
    },
    services: grant.services.map((service) => serviceOf(service, protocol)),
    classes: classesOf(grant, protocol),
    operations: [...new Set(named)].sort(),
    every_operation: grant.operations === null,
    limited_objects: grant.objects !== null,
    windows: grant.windows.flatMap((id) => {
      const isDate = id.startsWith('until:') || id.startsWith('since:');
      return isDate ? [] : [{ id, kind: kinds.get(id) ?? 'once' }];
    }),
    expires: grant.expires,
    owner: grant.owner,
    reason: grant.reason,
    ticket: grant.ticket,
  };
}

function endOf(endpoints: readonly EndpointId[], zone: string, sizes: ReadonlyMap<string, number>): RuleEnd {
  const names = endpoints.map((id) => id.slice(zone.length + 1));
  const assets = names.filter((name) => !name.startsWith('~') && name !== '*');
  const size = sizes.get(zone) ?? 0;
  return {
    assets,
    undeclared: names.includes('*'),
    group: names.some((name) => name.startsWith('~')),
    whole_zone: size > 1 && assets.length === size,
  };
}

/** On a bare transport anything may be spoken; a protocol that is granted whole has no classes. */
function classesOf({ operations }: PlanGrant, protocol: Protocol | undefined): readonly string[] {
  const every = protocol === undefined || protocol.layer === 'generic' ? operationClasses : [];
  const covered =
    operations === null
      ? [...every, ...(protocol?.operations ?? []).map((entry) => entry.class)]
      : operations.map((operation) => operation.class);
  return [...new Set(covered)].filter((each) => each !== 'session').sort();
}

function serviceOf({ transport, ports }: PlanService, protocol: Protocol | undefined): RuleService {
  const at = (protocol?.services ?? []).filter(
    (each) =>
      each.transport === transport && each.ports.some((range) => range.from <= ports.from && ports.to <= range.to),
  );
  return {
    transport,
    from: ports.from,
    to: ports.to,
    usual: at.length > 0 && protocol?.layer !== 'generic',
    encrypted: at.some((each) => each.encrypted),
  };
}
