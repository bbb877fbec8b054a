/** Plans for tests, built from the few fields that a test is about. */
import type {
  Plan,
  PlanAsset,
  PlanBoundary,
  PlanGrant,
  PlanService,
  PlanWindow,
  PlanZone,
} from '../../src/model/plan.ts';
import type { Weekday } from '../../src/model/plant.ts';
import type { Span } from '../../src/model/span.ts';

/** A place in a plant's file. */
export function spanAt(line: number, file: string = 'plant.yaml'): Span {
  return { file, line, column: 3, endLine: line, endColumn: 30 };
}

/** A control zone of declared members in scope `site`. */
export function buildZone(id: string, networks: readonly string[], more: Partial<PlanZone> = {}): PlanZone {
  return {
    id,
    scope: 'site',
    level: 2,
    kind: 'control',
    networks,
    owner: null,
    securityLevel: null,
    safety: false,
    members: 'declared',
    internal: 'granted',
    labels: [],
    at: spanAt(2),
    ...more,
  };
}

/** An asset of one zone, or of several when `zones` has them separated by commas. */
export function buildAsset(id: string, zones: string, ip: readonly string[], more: Partial<PlanAsset> = {}): PlanAsset {
  return {
    id,
    zones: zones.split(','),
    class: null,
    ip,
    mac: [],
    vendor: null,
    model: null,
    firmware: null,
    owner: null,
    labels: [],
    at: spanAt(10),
    ...more,
  };
}

/** `tcp/502`, `udp/1000-2000`, `ip/47`, `icmp`. */
function buildService(text: string): PlanService {
  const [transport = '', ports = '0'] = text.split('/');
  const [from = 0, to = from] = ports.split('-').map(Number);
  return { transport: transport as PlanService['transport'], ports: { from, to } };
}

/** A grant of everything on some services; zones are those of the first endpoints. */
export function buildGrant(
  id: string,
  sources: readonly string[],
  destinations: readonly string[],
  services: readonly string[],
  more: Partial<PlanGrant> = {},
): PlanGrant {
  return {
    id: `conduit/${id}`,
    conduit: 'conduit',
    from: sources[0]?.split('/')[0] ?? '',
    to: destinations[0]?.split('/')[0] ?? '',
    sources: [...sources].sort(),
    destinations: [...destinations].sort(),
    protocol: services[0]?.split('/')[0] ?? 'tcp',
    services: services.map(buildService),
    operations: null,
    objects: null,
    windows: [],
    owner: null,
    reason: null,
    ticket: null,
    expires: null,
    at: spanAt(20, 'conduits/conduit.yaml'),
    fields: {},
    ...more,
  };
}

/** A window that recurs; `from` and `to` are `HH:MM`. */
export function buildWeekly(
  id: string,
  timezone: string,
  days: readonly Weekday[],
  from: string,
  to: string,
): PlanWindow {
  return { id, timezone, span: { kind: 'weekly', days, from: minutesOf(from), to: minutesOf(to) } };
}

/** A window that happens once; both ends are `YYYY-MM-DDTHH:MM` or null. */
export function buildOnce(id: string, timezone: string, from: string | null, to: string | null): PlanWindow {
  return { id, timezone, span: { kind: 'once', from, to } };
}

/** A vendor session of at most eight hours, with a ticket. */
export function buildSession(id: string): PlanWindow {
  return { id, timezone: 'UTC', span: { kind: 'session', longest: 480, ticket: 'required' } };
}

/** A boundary with the zones behind each interface. */
export function buildBoundary(
  interfaces: Readonly<Record<string, readonly string[]>>,
  id: string = 'fw-1',
  translations: Partial<Pick<PlanBoundary, 'nat' | 'portForwards'>> = {},
): PlanBoundary {
  return {
    id,
    dialect: 'nftables',
    interfaces: Object.entries(interfaces).map(([name, zones]) => ({ name, zones })),
    nat: [],
    portForwards: [],
    ...translations,
    at: spanAt(40),
  };
}

/** A plan; what is left out is empty. */
export function buildPlan(parts: Partial<Plan>): Plan {
  return {
    schema: 'zonewright/plan/v1',
    plant: 'plant',
    timezone: 'UTC',
    scopes: [],
    zones: [],
    assets: [],
    windows: [],
    conduits: [],
    grants: [],
    allowlists: [],
    lowered: { grants: [], guards: [] },
    boundaries: [],
    ...parts,
  };
}

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}
