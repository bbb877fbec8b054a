/** Random translations between the scopes of a plant: 1:1 NAT of whole networks and of parts, one behind the other, and port forwards. */
import fc from 'fast-check';
import { formatIpAddress, formatIpNetwork, type IpNetwork, parseIpNetwork } from '../../../src/algebra/ip-address.ts';
import type { BoundaryFile } from '../../../src/compiler/schema/conduit-file.ts';
import type { AssetDraft } from './draft-assets.ts';
import type { ZoneDraft } from './draft-zones.ts';
import { pick, present } from './pick.ts';

export interface TranslationsDraft {
  /** Boundaries that translate, by id. */
  readonly boundaries: Readonly<Record<string, BoundaryFile>>;
  /** Whether a zone of one scope may be known in the other. */
  readonly joins: (a: string, b: string) => boolean;
}

const translation = fc.record({
  inside: fc.nat(9),
  outside: fc.nat(9),
  network: fc.nat(9),
  /** Bits by which the prefix is longer than that of a zone's network. */
  longer: fc.constantFrom(0, 0, 2),
  nested: fc.boolean(),
});

const forward = fc.record({
  to: fc.nat(9),
  outside: fc.nat(9),
  ip: fc.nat(9),
  port: fc.constantFrom('tcp/8502', 'tcp/502', 'udp/20000', 'tcp/443'),
  inside: fc.option(fc.constantFrom(502, 443, 20_000)),
});

type RawTranslation = typeof translation extends fc.Arbitrary<infer T> ? T : never;
type RawForward = typeof forward extends fc.Arbitrary<infer T> ? T : never;

/** Functions from the zones and assets of a plant to the translations of its boundaries. */
export const arbitraryTranslations: fc.Arbitrary<
  (zones: readonly ZoneDraft[], assets: readonly AssetDraft[]) => TranslationsDraft
> = fc
  .option(
    fc.record({
      nat: fc.array(translation, { minLength: 1, maxLength: 3 }),
      forwards: fc.array(forward, { maxLength: 4 }),
    }),
    { freq: 2 },
  )
  .map((raw) => (zones, assets) => {
    if (raw === null) return { boundaries: {}, joins: (a, b) => a === b };
    const pairs = new Map<string, PairDraft>();
    for (const [index, each] of raw.nat.entries()) addNat(each, index, zones, pairs);
    for (const [index, each] of raw.forwards.entries()) addForward(each, index, zones, assets, pairs);
    const boundaries = [...pairs.values()].map((each, index) => [`nat-${index}`, boundaryOf(each, zones)] as const);
    const joined = new Set([...pairs.values()].flatMap(({ outside, inside }) => [outside, inside]));
    return { boundaries: Object.fromEntries(boundaries), joins: (a, b) => a === b || (joined.has(a) && joined.has(b)) };
  });

/** The translations of one boundary: between two scopes, the first of them outside. */
interface PairDraft {
  readonly outside: string;
  readonly inside: string;
  readonly nat: Record<string, NonNullable<BoundaryFile['nat']>[string]>;
  readonly forwards: Record<string, NonNullable<BoundaryFile['port-forwards']>[string]>;
}

/** In this order a scope lies outside of those behind it, so that none lies inside of itself. */
function scopesOf(zones: readonly ZoneDraft[]): readonly string[] {
  return [...new Set(zones.map((zone) => zone.scope))].sort().reverse();
}

function pairOf(outside: string, inside: string, pairs: Map<string, PairDraft>): PairDraft {
  const key = `${outside} ${inside}`;
  const pair = pairs.get(key) ?? { outside, inside, nat: {}, forwards: {} };
  pairs.set(key, pair);
  return pair;
}

