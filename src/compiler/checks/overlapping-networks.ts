/**
 * A network belongs to one zone of its scope (IEC 62443-3-2 ZCR 6.4). A network inside that of another zone is
 * readable, since the longest prefix wins, but easily misread. External zones are the rest of the world and may
 * hold anything.
 */
import { formatIpNetwork, type IpNetwork, parseIpNetwork } from '../../algebra/ip-address.ts';
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Zone } from '../../model/plant.ts';
import type { Span } from '../../model/span.ts';
import type { PlantCheck } from './check-context.ts';

interface ZoneNetwork {
  readonly network: IpNetwork;
  readonly zone: Zone;
  readonly at: Span;
}

export const checkOverlappingNetworks: PlantCheck = function* ({ plant }) {
  const byScope = new Map<string, ZoneNetwork[]>();
  for (const zone of plant.zones) {
    for (const { value, at } of zone.networks) {
      const network = parseIpNetwork(value);
      if (network === null) continue;
      const key = `${network.family} ${zone.scope}`;
      const list = byScope.get(key);
      if (list === undefined) byScope.set(key, [{ network, zone, at }]);
      else list.push({ network, zone, at });
    }
  }
  for (const networks of byScope.values()) yield* overlapsOf(networks.sort(outerFirst));
};

/** Networks either nest or are apart, so the enclosing ones of each are a stack. */
function* overlapsOf(networks: readonly ZoneNetwork[]): Generator<Diagnostic> {
  const enclosing: ZoneNetwork[] = [];
  let before: ZoneNetwork | undefined;
  for (const inner of networks) {
    if (before !== undefined && areEqual(before, inner) && before.zone.id !== inner.zone.id)
      yield duplicate(inner, before);
    before = inner;
    if (inner.zone.kind === 'external') continue;
    while ((enclosing.at(-1)?.network.to ?? inner.network.from) < inner.network.from) enclosing.pop();
    const outer = enclosing.at(-1);
    if (outer !== undefined && outer.zone.id !== inner.zone.id && !areEqual(outer, inner)) yield nested(inner, outer);
    enclosing.push(inner);
  }
}

function areEqual(a: ZoneNetwork, b: ZoneNetwork): boolean {
  return a.network.from === b.network.from && a.network.prefix === b.network.prefix;
}

function duplicate(inner: ZoneNetwork, outer: ZoneNetwork): Diagnostic {
  const args = {
    network: formatIpNetwork(inner.network),
    zone: inner.zone.id,
    other: outer.zone.id,
    scope: inner.zone.scope,
  };
  return diagnose('network/duplicate', inner.at, args, [{ at: outer.at, what: 'the same network' }]);
}

function nested(inner: ZoneNetwork, outer: ZoneNetwork): Diagnostic {
  const args = {
    network: formatIpNetwork(inner.network),
    zone: inner.zone.id,
    outer: formatIpNetwork(outer.network),
    other: outer.zone.id,
    scope: inner.zone.scope,
  };
  return diagnose('network/nested', inner.at, args, [{ at: outer.at, what: 'the outer network' }]);
}

function outerFirst(a: ZoneNetwork, b: ZoneNetwork): number {
  if (a.network.from !== b.network.from) return a.network.from < b.network.from ? -1 : 1;
  if (a.network.prefix !== b.network.prefix) return a.network.prefix - b.network.prefix;
  return a.zone.id < b.zone.id ? -1 : 1;
}
