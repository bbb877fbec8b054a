/**
 * The shared check of every dialect: what crosses the boundary, what the dialect can open of it, and what it loses
 * or refuses. A dialect writes only what this leaves, so that nothing is dropped in silence.
 */
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import { orderDiagnostics } from '../diagnostics/diagnostic-order.ts';
import type { PlanGrant } from '../model/plan.ts';
import { type AddressPlan, planAddresses } from './address-plan.ts';
import { type CellPlan, type Opening, planCells } from './cells.ts';
import { findCrossing, type InterfacesOfZone, interfacesOfZones } from './crossing.ts';
import type { Capabilities, ExportRequest, Loss, Residual, ResidualEntry } from './dialect.ts';
import { endpointLosses, losesWhole } from './endpoint-losses.ts';
import { excessLosses } from './excess-losses.ts';
import { grantTime } from './grant-time.ts';
import type { TimeCondition } from './time-condition.ts';
import { wireServices } from './wire-services.ts';

/** What a dialect writes. */
export interface Assessment {
  readonly request: ExportRequest;
  readonly interfaces: InterfacesOfZone;
  readonly plan: CellPlan;
  /** By grant id: when the grant is open. */
  readonly times: ReadonlyMap<string, TimeCondition>;
  readonly residual: Residual;
  readonly diagnostics: readonly Diagnostic[];
}

/** A grant on its way through the check. */
interface Candidate {
  readonly opening: Opening;
  readonly time: TimeCondition;
  /** What it loses in time. */
  readonly wider: readonly Loss[];
}

/** Checks a request against what a dialect can say. */
export function assess(request: ExportRequest, dialect: string, capabilities: Capabilities): Assessment {
  const written = interfacesOfZones(request.boundary);
  const crossing = findCrossing(request.grants, written);
  const addresses = planAddresses(request.plan, new Set(written.keys()));
  // Invariant: a name that the configuration cannot hold never reaches the dialect.
  const interfaces = new Map(
    [...written].map(([zone, names]) => [zone, names.filter((name) => capabilities.isInterfaceName(name))] as const),
  );
  const refused: ResidualEntry[] = [];
  const candidates = crossing.grants.flatMap((grant) => {
    const { candidate, losses } = examine(grant, request, written, addresses, capabilities);
    if (losses.length > 0) refused.push(entryOf(grant, losses, null));
    return candidate === null ? [] : [candidate];
  });
  const settled = settle(candidates, request, interfaces, addresses, capabilities);
  const safety = settled.refused.map(({ grant, losses }) => entryOf(grant, losses, null));
  const wider = settled.opened.filter((each) => each.losses.length > 0);
  const exact = settled.opened.filter((each) => each.losses.length === 0);
  return {
    request,
    interfaces,
    plan: settled.plan,
    times: new Map(settled.opened.map((each) => [each.grant.id, each.time])),
    residual: {
      exact: exact.map(({ grant }) => entryOf(grant, [], null)),
      wider: wider.map(({ grant, losses }) => entryOf(grant, losses, watchedBy(losses))),
      refused: [...refused, ...safety].sort((a, b) => (a.grant < b.grant ? -1 : a.grant > b.grant ? 1 : 0)),
      elsewhere: crossing.elsewhere,
      guards: [...request.guards].sort((a, b) => (a.name < b.name ? -1 : 1)),
      limits: capabilities.limits,
    },
    diagnostics: orderDiagnostics([
      ...refused.map((entry) =>
        diagnose('export/cannot-say', entry.at, { grant: entry.grant, dialect, what: describe(entry.losses) }),
      ),
      ...safety.map((entry) =>
        diagnose('export/refused', entry.at, {
          grant: entry.grant,
          dialect,
          reason: `zone ${entry.to} is a safety zone, and ${describe(entry.losses)} would be lost`,
        }),
      ),
      ...wider.map(({ grant, losses }) =>
        diagnose('export/wider', grant.at, { grant: grant.id, dialect, lost: describe(losses) }),
      ),
    ]),
  };
}

/** What can be opened of one grant, and what cannot. */
function examine(
  grant: PlanGrant,
  request: ExportRequest,
  interfaces: InterfacesOfZone,
  addresses: AddressPlan,
  capabilities: Capabilities,
): { readonly candidate: Candidate | null; readonly losses: readonly Loss[] } {
  const { services, losses: unsaid } = wireServices(grant, request.catalogue, capabilities);
  const { sources, destinations, losses: nowhere } = endpointLosses(grant, request, addresses);
  const time = grantTime(grant, request.plan.windows, capabilities);
  const losses = [...interfaceLosses(grant, interfaces, capabilities), ...time.refused, ...nowhere, ...unsaid];
  const opens = services.length > 0 && sources.length > 0 && destinations.length > 0 && !losses.some(losesWhole);
  const opening = { grant, sources, destinations, services };
  return { candidate: opens ? { opening, time: time.condition, wider: time.wider } : null, losses };
}

function interfaceLosses(grant: PlanGrant, interfaces: InterfacesOfZone, capabilities: Capabilities): readonly Loss[] {
  const names = [...(interfaces.get(grant.from) ?? []), ...(interfaces.get(grant.to) ?? [])];
  return [...new Set(names)]
    .filter((name) => !capabilities.isInterfaceName(name))
    .map((name) => ({ kind: 'interfaces', detail: `the interface name ${name}`, passes: [] }));
}

interface Settled {
  readonly grant: PlanGrant;
  readonly time: TimeCondition;
  readonly losses: readonly Loss[];
}

/**
 * Refuses what would be widened into a safety zone, until nothing of that kind is left: a grant may have been exact
 * only together with one that is refused.
 */
function settle(
  candidates: readonly Candidate[],
  request: ExportRequest,
  interfaces: InterfacesOfZone,
  addresses: AddressPlan,
  capabilities: Capabilities,
): { readonly plan: CellPlan; readonly opened: readonly Settled[]; readonly refused: readonly Settled[] } {
  const safety = new Set(
    request.plan.zones.filter((zone) => zone.safety || zone.kind === 'safety').map((zone) => zone.id),
  );
  const refused: Settled[] = [];
  let left = candidates;
  for (;;) {
    const plan = planCells(
      left.map((each) => each.opening),
      addresses.owned,
      interfaces,
    );
    const excess = capabilities.operations
      ? new Map<string, readonly Loss[]>()
      : excessLosses(plan.cells, request.catalogue);
    const judged = left.map(({ opening: { grant }, time, wider }) => ({
      grant,
      time,
      losses: [...(excess.get(grant.id) ?? []), ...wider],
    }));
    const unsafe = judged.filter(({ grant, losses }) => losses.length > 0 && safety.has(grant.to));
    if (unsafe.length === 0) return { plan, opened: judged, refused };
    refused.push(...unsafe);
    const ids = new Set(unsafe.map(({ grant }) => grant.id));
    left = left.filter(({ opening }) => !ids.has(opening.grant.id));
  }
}

function entryOf(grant: PlanGrant, losses: readonly Loss[], watched: string | null): ResidualEntry {
  return { grant: grant.id, from: grant.from, to: grant.to, at: grant.at, losses, watched };
}

function describe(losses: readonly Loss[]): string {
  return losses.map((loss) => `${loss.kind} (${loss.detail})`).join(', ');
}

function watchedBy(losses: readonly Loss[]): string {
  const kinds = new Set(losses.map((loss) => loss.kind));
  const seen =
    kinds.has('operations') || kinds.has('objects')
      ? 'a capture or a log that shows operations'
      : 'a capture or a log with times';
  return `\`zonewright audit\` finds it in ${seen}`;
}
