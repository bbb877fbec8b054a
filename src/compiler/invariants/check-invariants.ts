/**
 * Whether a plan keeps the invariants of its plant, over everything that it allows from now on: grants of YAML and those
 * that its Rego lowers to, and free traffic inside zones. Invariants never change what is allowed; they say what may be
 * merged.
 */
import { type AllowedSpace, axes, classNumbers, createSpace } from '../../algebra/allowed-space.ts';
import { type DiagramNode, nothing } from '../../algebra/diagram-runs.ts';
import { createRegions, freeRegion } from '../../algebra/grant-region.ts';
import { intersectIntegers } from '../../algebra/integer-set.ts';
import { dateAt } from '../../algebra/time-axes.ts';
import { witnessOf } from '../../algebra/witness.ts';
import { localTimeAt } from '../../algebra/zoned-time.ts';
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { orderDiagnostics } from '../../diagnostics/diagnostic-order.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import { grantsOf, type Plan, withoutZonePair } from '../../model/plan.ts';
import type { Invariant, Plant, Waiver, Written } from '../../model/plant.ts';
import { knownService, requestWords } from '../../model/request-words.ts';
import type { Selector } from '../../model/selector.ts';
import type { Span } from '../../model/span.ts';
import { selectZones } from '../lower/select.ts';
import { edgesOf, findChain, type LiveGrant, protocolsIn, type ZoneEdge } from './allowed-pairs.ts';
import { namesOf, subjectRegion } from './subject-region.ts';

/** `now` is in seconds since the epoch. */
export function checkInvariants(plant: Plant, plan: Plan, catalogue: Catalogue, now: number): readonly Diagnostic[] {
  if (plant.invariants.length === 0) return [];
  const context = contextOf(plant, plan, catalogue, now);
  return orderDiagnostics(plant.invariants.flatMap((invariant) => judge(invariant, context)));
}

interface Context {
  readonly space: AllowedSpace;
  readonly plan: Plan;
  readonly catalogue: Catalogue;
  readonly now: number;
  /** In the plant's time zone, for waivers. */
  readonly today: string;
  readonly grants: readonly LiveGrant[];
  /** Free traffic inside zones. */
  readonly free: DiagramNode;
}

/** Something that an invariant forbids. */
interface Violation {
  /** Grants as written, any of which may be waived; empty for free traffic inside a zone. */
  readonly names: readonly string[];
  readonly what: string;
  readonly at: Span;
}

function contextOf(plant: Plant, plan: Plan, catalogue: Catalogue, now: number): Context {
  const named = plant.invariants.flatMap((invariant) => namesOf(invariant, catalogue));
  const space = createSpace([
    plan,
    { ...plan, zones: [], assets: [], grants: named, lowered: { grants: [], guards: [] } },
  ]);
  const regionOf = createRegions(space);
  const sides: { readonly from: number; readonly to: number }[][] = [];
  sides[axes.date] = [{ from: dateAt(space.time, now), to: (space.diagrams.sizes[axes.date] ?? 1) - 1 }];
  const later = space.diagrams.box(sides);
  return {
    space,
    plan,
    catalogue,
    now,
    today: localTimeAt(now, plant.timezone).date,
    grants: grantsOf(plan).map((grant) => ({ grant, region: space.diagrams.intersect(regionOf(grant), later) })),
    free: freeRegion(space, plan),
  };
}

function judge(invariant: Invariant, context: Context): readonly Diagnostic[] {
  const violations = violationsOf(invariant, context);
  const used = new Set<Waiver>();
  const findings = violations.flatMap(({ names, what, at }): readonly Diagnostic[] => {
    const waivers = names.map((name) => invariant.waivers.find((waiver) => waiver.grant === name) ?? null);
    for (const waiver of waivers) if (waiver !== null) used.add(waiver);
    const valid = waivers.find((waiver) => waiver !== null && waiver.expires.value >= context.today) ?? null;
    const over = waivers.find((waiver) => waiver !== null) ?? null;
    const args = { invariant: invariant.id, what, reason: invariant.reason };
    if (valid !== null)
      return [
        diagnose('invariant/waived', at, {
          ...args,
          owner: valid.owner ?? '',
          why: valid.reason ?? '',
          expires: valid.expires.value,
        }),
      ];
    const lapsed = over === null ? null : { owner: over.owner ?? '', expires: over.expires.value };
    return [
      {
        ...diagnose('invariant/violated', at, { ...args, lapsed }),
        related: [{ at: invariant.at, what: `invariant ${invariant.id}` }],
      },
    ];
  });
  const idle = invariant.waivers.filter((waiver) => !used.has(waiver));
  return [
    ...findings,
    ...idle.map((waiver) =>
      diagnose('invariant/waiver-unused', waiver.at, { invariant: invariant.id, grant: waiver.grant }),
    ),
  ];
}

function violationsOf(invariant: Invariant, context: Context): readonly Violation[] {
  switch (invariant.kind) {
    case 'never':
    case 'only':
      return forbiddenConversations(invariant, context);
    case 'no-chain':
      return forbiddenChains(invariant, context);
    case 'no-relay':
      return forbiddenRelays(invariant, context);
  }
}

