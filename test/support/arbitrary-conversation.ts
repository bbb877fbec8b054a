/**
 * Random conversations at the borders of a plan: first and last addresses of networks and their neighbours, assets and
 * theirs, group addresses and strangers, ports and objects one before and one behind a grant's, moments at which
 * windows open and close. Drawn as numbers, so that one list of conversations can be asked of any plan.
 */
import fc from 'fast-check';
import type { Operation } from '../../src/model/conversation.ts';
import { listEndpoints } from '../../src/model/endpoint.ts';
import type { Plan, PlanGrant } from '../../src/model/plan.ts';
import { endpointAddresses, scopeAddresses } from './plants/border-addresses.ts';
import { borderObjects } from './plants/border-objects.ts';
import { borderTimes } from './plants/border-times.ts';
import { pick } from './plants/pick.ts';
import type { CompleteConversation } from './reference-evaluator.ts';
import { shippedCatalogue } from './shipped-catalogue.ts';

/** For each field a choice, and whether it is one that the grant covers (0) or any at the borders. */
export const rawConversation = fc.record({
  grant: fc.nat(99),
  source: choice(4),
  destination: choice(4),
  service: choice(8),
  operation: choice(5),
  object: choice(3),
  time: fc.nat(99),
  scope: fc.nat(40),
});

export type RawConversation = typeof rawConversation extends fc.Arbitrary<infer T> ? T : never;

interface Choice {
  readonly stray: boolean;
  readonly what: number;
}

/** One in so many choices strays from the grant. */
function choice(oneIn: number): fc.Arbitrary<Choice> {
  return fc.record({ stray: fc.nat(oneIn - 1).map((each) => each === oneIn - 1), what: fc.nat(999) });
}

/** The conversation that the choices mean in a plan; null for a plan without zones. */
export function conversationIn(plan: Plan, raw: RawConversation): CompleteConversation {
  const targets = targetsOf(plan);
  const grant = targets.length === 0 ? null : pick(targets, raw.grant);
  const scopes = [...new Set(plan.zones.map((zone) => zone.scope))];
  const home = plan.zones.find((zone) => zone.id === (raw.scope % 2 === 0 ? grant?.from : grant?.to))?.scope;
  const scope = home === undefined || raw.scope === 40 ? pick([...scopes, 'nowhere'], raw.scope) : home;
  const source = addressOf(plan, scope, grant?.sources ?? [], raw.source);
  const destination = addressOf(plan, scope, grant?.destinations ?? [], raw.destination);
  const protocol =
    grant === null || raw.service.stray ? pick(spoken, raw.service.what) : protocolOf(grant, raw.service.what);
  const services = grant === null || raw.service.stray ? [] : grant.services;
  const operation = operationIn(protocol, raw.operation.stray ? null : grant, raw.operation.what);
  const objects = borderObjects(protocol, operation, grant, raw.object.stray);
  const service = serviceIn(protocol, services, raw.service.what);
  return {
    scope,
    source,
    destination,
    ...service,
    ...forwardedIn(plan, scope, grant?.destinations ?? [], raw.destination),
    protocol,
    operation,
    object: pick(objects, raw.object.what),
    time: pick(borderTimes(plan), raw.time),
  };
}

/** What conversations aim at: the grants, and all that allowlists may speak of. */
type Target = Pick<
  PlanGrant,
  'from' | 'to' | 'sources' | 'destinations' | 'protocol' | 'services' | 'operations' | 'objects'
>;

const known = new WeakMap<Plan, readonly Target[]>();

function targetsOf(plan: Plan): readonly Target[] {
  const found = known.get(plan) ?? [...plan.grants, ...allowlistTargets(plan)];
  known.set(plan, found);
  return found;
}

