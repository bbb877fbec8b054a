/** Owners, scopes, zones, assets and windows; what a zone is by default is not repeated. */
import { formatDuration } from '../../algebra/duration.ts';
import type { Asset, OnceSpan, Owner, Scope, SessionSpan, WeeklySpan, Window, Zone } from '../../model/plant.ts';
import { defaultMembers } from '../parse/zone-defaults.ts';
import type { Value } from './layout.ts';
import { list, mapping, oneOrMany, parts, plain, text, texts, valuesOf } from './values.ts';

export function ownerValue({ members }: Owner): Value {
  return oneOrMany(members) ?? mapping([]);
}

export function scopeValue(scope: Scope): Value {
  const vlans = scope.vlans.map(plain);
  return parts([
    ['site', text(scope.site)],
    ['vlan', vlans.length === 1 ? (vlans[0] ?? null) : list(vlans)],
    ['vrf', text(scope.vrf)],
    ['sensor', text(scope.sensor)],
  ]);
}

export function zoneValue(zone: Zone): Value {
  return parts([
    ['scope', text(zone.scope)],
    ['level', plain(zone.level)],
    ['kind', text(zone.kind)],
    ['networks', texts(valuesOf(zone.networks))],
    ['owner', text(zone.owner)],
    ['security-level', plain(zone.securityLevel)],
    ['safety', zone.safety === (zone.kind === 'safety') ? null : plain(zone.safety)],
    ['members', zone.members === defaultMembers(zone.kind) ? null : text(zone.members)],
    ['internal', zone.internal === 'granted' ? null : text(zone.internal)],
    ['labels', texts(zone.labels)],
    ['description', text(zone.description)],
    ['physical-boundary', text(zone.records.physicalBoundary)],
    ['physical-access', texts(zone.records.physicalAccess)],
    ['policies', texts(zone.records.policies)],
    ['assumptions', texts(zone.records.assumptions)],
  ]);
}

export function assetValue(asset: Asset): Value {
  const identities = Object.entries(asset.identities).sort(([a], [b]) => (a < b ? -1 : 1));
  return parts([
    ['zone', oneOrMany(asset.zones)],
    ['class', text(asset.class?.value)],
    ['ip', oneOrMany(asset.ip)],
    ['mac', oneOrMany(asset.mac)],
    ['identities', identities.length === 0 ? null : mapping(identities.map(([key, value]) => [key, text(value)]))],
    ['vendor', text(asset.vendor)],
    ['model', text(asset.model)],
    ['firmware', text(asset.firmware)],
    ['owner', text(asset.owner)],
    ['labels', texts(asset.labels)],
    ['description', text(asset.description)],
  ]);
}

export function windowValue({ timezone, span }: Window): Value {
  if (span.kind === 'session') return parts([['session', sessionValue(span)]]);
  return parts([
    ['timezone', text(timezone)],
    [span.kind, span.kind === 'weekly' ? weeklyValue(span) : onceValue(span)],
  ]);
}

function sessionValue({ longest, ticket }: SessionSpan): Value {
  return mapping([
    ['longest', text(formatDuration(longest))],
    ['ticket', text(ticket)],
  ]);
}

function weeklyValue({ days, from, to }: WeeklySpan): Value {
  return mapping([
    ['days', texts(days)],
    ['from', text(timeOfDay(from))],
    ['to', text(timeOfDay(to))],
  ]);
}

function onceValue({ from, to }: OnceSpan): Value {
  return mapping([
    ['from', text(from)],
    ['to', text(to)],
  ]);
}

/** `06:00`; 1440 is `24:00`. */
function timeOfDay(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
