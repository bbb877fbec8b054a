/**
 * What a plant's files allow, in plain words: the grants as they are written are gone through one by one, selectors,
 * ports, operations and dates included. An oracle only, written without a look at `src/compiler/lower` or at what is
 * behind it. To be read beside docs/meaning.md.
 */
import type { Catalogue, Protocol } from '../../src/model/catalogue.ts';
import { undeclaredEndpoint } from '../../src/model/endpoint.ts';
import type { PlanAsset, PlanBoundary, PlanZone } from '../../src/model/plan.ts';
import type { Asset, Boundary, Conduit, IntegerRange, Plant, WrittenGrant, Zone } from '../../src/model/plant.ts';
import type { PolicyEndpoint } from '../../src/model/policy-input.ts';
import type { Condition, Selector } from '../../src/model/selector.ts';
import { narrowest, referenceEnds } from './reference-endpoints.ts';
import { type CompleteConversation, coversObjects } from './reference-evaluator.ts';
import type { Geography } from './reference-translation.ts';
import { referenceDate, referenceWindows } from './reference-windows.ts';

/** Whether the union of the plant's grants holds the conversation. */
export function plantAllows(plant: Plant, catalogue: Catalogue, observed: CompleteConversation): boolean {
  const geography = geographyOf(plant);
  const { zones } = geography;
  const ends = referenceEnds(geography, observed);
  const asked = { ...observed, port: ends.port };
  const from = ends.source.attributes;
  const to = ends.destination.attributes;
  const home = zones.find((zone) => zone.id === from.zone);
  const target = zones.find((zone) => zone.id === to.zone);
  if (!from.member || !to.member || home === undefined || target === undefined) return false;
  if (home === target && home.internal === 'free') return true;
  const grants = plant.conduits
    .filter((conduit) => connects(conduit, home, target))
    .flatMap((conduit) => conduit.allow)
    .filter((grant) => matchesAny(grant.from, from) && matchesAny(grant.to, to))
    .filter((grant) => protocolsOf(grant, catalogue).some((protocol) => speaks(grant, protocol, asked)))
    .filter((grant) => isInForce(grant, plant, asked.time));
  const limits = grants.map((grant) => (grant.objects.length === 0 ? null : grant.objects));
  return coversObjects(limits, asked.operation, asked.object);
}

const known = new WeakMap<Plant, Geography>();

function geographyOf(plant: Plant): Geography {
  const found = known.get(plant);
  if (found !== undefined) return found;
  const zones = plant.zones.map(plainZone);
  const assets = plant.assets.map(plainAsset);
  const made = { zones, assets, boundaries: plant.boundaries.map((each) => plainBoundary(each, zones, assets)) };
  known.set(plant, made);
  return made;
}

function connects(conduit: Conduit, from: PlanZone, to: PlanZone): boolean {
  if (!matches(conduit.from.value, undeclaredEndpoint(from).attributes)) return false;
  return conduit.to.value.text === 'same' ? from === to : matches(conduit.to.value, undeclaredEndpoint(to).attributes);
}

/** Whether the grant, for one protocol that it names, opens the port and the operation. */
function speaks(grant: WrittenGrant, protocol: Protocol, asked: CompleteConversation): boolean {
  if (protocol.id !== asked.protocol && protocol.id !== asked.transport) return false;
  const open = protocol.services.filter((service) => !service.encrypted);
  const usual = open.length > 0 ? open : protocol.services;
  const opensPort =
    grant.ports.length === 0
      ? usual.some(
          (service) => service.transport === asked.transport && service.ports.some((range) => holds(range, asked.port)),
        )
      : grant.ports.some((port) => isPort(port.value, protocol, asked));
  return opensPort && asksOnly(grant, protocol, asked);
}

/** `502`, `500-510` on a transport of the protocol, or `tcp/502`. */
function isPort(text: string, protocol: Protocol, { transport, port }: CompleteConversation): boolean {
  const [before, after] = text.includes('/') ? text.split('/') : [null, text];
  const [first, last = first] = (after ?? '').split('-').map(Number);
  const fits =
    before === null ? protocol.services.some((service) => service.transport === transport) : before === transport;
  return fits && first !== undefined && last !== undefined && first <= port && port <= last;
}