/** Three for each zone pair that an allowlist speaks in: every endpoint, a protocol, low object numbers. */
function allowlistTargets(plan: Plan): readonly Target[] {
  const endpoints = listEndpoints(plan.zones, plan.assets);
  const idsOf = (zone: string, unicast: 'only' | 'too'): readonly string[] =>
    (endpoints.get(zone) ?? [])
      .filter((each) => unicast === 'too' || each.attributes.cast === 'unicast')
      .map((each) => each.id);
  const objects = [0, 2, 6, 9].map((point) => ({
    unit: { from: point, to: point },
    table: null,
    range: { from: point, to: point },
  }));
  return plan.conduits
    .filter((conduit) => conduit.allowlists.length > 0)
    .flatMap(({ from, to }) =>
      ['modbus', 'modbus', 's7comm'].map((protocol) => ({
        from,
        to,
        sources: idsOf(from, 'only'),
        destinations: idsOf(to, 'too'),
        protocol,
        services: [],
        operations: null,
        objects,
      })),
    );
}

const spoken = ['modbus', 's7comm', 'dnp3', 'https', 'ssh', 'icmp', 'opc-ua', 'telnet'];

/** A grant of a bare transport covers whatever is spoken on it. */
function protocolOf(grant: Target, what: number): string {
  if (grant.protocol === 'tcp') return pick(['tcp', 'modbus', 'telnet'], what);
  return grant.protocol === 'udp' ? pick(['udp', 'dnp3', 'dns'], what) : grant.protocol;
}

function addressOf(plan: Plan, scope: string, endpoints: readonly string[], { stray, what }: Choice): string {
  const covered = stray || endpoints.length === 0 ? [] : endpointAddresses(plan, scope, pick(endpoints, what));
  return pick(covered.length === 0 ? scopeAddresses(plan, scope) : covered, what >> 2);
}

/** Most of the destinations that a port forward leads to are asked by it, wherever it can be seen. */
function forwardedIn(
  plan: Plan,
  scope: string,
  endpoints: readonly string[],
  { what }: Choice,
): Partial<Pick<CompleteConversation, 'destination' | 'transport' | 'port'>> {
  const own = plan.boundaries
    .flatMap((boundary) => boundary.portForwards)
    .filter(({ asset, outside }) => outside.scope === scope && endpoints.some((each) => each.endsWith(`/${asset}`)));
  if (own.length === 0 || what % 4 === 0) return {};
  const { transport, outside } = pick(own, what >> 2);
  return { destination: outside.ip, transport, port: outside.port };
}

/** A service of the grant or the usual one, at the borders of its ports most of all. */
function serviceIn(
  protocol: string,
  granted: PlanGrant['services'],
  what: number,
): Pick<CompleteConversation, 'transport' | 'port'> {
  const usual = shippedCatalogue.protocols.get(protocol)?.services ?? [];
  const services =
    granted.length > 0
      ? granted
      : usual.flatMap(({ transport, ports }) => ports.map((range) => ({ transport, ports: range })));
  const { transport, ports } = pick(services, what);
  if (transport.startsWith('icmp')) return { transport, port: 0 };
  const largest = transport === 'ip' ? 255 : 65_535;
  const near = [ports.from, ports.to, ports.from, ports.to + 1, ports.from - 1].filter(
    (port) => port >= 0 && port <= largest,
  );
  return { transport, port: pick(near, what >> 3) };
}

/** What is asked: an operation of the grant, or any that the catalogue knows, or a code that it does not know. */
function operationIn(protocol: string, grant: Target | null, what: number): Operation {
  const entries = shippedCatalogue.protocols.get(protocol)?.operations ?? [];
  if (entries.length === 0) return { class: 'session', code: 'connect', name: 'connect' };
  const known = entries.map(({ class: type, code, name }): Operation => ({ class: type, code, name }));
  const unknown: Operation = { class: 'unknown', code: 'zz9', name: null };
  // A class, its sub-classes, and the class that it is one of: what one word may or may not mean.
  const family = (each: { readonly class: string }): string => each.class.split('.')[0] ?? '';
  const granted = new Set(grant?.operations?.map(family));
  const covered = [...known, unknown].filter((each) => granted.has(family(each)));
  return pick(covered.length > 0 ? covered : [...known, unknown], what);
}
