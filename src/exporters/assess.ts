/**
 * The shared check of every dialect: what crosses the boundary, what the dialect can open of it, and what it loses
 * or refuses. A dialect writes only what this leaves, so that nothing is dropped in silence.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { joinWords } from '../diagnostics/words.ts';
import type { FixedRequest } from '../model/fixed-requests.ts';
import type { PlanGrant } from '../model/plan.ts';
import { type AddressPlan, planAddresses } from './address-plan.ts';
import { type CellPlan, type Opening, planCells } from './cells.ts';
import { findCrossing, type InterfacesOfZone, interfacesOfZones, usableInterfaces } from './crossing.ts';
import type { Capabilities, ExportRequest, Loss, Residual } from './dialect.ts';
import { endpointLosses, losesWhole } from './endpoint-losses.ts';
import { enforcedFunctions, type Openness } from './enforced-functions.ts';
import { excessLosses } from './excess-losses.ts';
import { grantTime } from './grant-time.ts';
import { interfaceLosses } from './interface-losses.ts';
import { type Outcome, reportOutcomes } from './report-outcomes.ts';
import { settle } from './settle.ts';
import type { TimeCondition } from './time-condition.ts';
import { createReach, everythingReached, type Reach } from './translation/reach.ts';
import { wireServices } from './wire-services.ts';

/** What a dialect writes. */
export interface Assessment extends Openness {
  readonly request: ExportRequest;
  readonly interfaces: InterfacesOfZone;
  readonly plan: CellPlan;
  readonly residual: Residual;
  readonly diagnostics: readonly Diagnostic[];
}

/** A grant on its way through the check. */
interface Candidate {
  readonly opening: Opening;
  readonly time: TimeCondition;
  /** What it loses in time. */
  readonly wider: readonly Loss[];
  /** Requests that pass in place of all that is spoken on the port; null: nobody looks at them. */
  readonly requests: readonly FixedRequest[] | null;
}

/** Checks a request against what a dialect can say. */
export function assess(request: ExportRequest, dialect: string, capabilities: Capabilities): Assessment {
  const written = interfacesOfZones(request.boundary);
  const crossing = findCrossing(request.grants, written);
  const addresses = planAddresses(request.plan, new Set(written.keys()));
  const reach = capabilities.translation ? createReach(request, addresses) : everythingReached;
  const interfaces = usableInterfaces(written, capabilities);
  const unsaid: Outcome[] = [];
  const candidates = crossing.grants.flatMap((grant) => {
    const { candidate, losses } = examine(grant, { request, written, addresses, reach }, capabilities);
    if (losses.length > 0) unsaid.push({ grant, losses });
    return candidate === null ? [] : [candidate];
  });
  const openness: Openness = {
    times: new Map(candidates.map(({ opening, time }) => [opening.grant.id, time])),
    requests: new Map(
      candidates.flatMap((each) => (each.requests === null ? [] : [[each.opening.grant.id, each.requests] as const])),
    ),
  };
  const { plan, opened, unsafe } = settle(candidates, request.plan, (left) => {
    const openings = left.map((each) => each.opening);
    const cells = planCells(openings, addresses.owned, interfaces);
    const excess = capabilities.operations
      ? new Map<string, readonly Loss[]>()
      : excessLosses(cells.cells, request.catalogue, openness);
    return {
      plan: cells,
      wideningsOf: ({ opening: { grant }, wider }) =>
        [...(excess.get(grant.id) ?? []), ...wider].map((loss) => ({ loss, into: [grant.to] })),
    };
  });
  const report = reportOutcomes(request, dialect, capabilities, {
    opened: opened.map(({ candidate, losses }) => ({ grant: candidate.opening.grant, losses })),
    unsaid,
    unsafe: unsafe.map(({ candidate, losses, zone }) => ({ grant: candidate.opening.grant, losses, zone })),
    elsewhere: crossing.elsewhere,
  });
  return {
    request,
    interfaces,
    plan,
    ...openness,
    ...report,
  };
}

/** What a grant is looked at with. */
interface Surroundings {
  readonly request: ExportRequest;
  readonly written: InterfacesOfZone;
  readonly addresses: AddressPlan;
  readonly reach: Reach;
}

/** What can be opened of one grant, and what cannot. */
function examine(
  grant: PlanGrant,
  { request, written, addresses, reach }: Surroundings,
  capabilities: Capabilities,
): { readonly candidate: Candidate | null; readonly losses: readonly Loss[] } {
  const { services, losses: unsaid } = wireServices(grant, request.catalogue, capabilities);
  const { losses: nowhere, ...known } = endpointLosses(grant, request, addresses);
  const { sources, destinations, losses: unreached } = reach(grant, known, services);
  const time = grantTime(grant, request.plan.windows, capabilities);
  const enforced = enforcedFunctions(grant, request.catalogue, capabilities);
  const unenforced = enforced === null || enforced.unsaid.length === 0 ? [] : [functionLoss(enforced.unsaid)];
  const losses = [
    ...interfaceLosses(grant, written, capabilities),
    ...time.refused,
    ...nowhere,
    ...unreached,
    ...unsaid,
    ...unenforced,
  ];
  const asks = enforced === null || enforced.requests.length > 0;
  const opens =
    asks && services.length > 0 && sources.length > 0 && destinations.length > 0 && !losses.some(losesWhole);
  const opening = { grant, sources, destinations, services };
  const requests = enforced?.requests ?? null;
  return { candidate: opens ? { opening, time: time.condition, wider: time.wider, requests } : null, losses };
}

function functionLoss(unsaid: readonly string[]): Loss {
  const one = unsaid.length === 1;
  const detail = `${joinWords(unsaid, 12)}, whose requests have no length that could be looked for: ${one ? 'it is' : 'they are'} not opened`;
  return { kind: 'operations', detail, passes: [] };
}