/** Words are classes with their sub-classes, names, or codes; handshakes come with any grant. */
function asksOnly({ operations }: WrittenGrant, protocol: Protocol, { operation }: CompleteConversation): boolean {
  if (operations === null || operation.class === 'session') return true;
  return operations.some(({ value: word }) => {
    if (word === operation.class || operation.class.startsWith(`${word}.`)) return true;
    const entry = protocol.operations.find((each) => each.name === word || `code:${each.code}` === word);
    if (entry === undefined) return operation.name === null && word === `code:${operation.code}`;
    return protocol.operations.some(
      (each) => each.name === entry.name && each.name === operation.name && each.class === operation.class,
    );
  });
}

function protocolsOf({ protocol }: WrittenGrant, catalogue: Catalogue): readonly Protocol[] {
  const named = catalogue.protocols.get(protocol.value);
  const ids = named === undefined ? [] : named.members.length > 0 ? named.members : [named.id];
  return ids.flatMap((id) => catalogue.protocols.get(id) ?? []);
}

/** During its window, and from its first day to the end of its last, by the plant's clock. */
function isInForce({ during, starts, expires }: WrittenGrant, plant: Plant, time: number): boolean {
  const today = referenceDate(time, plant.timezone);
  if (starts !== null && today < starts.value) return false;
  if (expires !== null && today > expires.value) return false;
  return during === null || referenceWindows(plant.windows, time).includes(during.value);
}

function matchesAny(selectors: readonly { readonly value: Selector }[], end: PolicyEndpoint): boolean {
  return selectors.some((selector) => matches(selector.value, end));
}

function matches({ conditions }: Selector, end: PolicyEndpoint): boolean {
  return conditions.every((condition) => meets(condition, end));
}

function meets({ attribute, comparison, value }: Condition, end: PolicyEndpoint): boolean {
  const own = attribute === 'label' ? end.labels : attribute === 'security-level' ? end.security_level : end[attribute];
  const values = own === null ? [] : typeof own === 'object' ? own : [String(own)];
  if (comparison === '=') return values.includes(value);
  if (comparison === '!=') return !values.includes(value);
  return values.some((each) => {
    const difference = Number(each) - Number(value);
    return (
      (comparison.startsWith('<') ? difference < 0 : difference > 0) || (comparison.endsWith('=') && difference === 0)
    );
  });
}

function holds({ from, to }: IntegerRange, value: number): boolean {
  return from <= value && value <= to;
}

function plainZone(zone: Zone): PlanZone {
  return { ...zone, networks: zone.networks.map((network) => network.value) };
}

function plainAsset(asset: Asset): PlanAsset {
  return {
    ...asset,
    zones: asset.zones.map((zone) => zone.value).sort(),
    class: asset.class?.value ?? null,
    ip: asset.ip.map((address) => address.value),
    mac: asset.mac.map((address) => address.value),
  };
}

function plainBoundary(boundary: Boundary, zones: readonly PlanZone[], assets: readonly PlanAsset[]): PlanBoundary {
  return {
    id: boundary.id,
    dialect: boundary.dialect.value,
    interfaces: [],
    nat: boundary.nat.map(({ id, at, outside, inside }) => ({
      id,
      at,
      outside: { scope: outside.scope.value, network: outside.network.value },
      inside: { scope: inside.scope.value, network: inside.network.value },
    })),
    portForwards: boundary.portForwards.flatMap(({ id, at, outside, to, port }) => {
      const asset = assets.find((each) => each.id === to.value);
      const ip = asset?.ip.find((each) => each.includes(':') === outside.ip.value.includes(':'));
      if (asset === undefined || ip === undefined) return [];
      const own = asset.zones.flatMap((zone) => zones.find((each) => each.id === zone) ?? []);
      const scope = (narrowest(own, ip) ?? own[0])?.scope ?? '';
      const { transport, number } = outside.port.value;
      const service = { scope: outside.scope.value, ip: outside.ip.value, port: number };
      return [{ id, at, transport, outside: service, inside: { scope, ip, port }, asset: asset.id }];
    }),
    at: boundary.at,
  };
}
