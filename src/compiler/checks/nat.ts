/**
 * 1:1 NAT is between networks of one size in two scopes, and what it is seen by outside means nothing else there
 * (IEC 62443-3-2 ZCR 6.4).
 */
import { formatIpNetwork, type IpNetwork, parseIpAddress, parseIpNetwork } from '../../algebra/ip-address.ts';
import { areAlike, holdsAddress } from '../../algebra/translation.ts';
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { quote } from '../../diagnostics/words.ts';
import type { Boundary, Nat } from '../../model/plant.ts';
import type { CheckContext, PlantCheck } from './check-context.ts';

/** A NAT with its networks as numbers. */
interface Translation {
  readonly boundary: Boundary;
  readonly nat: Nat;
  readonly outside: IpNetwork;
  readonly inside: IpNetwork;
}

export const checkNat: PlantCheck = function* (context) {
  const translations = context.plant.boundaries.flatMap((boundary) =>
    boundary.nat.flatMap((nat) => translationOf(boundary, nat)),
  );
  for (const [index, each] of translations.entries()) {
    yield* sides(each);
    yield* againstZones(each, context);
    yield* againstAssets(each, context);
    for (const earlier of translations.slice(0, index)) yield* againstOther(each, earlier);
  }
};

function translationOf(boundary: Boundary, nat: Nat): readonly Translation[] {
  const outside = parseIpNetwork(nat.outside.network.value);
  const inside = parseIpNetwork(nat.inside.network.value);
  return outside === null || inside === null ? [] : [{ boundary, nat, outside, inside }];
}

function* sides({ boundary, nat, outside, inside }: Translation): Generator<Diagnostic> {
  const args = { boundary: boundary.id, nat: nat.id };
  const { network, scope } = nat.inside;
  if (!areAlike(outside, inside))
    yield diagnose('nat/unequal', network.at, { ...args, outside: formatIpNetwork(outside), inside: network.value });
  if (nat.outside.scope.value === scope.value)
    yield diagnose('nat/one-scope', scope.at, { ...args, scope: scope.value });
}

/** A wider network outside leaves the translated one to it; a wider one of the rest of the world always does. */
function* againstZones(
  { boundary, nat, outside, inside }: Translation,
  { plant }: CheckContext,
): Generator<Diagnostic> {
  const args = { boundary: boundary.id, nat: nat.id };
  const insideScope = nat.inside.scope.value;
  const { network, scope } = nat.outside;
  const own = plant.zones
    .filter((zone) => zone.scope === insideScope)
    .flatMap((zone) => zone.networks.flatMap((text) => parseIpNetwork(text.value) ?? []));
  for (const zone of plant.zones.filter((each) => each.scope === scope.value)) {
    for (const written of zone.networks) {
      const range = parseIpNetwork(written.value);
      if (range === null) continue;
      const related = [{ at: written.at, what: 'the network of the zone' }];
      if (overlap(range, outside)) {
        const isWider = range.prefix < outside.prefix;
        const outer = { network: network.value, outer: written.value, zone: zone.id };
        const other = { network: network.value, scope: scope.value, other: `zone ${quote(zone.id)}` };
        if (!isWider) yield diagnose('nat/overlap', network.at, { ...args, ...other }, related);
        else if (zone.kind !== 'external') yield diagnose('nat/nested', network.at, { ...args, ...outer }, related);
      }
      if (zone.kind === 'external' || insideScope === scope.value) continue;
      const shadow = [inside, ...own].find((each) => overlap(each, range));
      if (shadow === undefined) continue;
      const facts = { zone: zone.id, network: written.value, scope: insideScope, inside: formatIpNetwork(shadow) };
      yield diagnose('nat/shadowed', written.at, { ...args, ...facts }, [{ at: nat.at, what: 'the translation' }]);
    }
  }
}

function* againstAssets(
  { boundary, nat, outside }: Translation,
  { plant, zones }: CheckContext,
): Generator<Diagnostic> {
  const { network, scope } = nat.outside;
  for (const asset of plant.assets) {
    if (!asset.zones.some((zone) => zones.get(zone.value)?.scope === scope.value)) continue;
    for (const written of asset.ip) {
      const address = parseIpAddress(written.value);
      if (address === null || !holdsAddress(outside, address)) continue;
      const args = { boundary: boundary.id, nat: nat.id, network: network.value, scope: scope.value };
      const related = [{ at: written.at, what: 'the address of the asset' }];
      yield diagnose('nat/overlap', network.at, { ...args, other: `asset ${quote(asset.id)}` }, related);
    }
  }
}

function* againstOther(later: Translation, earlier: Translation): Generator<Diagnostic> {
  const { boundary, nat } = later;
  const args = { boundary: boundary.id, nat: nat.id };
  const related = [{ at: earlier.nat.at, what: 'the other NAT' }];
  const { network, scope } = nat.outside;
  if (scope.value === earlier.nat.outside.scope.value && overlap(later.outside, earlier.outside)) {
    const other = `NAT ${quote(earlier.nat.id)} of boundary ${quote(earlier.boundary.id)}`;
    yield diagnose('nat/overlap', network.at, { ...args, network: network.value, scope: scope.value, other }, related);
  }
  if (boundary !== earlier.boundary || !overlap(later.inside, earlier.inside)) return;
  const facts = { network: nat.inside.network.value, other: earlier.nat.id };
  yield diagnose('nat/inside-twice', nat.inside.network.at, { ...args, ...facts }, related);
}

function overlap(a: IpNetwork, b: IpNetwork): boolean {
  return a.family === b.family && a.from <= b.to && b.from <= a.to;
}
