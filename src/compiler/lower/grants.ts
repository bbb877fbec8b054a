/** Grants of a plan: selectors replaced by endpoints, words by operations, defaults by what the catalogue says. */
import type { Catalogue, Protocol } from '../../model/catalogue.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import type { PlanGrant, PlanObject } from '../../model/plan.ts';
import type { IntegerRange, ObjectLimit, WrittenGrant } from '../../model/plant.ts';
import type { Span } from '../../model/span.ts';
import type { ConduitPair } from './conduits.ts';
import { operationsOf } from './operations.ts';
import { selectEndpoints } from './select.ts';
import { servicesOf } from './services.ts';
import { windowsOf } from './windows.ts';

/**
 * The plan grants of one written grant in one zone pair: one, or one per member of a protocol alias. None when a
 * side selects nobody or the protocol is unknown; the checks have said so.
 */
export function lowerGrant(
  grant: WrittenGrant,
  pair: ConduitPair,
  endpoints: ReadonlyMap<string, readonly Endpoint[]>,
  catalogue: Catalogue,
): readonly PlanGrant[] {
  const protocols = protocolsOf(grant.protocol.value, catalogue);
  const from = grant.from.map((selector) => selector.value);
  const to = grant.to.map((selector) => selector.value);
  const sources = selectEndpoints(endpoints.get(pair.from.id) ?? [], from).filter(canBegin);
  const destinations = selectEndpoints(endpoints.get(pair.to.id) ?? [], to);
  if (sources.length === 0 || destinations.length === 0) return [];
  return protocols.map((protocol) => ({
    id: grantId(grant, pair, protocols.length > 1 ? protocol : null),
    conduit: pair.conduit.id,
    from: pair.from.id,
    to: pair.to.id,
    sources: sources.map((endpoint) => endpoint.id).sort(),
    destinations: destinations.map((endpoint) => endpoint.id).sort(),
    protocol: protocol.id,
    services: servicesOf(protocol, grant.ports),
    operations: operationsOf(grant.operations?.map((word) => word.value) ?? null, protocol),
    objects: grant.objects.length === 0 ? null : grant.objects.map(lowerObject).sort(compareObjects),
    ...(grant.enforce === null ? {} : { enforce: grant.enforce.value }),
    windows: windowsOf(grant),
    owner: grant.owner ?? pair.conduit.owner,
    reason: grant.reason ?? pair.conduit.reason,
    ticket: grant.ticket,
    expires: grant.expires?.value ?? null,
    at: grant.at,
    fields: fieldSpans(grant),
  }));
}

/** A group address cannot begin a conversation. */
function canBegin(endpoint: Endpoint): boolean {
  return endpoint.attributes.cast === 'unicast';
}

function protocolsOf(id: string, catalogue: Catalogue): readonly Protocol[] {
  const protocol = catalogue.protocols.get(id);
  if (protocol === undefined) return [];
  if (protocol.members.length === 0) return [protocol];
  return protocol.members.flatMap((member) => protocolsOf(member, catalogue));
}

function grantId(grant: WrittenGrant, pair: ConduitPair, member: Protocol | null): string {
  const zones = pair.several ? `[${pair.from.id}>${pair.to.id}]` : '';
  return `${pair.conduit.id}/${grant.id}${zones}${member === null ? '' : `(${member.id})`}`;
}

function lowerObject(limit: ObjectLimit): PlanObject {
  return { unit: limit.unit, table: limit.table, range: limit.range };
}

/** Limits are a union, so their order means nothing: by unit, table and range, what is left out first. */
function compareObjects(a: PlanObject, b: PlanObject): number {
  return compareRanges(a.unit, b.unit) || compareTexts(a.table ?? '', b.table ?? '') || compareRanges(a.range, b.range);
}

function compareRanges(a: IntegerRange | null, b: IntegerRange | null): number {
  return (a?.from ?? -1) - (b?.from ?? -1) || (a?.to ?? -1) - (b?.to ?? -1);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function fieldSpans(grant: WrittenGrant): PlanGrant['fields'] {
  const spans: Partial<Record<keyof PlanGrant['fields'], Span>> = { protocol: grant.protocol.at };
  if (grant.from[0] !== undefined) spans.from = grant.from[0].at;
  if (grant.to[0] !== undefined) spans.to = grant.to[0].at;
  if (grant.enforce !== null) spans.enforce = grant.enforce.at;
  if (grant.ports[0] !== undefined) spans.ports = grant.ports[0].at;
  if (grant.operations?.[0] !== undefined) spans.operations = grant.operations[0].at;
  if (grant.objects[0] !== undefined) spans.objects = grant.objects[0].at;
  if (grant.during !== null) spans.during = grant.during.at;
  if (grant.starts !== null) spans.starts = grant.starts.at;
  if (grant.expires !== null) spans.expires = grant.expires.at;
  return spans;
}