function forbiddenConversations(invariant: Invariant, context: Context): readonly Violation[] {
  const { space, plan, catalogue, grants, free } = context;
  const { diagrams } = space;
  const subject = subjectRegion(space, invariant, plan, catalogue);
  const handshakes = invariant.operations.length === 0 ? nothing : sessionsOf(space);
  const forbidden = (region: DiagramNode): DiagramNode =>
    invariant.kind === 'never'
      ? diagrams.intersect(region, subject)
      : [subject, handshakes].reduce(diagrams.subtract, region);
  const byName = Map.groupBy(grants, ({ grant }) => withoutZonePair(grant.id));
  const written = [...byName].flatMap(([name, own]): readonly Violation[] => {
    const region = diagrams.union(own.map((each) => forbidden(each.region)));
    const at = own[0]?.grant.at;
    if (region === nothing || at === undefined) return [];
    return [{ names: [name], what: `grant ${name} allows ${exampleIn(region, context)}`, at }];
  });
  const inside = forbidden(free);
  if (inside === nothing) return written;
  const what = `free traffic inside a zone allows ${exampleIn(inside, context)}`;
  return [...written, { names: [], what, at: invariant.at }];
}

/** Session operations come with every grant, so that nobody can write one without them. */
function sessionsOf(space: AllowedSpace): DiagramNode {
  const sides: { readonly from: number; readonly to: number }[][] = [];
  sides[axes.operation] = [classNumbers(space, 'session')];
  return space.diagrams.box(sides);
}

/** As `hist-1 -> plc-7 modbus write write_single_coil on tcp/502`. */
function exampleIn(region: DiagramNode, { space, catalogue, now }: Context): string {
  const witness = witnessOf({ space, node: region }, catalogue, now);
  if (witness === null) return 'nothing';
  const { source, destination, protocol, transport, port, operation, object } = witness;
  const service = knownService(protocol, transport, port);
  return `${source} -> ${destination} ${requestWords({ service, operation, object })}`;
}

/** Chains that need no waived grant first, so that a waiver hides no other chain. */
function forbiddenChains({ from, to, without, waivers }: Invariant, context: Context): readonly Violation[] {
  const zones = (selector: Written<Selector> | null) => zonesOf(selector, context.plan);
  const valid = new Set(waivers.filter((each) => each.expires.value >= context.today).map((each) => each.grant));
  const unwaived = context.grants.filter(({ grant }) => !valid.has(withoutZonePair(grant.id)));
  const find = (grants: readonly LiveGrant[]) => findChain(edgesOf(grants), zones(from), zones(to), zones(without));
  const chain = find(unwaived) ?? find(context.grants);
  const [first] = chain ?? [];
  const at = first?.grants[0]?.grant.at;
  if (chain === null || first === undefined || at === undefined) return [];
  const hops = [first.from, ...chain.map((edge) => edge.to)].join(' -> ');
  return [
    {
      names: namesAlong(chain),
      what: `a chain of conduits leads ${hops}, by ${chain.map(nameOf).join(', then ')}`,
      at,
    },
  ];
}

/** A protocol that comes in from one zone and goes out to another one at the other end of the plant. */
function forbiddenRelays(invariant: Invariant, context: Context): readonly Violation[] {
  const { space, plan } = context;
  const levels = new Map(plan.zones.map((zone) => [zone.id, zone.level]));
  const levelOf = (zone: string): number => levels.get(zone) ?? 0;
  const subject = subjectRegion(space, invariant, plan, context.catalogue);
  const edges = edgesOf(
    context.grants.map((each) => ({ ...each, region: space.diagrams.intersect(each.region, subject) })),
  );
  return [...zonesOf(invariant.through, plan)].sort().flatMap((middle) => {
    const legs = edges.filter((edge) => edge.from === middle || edge.to === middle);
    const other = (edge: ZoneEdge): string => (edge.from === middle ? edge.to : edge.from);
    const above = legs.filter((edge) => levelOf(other(edge)) > levelOf(middle));
    const below = legs.filter((edge) => levelOf(other(edge)) < levelOf(middle));
    return above.flatMap((upper) =>
      below.flatMap((lower): readonly Violation[] => {
        const onBoth = sharedProtocols(space, upper, lower);
        const at = lower.grants[0]?.grant.at;
        if (onBoth.length === 0 || at === undefined) return [];
        const legsOf = `${upper.from} -> ${upper.to} by ${nameOf(upper)}, and ${lower.from} -> ${lower.to} by ${nameOf(lower)}`;
        return [
          {
            names: namesAlong([upper, lower]),
            what: `${onBoth.join(', ')} is allowed on both sides of ${middle}: ${legsOf}`,
            at,
          },
        ];
      }),
    );
  });
}

function sharedProtocols(space: AllowedSpace, upper: ZoneEdge, lower: ZoneEdge): readonly string[] {
  const [one, other] = [upper, lower].map(({ grants }) =>
    protocolsIn(space, space.diagrams.union(grants.map((each) => each.region))),
  );
  return intersectIntegers(one ?? [], other ?? []).flatMap(({ from, to }) =>
    Array.from({ length: to - from + 1 }, (_, index) => space.protocols.names[from + index] ?? 'any other protocol'),
  );
}

/** A waiver of any grant on the way speaks for it. */
function namesAlong(edges: readonly ZoneEdge[]): readonly string[] {
  return [...new Set(edges.flatMap((edge) => edge.grants.map(({ grant }) => withoutZonePair(grant.id))))];
}

function nameOf({ grants }: ZoneEdge): string {
  const [first] = grants;
  const name = first === undefined ? '' : withoutZonePair(first.grant.id);
  return grants.length > 1 ? `${name} and ${grants.length - 1} more` : name;
}

function zonesOf(selector: Written<Selector> | null, plan: Plan): ReadonlySet<string> {
  if (selector === null) return new Set();
  const zones = new Map(plan.zones.map((zone) => [zone.id, zone]));
  return new Set(selectZones(zones, selector.value).map((zone) => zone.id));
}
