/**
 * What frames a grant needs: those of its source, those that answer, and group frames. A group belongs to the zone of
 * its sender; a frame to it enters another zone only where the policy lets the sender speak to the group of that zone too.
 */
import { locallyAdministered } from '../../algebra/mac-address.ts';
import type { PlanGrant } from '../../model/plan.ts';
import type { InterfacesOfZone } from '../crossing.ts';
import type { Capabilities, ExportRequest } from '../dialect.ts';
import { grantTime } from '../grant-time.ts';
import type { TimeCondition } from '../time-condition.ts';
import { answersTo } from './answers.ts';
import { type FrameService, frameServices } from './frame-services.ts';
import type { MacPlan } from './mac-plan.ts';
import { meetGrants } from './meet-grants.ts';

export type Cast = 'broadcast' | 'multicast';

/** A station by its endpoint, or what it sent and what came back. */
export interface FrameSource {
  readonly endpoint: string;
  /** Zones behind whose interfaces the frame comes in. */
  readonly zone: string;
  readonly returning: boolean;
}

/** A station, or everybody behind an interface. */
export type FrameTarget =
  | { readonly kind: 'station'; readonly endpoint: string }
  | { readonly kind: 'group'; readonly cast: Cast; readonly exit: string };

/** Frames that are let through together. */
export interface FrameOpening {
  /** The grant as the plan has it. */
  readonly origin: PlanGrant;
  /** The same, cut down to what these frames may say. */
  readonly grant: PlanGrant;
  /** `reply` frames answer; unless they are told by how they look, whoever is asked may begin with them. */
  readonly part: 'first' | 'reply' | 'told-reply';
  readonly sources: readonly FrameSource[];
  readonly targets: readonly FrameTarget[];
  readonly services: readonly FrameService[];
  readonly time: TimeCondition;
}

/** What openings are made from besides a grant. */
export interface OpeningContext {
  readonly request: ExportRequest;
  readonly interfaces: InterfacesOfZone;
  readonly macs: MacPlan;
  readonly capabilities: Capabilities;
}

/** Frames between stations: `grant` names only those whose addresses are known. */
export function stationOpenings(origin: PlanGrant, grant: PlanGrant, context: OpeningContext): readonly FrameOpening[] {
  const { services } = frameServices(grant, context.request.catalogue);
  const first: FrameOpening = {
    origin,
    grant,
    part: 'first',
    sources: stationsFrom(grant.from, grant.sources),
    targets: stationsTo(grant.destinations),
    services,
    time: timeOf(grant, context),
  };
  const answers = answersTo(grant, services, context.request.catalogue);
  if (answers === null) return [first];
  const reply: FrameOpening = {
    ...first,
    part: answers.told ? 'told-reply' : 'reply',
    sources: stationsFrom(grant.to, grant.destinations),
    targets: stationsTo(grant.sources),
    services: answers.services,
  };
  return [first, reply];
}

/** Frames to a group of the zone that a grant leads to; empty when the zone of their sender does not allow them. */
export function groupOpenings(
  origin: PlanGrant,
  grant: PlanGrant,
  cast: Cast,
  context: OpeningContext,
): readonly FrameOpening[] {
  return bothSides(grant, cast, context).flatMap((met) => {
    const { services } = frameServices(met, context.request.catalogue);
    const first: FrameOpening = {
      origin,
      grant: met,
      part: 'first',
      sources: stationsFrom(met.from, met.sources),
      targets: groupBehind(cast, met.to, context),
      services,
      time: timeOf(met, context),
    };
    return [first, ...groupReplies(first, cast, context)];
  });
}

/** Whoever got a group frame may answer it, to the one who sent it. */
function groupReplies(first: FrameOpening, cast: Cast, context: OpeningContext): readonly FrameOpening[] {
  const { grant } = first;
  const answers = answersTo(grant, first.services, context.request.catalogue);
  if (answers === null) return [];
  if (answers.returning) {
    const sources = grant.sources
      .filter((endpoint) => unmarkable(endpoint, context.macs) === null)
      .map((endpoint) => ({ endpoint, zone: grant.to, returning: true }));
    return sources.length === 0
      ? []
      : [{ ...first, part: 'reply', sources, targets: groupBehind(cast, grant.from, context) }];
  }
  const members = context.macs.stations.filter((station) => station.zone === grant.to).map(({ endpoint }) => endpoint);
  const sources = stationsFrom(grant.to, [...new Set(members)]);
  if (sources.length === 0) return [];
  const part = answers.told ? 'told-reply' : 'reply';
  return [{ ...first, part, sources, targets: stationsTo(grant.sources), services: answers.services }];
}

/** The address of a station whose frames cannot be told when they come back with the mark of a local address; null: none. */
export function unmarkable(endpoint: string, { stations }: MacPlan): bigint | null {
  const own = stations.filter((station) => station.endpoint === endpoint).map((station) => station.mac);
  return own.find((mac) => stations.some((station) => station.mac === locallyAdministered(mac))) ?? null;
}

/** What the zone of the sender allows of a grant to a group, by each of its own grants. */
function bothSides(grant: PlanGrant, cast: Cast, { request, capabilities }: OpeningContext): readonly PlanGrant[] {
  const { from, to } = grant;
  const isFree = request.plan.zones.some((zone) => zone.id === from && zone.internal === 'free');
  if (from === to || isFree) return [grant];
  const own = request.grants.filter((each) => each.from === from && each.to === from);
  return own
    .filter((each) => each.destinations.includes(`${from}/~${cast}`))
    .flatMap((each) => meetGrants(grant, each, request.catalogue) ?? [])
    .filter((met) => grantTime(met, request.plan.windows, capabilities).refused.length === 0);
}

function groupBehind(cast: Cast, zone: string, { interfaces }: OpeningContext): readonly FrameTarget[] {
  return (interfaces.get(zone) ?? []).map((exit) => ({ kind: 'group', cast, exit }));
}

function stationsFrom(zone: string, endpoints: readonly string[]): readonly FrameSource[] {
  return endpoints.map((endpoint) => ({ endpoint, zone, returning: false }));
}

function stationsTo(endpoints: readonly string[]): readonly FrameTarget[] {
  return endpoints.map((endpoint) => ({ kind: 'station', endpoint }));
}

function timeOf(grant: PlanGrant, { request, capabilities }: OpeningContext): TimeCondition {
  return grantTime(grant, request.plan.windows, capabilities).condition;
}
