/**
 * The shared check of dialects for bridges: what crosses the boundary as frames, what the dialect can open of it, and
 * what it loses or refuses. A dialect writes only what this leaves, so that nothing is dropped in silence.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { PlanGrant } from '../../model/plan.ts';
import { type InterfacesOfZone, interfacesOfZones, usableInterfaces } from '../crossing.ts';
import type { Capabilities, ExportRequest, Loss, Residual } from '../dialect.ts';
import { losesWhole } from '../endpoint-losses.ts';
import { grantTime } from '../grant-time.ts';
import { interfaceLosses } from '../interface-losses.ts';
import { type Outcome, reportOutcomes } from '../report-outcomes.ts';
import { settle, type Widening } from '../settle.ts';
import { type FramePlan, planFrames } from './frame-cells.ts';
import { findFrameCrossing } from './frame-crossing.ts';
import { frameEnds, groupLoss, returnLosses } from './frame-ends.ts';
import { type FrameOpening, groupOpenings, type OpeningContext, stationOpenings } from './frame-openings.ts';
import { frameServices } from './frame-services.ts';
import { frameWidenings } from './frame-widenings.ts';
import { planMacs } from './mac-plan.ts';
import { reachWidenings } from './reach-widenings.ts';

/** What a dialect writes. */
export interface FrameAssessment {
  readonly request: ExportRequest;
  /** All interfaces of the boundary whose names can be written. */
  readonly ports: readonly string[];
  readonly plan: FramePlan;
  readonly residual: Residual;
  readonly diagnostics: readonly Diagnostic[];
}

/** A grant on its way through the check. */
interface Candidate {
  readonly grant: PlanGrant;
  readonly openings: readonly FrameOpening[];
  /** What it loses whatever else is opened. */
  readonly widenings: readonly Widening[];
}

/** Checks a request against what a dialect for bridges can say. */
export function assessFrames(request: ExportRequest, dialect: string, capabilities: Capabilities): FrameAssessment {
  const written = interfacesOfZones(request.boundary);
  const crossing = findFrameCrossing(request.grants, written);
  const macs = planMacs(request.plan, new Set(written.keys()));
  const interfaces = usableInterfaces(written, capabilities);
  const context: OpeningContext = { request, interfaces, macs, capabilities };
  const unsaid: Outcome[] = [];
  const candidates = crossing.grants.flatMap((grant) => {
    const { candidate, losses } = examine(grant, context, written);
    if (losses.length > 0) unsaid.push({ grant, losses });
    return candidate === null ? [] : [candidate];
  });
  const { plan, opened, unsafe } = settle(candidates, request.plan, (left) => {
    const openings = left.flatMap((each) => each.openings);
    const frames = planFrames(openings, macs, interfaces);
    const widened = frameWidenings(frames.cells, request.catalogue, interfaces);
    const wideningsOf = ({ grant, widenings }: Candidate): readonly Widening[] => [
      ...(widened.get(grant.id) ?? []),
      ...widenings,
      ...reachWidenings(grant, openings, context),
    ];
    return { plan: frames, wideningsOf };
  });
  const report = reportOutcomes(request, dialect, capabilities, {
    opened: opened.map(({ candidate, losses }) => ({ grant: candidate.grant, losses })),
    unsaid,
    unsafe: unsafe.map(({ candidate, losses, zone }) => ({ grant: candidate.grant, losses, zone })),
    elsewhere: crossing.elsewhere,
  });
  const ports = request.boundary.interfaces.map((each) => each.name).filter(capabilities.isInterfaceName);
  return { request, ports: [...new Set(ports)].sort(), plan, ...report };
}

/** What can be opened of one grant, and what cannot. */
function examine(
  grant: PlanGrant,
  context: OpeningContext,
  written: InterfacesOfZone,
): { readonly candidate: Candidate | null; readonly losses: readonly Loss[] } {
  const { request, capabilities } = context;
  const { services, losses: unsaid } = frameServices(grant, request.catalogue);
  const ends = frameEnds(grant, context);
  const time = grantTime(grant, request.plan.windows, capabilities);
  const known = { ...grant, sources: ends.sources };
  const openings = [
    ...(ends.stations.length > 0 ? stationOpenings(grant, { ...known, destinations: ends.stations }, context) : []),
    ...ends.casts.flatMap((cast) => groupOpenings(grant, known, cast, context)),
  ].filter((opening) => opening.services.length > 0);
  const sayable = services.length > 0 && ends.sources.length > 0 && scopeLosses(grant, request).length === 0;
  const groups = sayable ? ends.casts.flatMap((cast) => groupLoss(known, cast, context) ?? []) : [];
  const back = sayable ? returnLosses(openings, context) : [];
  const losses = [
    ...interfaceLosses(grant, written, capabilities),
    ...time.refused,
    ...scopeLosses(grant, request),
    ...ends.losses,
    ...groups,
    ...back,
    ...unsaid,
  ];
  const opens = sayable && openings.length > 0 && !losses.some(losesWhole);
  return { candidate: opens ? { grant, openings, widenings: timeWidenings(grant, openings, context) } : null, losses };
}

/** A frame is in one scope. */
function scopeLosses({ from, to }: PlanGrant, { plan }: ExportRequest): readonly Loss[] {
  const [one, other] = [from, to].map((id) => plan.zones.find((zone) => zone.id === id)?.scope);
  if (one === other) return [];
  const detail = `${from} is in scope ${one ?? 'none'} and ${to} in ${other ?? 'none'}, and a frame is in one scope`;
  return [{ kind: 'addresses', detail, passes: [] }];
}

/** Group frames have the windows of two grants. */
function timeWidenings(
  grant: PlanGrant,
  openings: readonly FrameOpening[],
  context: OpeningContext,
): readonly Widening[] {
  const { request, capabilities } = context;
  const wider = openings.flatMap((each) => grantTime(each.grant, request.plan.windows, capabilities).wider);
  const details = new Map(wider.map((loss) => [loss.detail, loss]));
  return [...details.values()].map((loss) => ({ loss, into: [grant.to] }));
}
