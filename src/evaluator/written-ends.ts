/**
 * The two ends of a conversation that a person wrote, as somebody could have observed them: in one scope, with the
 * addresses that they have there. Between two scopes that is how the one who asks sees the other, where it can.
 */
import { canonicalAddress, formatIpAddress, parseIpAddress } from '../algebra/ip-address.ts';
import { holdsAddress, natPairs, translateAddress } from '../algebra/translation.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { Plan, PlanAsset } from '../model/plan.ts';
import { createResolver, type Resolver } from './resolve.ts';

/** Words that cannot be read, with what is wrong with them; caught where the whole text is read. */
export class Unreadable extends Error {}

export interface WrittenEnds {
  /** Null when nothing says it; then it is found out by the addresses. */
  readonly scope: string | null;
  readonly source: string;
  readonly destination: string;
}

/** One end: an asset, or an address with nothing that says in which scope. */
interface End {
  readonly asset: PlanAsset | null;
  /** The scope of its first zone; null for a bare address. */
  readonly scope: string | null;
  /** Addresses that it may be seen by; the first is its own. */
  readonly addresses: readonly string[];
}

/** Reads two words, each an asset or an address; `scope` is where they are meant, where the person has said so. */
export function readEnds(from: string, to: string, plan: Plan, scope: string | null): WrittenEnds {
  const source = readEnd(from, plan);
  const destination = readEnd(to, plan);
  const homes = scope === null ? [source.scope, destination.scope].filter((each) => each !== null) : [scope];
  const [home = null] = homes;
  const plain = { scope: home, source: firstOf(source), destination: firstOf(destination) };
  if (home === null) return plain;
  const resolve = createResolver(plan);
  const meet = (where: string): WrittenEnds | null => meetIn(where, source, destination, resolve);
  for (const each of homes) {
    const met = meet(each);
    if (met !== null) return met;
  }
  if (scope !== null || (source.asset !== null && destination.asset !== null)) return plain;
  const others = [...new Set(plan.zones.map((zone) => zone.scope))].flatMap((each) => meet(each) ?? []);
  if (others.length < 2) return others[0] ?? plain;
  const bare = source.asset === null ? plain.source : plain.destination;
  const scopes = others.map((each) => each.scope).join(', ');
  throw new Unreadable(
    `\`${bare}\` means a device in each of the scopes ${scopes}; name the asset, or one with \`--scope\``,
  );
}

/** How the two see one another in a scope; null when one of them is a stranger there. */
function meetIn(scope: string, from: End, to: End, resolve: Resolver): WrittenEnds | null {
  for (const source of from.addresses) {
    for (const destination of to.addresses) {
      const pair = resolve(scope, source, destination);
      const known = [pair.source.attributes, pair.destination.attributes];
      if (known.some((each) => each.zone === null)) continue;
      if (from.asset !== null && from.asset.id !== pair.source.attributes.asset) continue;
      if (to.asset !== null && to.asset.id !== pair.destination.attributes.asset) continue;
      return { scope, source, destination };
    }
  }
  return null;
}

function readEnd(word: string, plan: Plan): End {
  const address = canonicalAddress(word);
  if (address !== null) return { asset: null, scope: null, addresses: [address] };
  const asset = plan.assets.find((each) => each.id === word);
  if (asset === undefined) {
    const near = suggest(
      word,
      plan.assets.map((each) => each.id),
    );
    throw new Unreadable(
      `\`${word}\` is neither an asset nor an address${near === null ? '' : `; did you mean \`${near}\`?`}`,
    );
  }
  if (asset.ip.length + asset.mac.length === 0) throw new Unreadable(`the asset \`${word}\` has no address`);
  const zone = plan.zones.find((each) => asset.zones.includes(each.id));
  return { asset, scope: zone?.scope ?? null, addresses: addressesOf(asset, plan) };
}

/** Its own addresses, then those that 1:1 NAT gives it outside, one translation after the other. */
function addressesOf(asset: PlanAsset, plan: Plan): readonly string[] {
  const scopes = plan.zones.filter((zone) => asset.zones.includes(zone.id)).map((zone) => zone.scope);
  const seen = new Map(
    asset.ip.flatMap((address) => scopes.map((scope) => [`${scope} ${address}`, { scope, address }])),
  );
  const pairs = natPairs(plan);
  for (const { scope, address } of seen.values()) {
    const parsed = parseIpAddress(address);
    if (parsed === null) continue;
    for (const { nat, outside, inside } of pairs) {
      if (nat.inside.scope !== scope || !holdsAddress(inside, parsed)) continue;
      const appearance = formatIpAddress(translateAddress(parsed, inside, outside));
      seen.set(`${nat.outside.scope} ${appearance}`, { scope: nat.outside.scope, address: appearance });
    }
  }
  return [...new Set([...asset.ip, ...asset.mac, ...[...seen.values()].map((each) => each.address)])];
}

function firstOf(end: End): string {
  return end.addresses[0] ?? '';
}