function addNat(raw: RawTranslation, index: number, zones: readonly ZoneDraft[], pairs: Map<string, PairDraft>): void {
  const scopes = scopesOf(zones);
  if (scopes.length < 2) return;
  const place = 1 + (raw.inside % (scopes.length - 1));
  const outside = pick(scopes.slice(0, place), raw.outside);
  const inside = pick(scopes, place);
  const networks = zones.filter((zone) => zone.scope === inside).flatMap((zone) => zone.networks);
  const whole = networks.length === 0 ? null : parseIpNetwork(pick(networks, raw.network));
  if (whole === null) return;
  const shortest = whole.family === 4 ? 24 : 64;
  const prefix = Math.min(Math.max(whole.prefix, shortest) + raw.longer, whole.family === 4 ? 32 : 128);
  const taken = Object.values(pairOf(outside, inside, pairs).nat).map((each) => parseIpNetwork(each.inside.network));
  const own = networkAt(whole.family, whole.from, prefix);
  if (taken.some((each) => each !== null && overlap(each, own))) return;
  // Inside 192.168.0.0/16 it takes addresses out of those of a zone, where there is one.
  const start = whole.family === 6 ? `fd77:${index}::` : raw.nested ? `192.168.${index + 1}.0` : `172.17.${index}.0`;
  const seen = parseIpNetwork(`${start}/${prefix}`);
  if (seen === null) return;
  pairOf(outside, inside, pairs).nat[`n${index}`] = {
    outside: { scope: outside, network: formatIpNetwork(seen) },
    inside: { scope: inside, network: formatIpNetwork(own) },
  };
}

/** To an asset of one scope with one address of the family, at an address of a neighbour or of nobody. */
function addForward(
  raw: RawForward,
  index: number,
  zones: readonly ZoneDraft[],
  assets: readonly AssetDraft[],
  pairs: Map<string, PairDraft>,
): void {
  const scopes = scopesOf(zones);
  const targets = assets.flatMap((asset) => targetOf(asset) ?? []).filter((each) => each.scope !== scopes[0]);
  if (targets.length === 0) return;
  const { asset, scope: inside, ip } = pick(targets, raw.to);
  const outer = scopes.slice(0, scopes.indexOf(inside));
  const outside = pick(outer, raw.outside);
  const family = ip.includes(':') ? 6 : 4;
  const neighbours = assets
    .filter((each) => each.zones.some((zone) => zone.scope === outside))
    .flatMap((each) => [each.file.ip ?? []].flat())
    .filter((each) => each.includes(':') === (family === 6) && each !== ip);
  const addresses = [family === 4 ? '172.31.0.1' : 'fd78::1', ...neighbours];
  const where = { scope: outside, ip: pick(addresses, raw.ip), port: raw.port };
  const known = [...pairs.values()].flatMap((pair) => Object.values(pair.forwards).map((each) => each.outside));
  if (known.some((each) => JSON.stringify(each) === JSON.stringify(where))) return;
  pairOf(outside, inside, pairs).forwards[`f${index}`] = present({ outside: where, to: asset.id, port: raw.inside });
}

/** An asset in one scope with one address. */
function targetOf(
  asset: AssetDraft,
): { readonly asset: AssetDraft; readonly scope: string; readonly ip: string } | null {
  const [scope, ...others] = [...new Set(asset.zones.map((zone) => zone.scope))];
  const [ip, ...more] = [asset.file.ip ?? []].flat();
  return scope === undefined || others.length > 0 || ip === undefined || more.length > 0 ? null : { asset, scope, ip };
}

function boundaryOf({ outside, inside, nat, forwards }: PairDraft, zones: readonly ZoneDraft[]): BoundaryFile {
  const behind = (scope: string): readonly string[] =>
    zones.filter((zone) => zone.scope === scope).map((zone) => zone.id);
  return present({
    dialect: 'nftables',
    interfaces: { out: behind(outside), in: behind(inside) },
    nat: Object.keys(nat).length === 0 ? null : nat,
    'port-forwards': Object.keys(forwards).length === 0 ? null : forwards,
  });
}

/** The network of a length that has an address. */
function networkAt(family: 4 | 6, from: bigint, prefix: number): IpNetwork {
  const network = parseIpNetwork(`${formatIpAddress({ family, value: from })}/${prefix}`);
  if (network === null) throw new Error('the first address of a network begins each of its parts');
  return network;
}

function overlap(a: IpNetwork, b: IpNetwork): boolean {
  return a.family === b.family && a.from <= b.to && b.from <= a.to;
}
