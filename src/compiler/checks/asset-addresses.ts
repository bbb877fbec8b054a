/** An address belongs to one asset of its scope, and to the zone of that asset. */
import { parseIpAddress } from '../../algebra/ip-address.ts';
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Asset, Written, Zone } from '../../model/plant.ts';
import type { CheckContext, PlantCheck } from './check-context.ts';
import { idSpan } from './id-spans.ts';
import { type NetworkIndex, networkIndexOf } from './network-index.ts';

/** An address with the asset that has it. */
interface Owned {
  readonly asset: Asset;
  readonly address: Written<string>;
}

export const checkAssetAddresses: PlantCheck = function* (context) {
  const { plant } = context;
  const indexes = new Map<string, NetworkIndex>();
  for (const [scope, zones] of Map.groupBy(plant.zones, (zone) => zone.scope))
    indexes.set(scope, networkIndexOf(zones));
  const addresses = new Map<string, Owned>();
  const macs = new Map<string, Owned>();
  for (const asset of plant.assets) {
    const zones = zonesOf(asset, context);
    const scopes = [...new Set(zones.map((zone) => zone.scope))];
    for (const address of asset.ip) {
      for (const scope of scopes) yield* duplicateAddress({ asset, address }, scope, addresses);
      yield* outsideZone({ asset, address }, zones, indexes);
    }
    for (const address of asset.mac) yield* duplicateMac({ asset, address }, macs);
  }
};

function zonesOf(asset: Asset, { zones }: CheckContext): readonly Zone[] {
  return asset.zones.map((zone) => zones.get(zone.value)).filter((zone) => zone !== undefined);
}

function* duplicateAddress(owned: Owned, scope: string, seen: Map<string, Owned>): Generator<Diagnostic> {
  const key = `${scope} ${owned.address.value}`;
  const first = seen.get(key);
  if (first === undefined) seen.set(key, owned);
  else {
    const args = { address: owned.address.value, asset: owned.asset.id, other: first.asset.id, scope };
    yield diagnose('address/duplicate', owned.address.at, args, [{ at: first.address.at, what: 'first given here' }]);
  }
}

function* duplicateMac(owned: Owned, seen: Map<string, Owned>): Generator<Diagnostic> {
  const first = seen.get(owned.address.value);
  if (first === undefined) seen.set(owned.address.value, owned);
  else {
    const args = { mac: owned.address.value, asset: owned.asset.id, other: first.asset.id };
    yield diagnose('mac/duplicate', owned.address.at, args, [{ at: first.address.at, what: 'first given here' }]);
  }
}

/** A zone without networks has no border that an address could be outside of. */
function* outsideZone(
  { asset, address }: Owned,
  zones: readonly Zone[],
  indexes: ReadonlyMap<string, NetworkIndex>,
): Generator<Diagnostic> {
  const parsed = parseIpAddress(address.value);
  const [zone] = zones;
  if (parsed === null || zone === undefined || zones.some((each) => each.networks.length === 0)) return;
  const holders = [...new Set(zones.map((each) => each.scope))].flatMap(
    (scope) => indexes.get(scope)?.zonesWith(parsed) ?? [],
  );
  if (zones.some((each) => holders.includes(each.id))) return;
  const args = { address: address.value, asset: asset.id, zone: zone.id, actual: holders[0] ?? null };
  yield diagnose('address/outside-zone', address.at, args, [{ at: idSpan(zone), what: 'its zone' }]);
}
