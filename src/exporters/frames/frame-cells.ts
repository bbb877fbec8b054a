/**
 * Cuts the frames across a boundary into cells: source group, destination group, EtherTypes and heads on which the set
 * of openings is constant. Two addresses are in one group when no opening tells them apart on that side.
 */
import { type PortSlice, slicePorts } from '../../algebra/port-set.ts';
import type { PlanGrant } from '../../model/plan.ts';
import type { IntegerRange } from '../../model/plant.ts';
import type { InterfacesOfZone } from '../crossing.ts';
import { type FrameGroup, type FrameSide, planSources, planTargets } from './frame-groups.ts';
import type { FrameHead } from './frame-heads.ts';
import type { FrameOpening } from './frame-openings.ts';
import type { MacPlan } from './mac-plan.ts';

/** The smallest unit that can be opened or closed. */
export interface FrameCell {
  readonly source: FrameGroup;
  readonly destination: FrameGroup;
  readonly types: IntegerRange;
  /** Null: whatever is behind the EtherType. */
  readonly head: FrameHead | null;
  /** At least one. */
  readonly openings: readonly FrameOpening[];
  /** Grants of the openings, sorted by id. */
  readonly grants: readonly PlanGrant[];
}

export interface FramePlan {
  readonly sources: readonly FrameGroup[];
  readonly destinations: readonly FrameGroup[];
  /** Sorted by source, destination, EtherType and head. */
  readonly cells: readonly FrameCell[];
}

/** Plans groups and cells. The order of openings changes nothing. */
export function planFrames(openings: readonly FrameOpening[], macs: MacPlan, interfaces: InterfacesOfZone): FramePlan {
  const sorted = [...openings].sort((a, b) => compareTexts(a.origin.id, b.origin.id));
  const sources = planSources(sorted, macs, interfaces);
  const destinations = planTargets(sorted, macs, interfaces);
  return {
    sources: sources.groups,
    destinations: destinations.groups,
    cells: planCells(sorted, sources, destinations),
  };
}

/** What an opening asks of frames between two groups. */
interface Claim {
  readonly types: IntegerRange;
  readonly heads: readonly FrameHead[] | null;
  readonly opening: FrameOpening;
}

function planCells(
  openings: readonly FrameOpening[],
  sources: FrameSide,
  destinations: FrameSide,
): readonly FrameCell[] {
  interface Line {
    readonly source: FrameGroup;
    readonly destination: FrameGroup;
    readonly claims: Claim[];
  }
  const lines = new Map<string, Line>();
  for (const [index, opening] of openings.entries()) {
    for (const source of sources.byOpening[index] ?? []) {
      for (const destination of destinations.byOpening[index] ?? []) {
        const key = `${source.id} ${destination.id}`;
        const line = lines.get(key) ?? { source, destination, claims: [] };
        line.claims.push(...opening.services.map(({ types, heads }) => ({ types, heads, opening })));
        lines.set(key, line);
      }
    }
  }
  return [...lines.values()]
    .sort((a, b) => a.source.id - b.source.id || a.destination.id - b.destination.id)
    .flatMap(({ source, destination, claims }) =>
      slicePorts(claims.map((claim) => ({ range: claim.types, holder: claim }))).flatMap(({ from, to, holders }) =>
        sliceHeads(holders).map(({ head, openings: own }) => ({
          source,
          destination,
          types: { from, to },
          head,
          openings: own,
          grants: grantsOf(own),
        })),
      ),
    );
}

interface HeadSlice {
  readonly head: FrameHead | null;
  readonly openings: readonly FrameOpening[];
}

const anyLead: IntegerRange = { from: 0, to: 0xff_ffff };
const anyByte: IntegerRange = { from: 0, to: 0xff };

/** Disjoint heads, each with the openings that hold there; a single null head where none looks at it. */
function sliceHeads(claims: readonly Claim[]): readonly HeadSlice[] {
  if (claims.every((claim) => claim.heads === null))
    return [{ head: null, openings: [...new Set(claims.map((claim) => claim.opening))] }];
  const boxes = claims.flatMap(({ heads, opening }) =>
    (heads ?? [{ lead: anyLead, type: anyByte }]).map((head) => ({ head, opening })),
  );
  const leads = slicePorts(boxes.map((box) => ({ range: box.head.lead, holder: box })));
  const rows: Row[] = [];
  for (const { from, to, holders } of leads) {
    const types = slicePorts(holders.map((box) => ({ range: box.head.type, holder: box.opening })));
    const last = rows.at(-1);
    if (last !== undefined && last.lead.to + 1 === from && sameTypes(last.types, types))
      rows[rows.length - 1] = { ...last, lead: { from: last.lead.from, to } };
    else rows.push({ lead: { from, to }, types });
  }
  return rows.flatMap(({ lead, types }) =>
    types.map(({ from, to, holders }) => ({ head: { lead, type: { from, to } }, openings: holders })),
  );
}

/** Leads behind which the same types are open. */
interface Row {
  readonly lead: IntegerRange;
  readonly types: readonly PortSlice<FrameOpening>[];
}

function sameTypes(a: Row['types'], b: Row['types']): boolean {
  const isSame = (one: PortSlice<FrameOpening>, other: PortSlice<FrameOpening> | undefined): boolean =>
    one.from === other?.from && one.to === other.to && sameMembers(one.holders, other.holders);
  return a.length === b.length && a.every((slice, index) => isSame(slice, b[index]));
}

function sameMembers<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}

function grantsOf(openings: readonly FrameOpening[]): readonly PlanGrant[] {
  const byId = new Map(openings.map(({ origin }) => [origin.id, origin]));
  return [...byId.values()].sort((a, b) => compareTexts(a.id, b.id));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
