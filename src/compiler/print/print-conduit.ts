/** Conduits with their grants, boundaries, invariants and what is said about rules. */
import type {
  Boundary,
  Conduit,
  Invariant,
  Nat,
  NatSide,
  PortForward,
  RuleAdjustment,
  Waiver,
} from '../../model/plant.ts';

import type { Value } from './layout.ts';
import { grantValue } from './print-grant.ts';
import { selectorValue } from './print-selector.ts';
import { byId, mapping, parts, plain, text, texts, valuesOf } from './values.ts';

export function conduitValue(conduit: Conduit): Value {
  return parts([
    ['from', selectorValue(conduit.from.value)],
    ['to', selectorValue(conduit.to.value)],
    ['owner', text(conduit.owner)],
    ['reason', text(conduit.reason)],
    ['allow', byId(conduit.allow, grantValue)],
    ['allowlists', texts(valuesOf(conduit.allowlists))],
  ]);
}

export function boundaryValue({ description, dialect, interfaces, nat, portForwards }: Boundary): Value {
  const zones = interfaces.map(
    (each) => [each.name, { kind: 'list', items: each.zones.map((zone) => selectorValue(zone.value)) }] as const,
  );
  return parts([
    ['description', text(description)],
    ['dialect', text(dialect.value)],
    ['interfaces', zones.length === 0 ? null : parts(zones)],
    ['nat', byId(nat, natValue)],
    ['port-forwards', byId(portForwards, portForwardValue)],
  ]);
}

function natValue({ outside, inside }: Nat): Value {
  return parts([
    ['outside', natSideValue(outside)],
    ['inside', natSideValue(inside)],
  ]);
}

function natSideValue({ scope, network }: NatSide): Value {
  return mapping([
    ['scope', text(scope.value)],
    ['network', text(network.value)],
  ]);
}

function portForwardValue({ outside, to, port }: PortForward): Value {
  const { transport, number } = outside.port.value;
  const where = mapping([
    ['scope', text(outside.scope.value)],
    ['ip', text(outside.ip.value)],
    ['port', text(`${transport}/${number}`)],
  ]);
  return parts([
    ['outside', where],
    ['to', text(to.value)],
    ['port', port === number ? null : plain(port)],
  ]);
}

export function invariantValue(invariant: Invariant): Value {
  const { kind, from, to, protocols, operations, during, without, through, reason, waivers } = invariant;
  const subject = mapping([
    ['from', from === null ? null : selectorValue(from.value)],
    ['to', to === null ? null : selectorValue(to.value)],
    ['protocols', texts(valuesOf(protocols))],
    ['operations', texts(valuesOf(operations))],
    ['during', text(during?.value)],
    ['without', without === null ? null : selectorValue(without.value)],
    ['through', through === null ? null : selectorValue(through.value)],
  ]);
  return parts([
    [kind, subject],
    ['reason', text(reason)],
    ['waivers', waiversValue(waivers)],
  ]);
}

export function ruleValue({ severity, waivers }: RuleAdjustment): Value {
  return parts([
    ['severity', text(severity)],
    ['waivers', waiversValue(waivers)],
  ]);
}

function waiversValue(waivers: readonly Waiver[]): Value | null {
  return waivers.length === 0 ? null : mapping(waivers.map((waiver) => [waiver.grant, waiverValue(waiver)]));
}

function waiverValue({ owner, reason, expires }: Waiver): Value {
  return parts([
    ['owner', text(owner)],
    ['reason', text(reason)],
    ['expires', text(expires.value)],
  ]);
}
