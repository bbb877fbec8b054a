/**
 * What the rules of a table translate: chains with a hook for it that lead to maps, and nothing else. Whatever the reader does
 * not understand is refused, since one rule in front of the others changes where everything goes.
 */
import type { AddressRange, Family, IpAddress } from '../../../algebra/ip-address.ts';
import { holdsAddress } from '../../../algebra/translation.ts';
import { type FieldName, typeOf } from '../../nft/read/fields.ts';
import {
  type NftChain,
  type NftElement,
  type NftHook,
  type NftRule,
  type NftSet,
  type NftStatement,
  type NftTable,
  type NftValue,
  type NftVerdict,
  verdictOf,
} from '../../nft/read/ruleset.ts';
import { targetsOf } from '../../nft/trace/without-idle-chains.ts';
import type { ReadTranslation } from '../../proof/read-back.ts';
import { createRefusals, type Reading, type Refusals } from '../../proof/refusal.ts';
import type { AskedService, Target } from '../../proof/translation/plan-translation.ts';

/** Chains that translate, by their names. */
export function translatingChains({ chains, sets }: NftTable): ReadonlySet<string> {
  const byName = new Map(sets.map((set) => [set.name, set]));
  const led = (from: readonly NftChain[]): readonly NftChain[] => {
    const targets = new Set(from.flatMap((each) => targetsOf(each, byName)));
    return chains.filter(({ name }) => targets.has(name));
  };
  const entries = chains.filter(({ hook }) => hook === 'dstnat' || hook === 'srcnat');
  const first = led(entries);
  return new Set([...entries, ...first, ...led(first)].map(({ name }) => name));
}

/** Reads the translation of a table without chains that do not run. */
export function readTranslation(table: NftTable): Reading<ReadTranslation> {
  const refusals = createRefusals();
  const destinations = stepsOf(table, 'dstnat', refusals);
  const sources = stepsOf(table, 'srcnat', refusals);
  const refusal = refusals.first();
  if (refusal !== null) return { value: null, refusal };
  const all = [...destinations, ...sources];
  const value: ReadTranslation = {
    entering: (name, address, service) => firstOf(destinations, { name, address, service }),
    leaving: (name, address) => firstOf(sources, { name, address, service: null })?.address ?? null,
    addresses: all.flatMap(({ elements }) =>
      elements.flatMap(({ addresses, target }) => [addresses, target.addresses]),
    ),
    services: all.flatMap(({ elements }) =>
      elements.flatMap(({ services, target }) => servicesOf(services, target.port)),
    ),
    interfaces: [...new Set(all.flatMap(({ elements }) => elements.flatMap(({ name }) => name ?? [])))],
  };
  return { value, refusal };
}

/** A statement that translates what its map has. */
interface Step {
  readonly family: Family;
  readonly elements: readonly Element[];
}

interface Element {
  /** Of the interface; null for any. */
  readonly name: string | null;
  readonly addresses: AddressRange;
  /** Null for whatever is sent there. */
  readonly services: AskedService | null;
  readonly target: { readonly addresses: AddressRange; readonly port: number | null };
}

interface Asked {
  readonly name: string;
  readonly address: IpAddress;
  readonly service: AskedService | null;
}

function firstOf(steps: readonly Step[], asked: Asked): Target | null {
  for (const { family, elements } of steps) {
    const found = family === asked.address.family ? elements.find((each) => has(each, asked)) : undefined;
    if (found === undefined) continue;
    const { addresses, target } = found;
    const value = asked.address.value - addresses.from + target.addresses.from;
    return { address: { family, value }, port: target.port ?? asked.service?.port ?? null };
  }
  return null;
}

function has({ name, addresses, services }: Element, asked: Asked): boolean {
  if (name !== null && name !== asked.name) return false;
  if (services !== null && (services.transport !== asked.service?.transport || services.port !== asked.service.port))
    return false;
  return holdsAddress(addresses, asked.address);
}

function servicesOf(services: AskedService | null, port: number | null): readonly AskedService[] {
  return services === null ? [] : [services, ...(port === null ? [] : [{ ...services, port }])];
}

function stepsOf(table: NftTable, hook: NftHook, refusals: Refusals): readonly Step[] {
  const [entry, second] = table.chains.filter((chain) => chain.hook === hook);
  if (entry === undefined) return [];
  if (second !== undefined) refusals.add(second.at, `a second chain that translates, ${second.name}`);
  return entry.rules.flatMap((rule) => {
    const deciding = rule.statements.filter((each) => !changesNothing(each) && !isForEveryPacket(table, each));
    if (deciding.length === 0) return [];
    const [statement, more] = deciding;
    const verdict = statement?.kind === 'verdict' ? statement.verdict : null;
    const chain = chainOf(table, verdict);
    if (more !== undefined || chain === null || rule !== entry.rules.at(-1)) {
      refusals.add(rule.at, `something else than one goto in the chain ${entry.name}`);
      return [];
    }
    return stepsOfChain({ table, hook, refusals }, chain);
  });
}

function chainOf({ chains }: NftTable, verdict: NftVerdict | null): NftChain | null {
  return chains.find(({ name }) => verdict?.kind === 'goto' && name === verdict.target) ?? null;
}

interface Reader {
  readonly table: NftTable;
  readonly hook: NftHook;
  readonly refusals: Refusals;
}

/** The last rule may lead each interface to a chain of its own. */
function stepsOfChain(reader: Reader, chain: NftChain): readonly Step[] {
  return chain.rules.flatMap((rule) => {
    const [statement, more] = rule.statements.filter((each) => !changesNothing(each));
    if (statement?.kind !== 'vmap') return stepOf(reader, chain, rule, null) ?? [];
    if (more === undefined && rule === chain.rules.at(-1)) return stepsByInterface(reader, statement, rule.at);
    reader.refusals.add(rule.at, `a map of chain ${chain.name} with rules behind it`);
    return [];
  });
}

function stepsByInterface(
  reader: Reader,
  { key, map }: NftStatement & { readonly kind: 'vmap' },
  at: string,
): readonly Step[] {
  const { table, hook, refusals } = reader;
  const set = table.sets.find(({ name }) => name === map);
  const isByName = set?.result === 'verdict' && set.key.join() === 'ifname';
  if (!isByName || key.join() !== (hook === 'dstnat' ? 'meta iifname' : 'meta oifname')) {
    refusals.add(at, `@${map}, which leads by something else than the interface`);
    return [];
  }
  return set.elements.flatMap(({ key: [value], result, at: place }) => {
    const chain = chainOf(table, verdictOf(result));
    if (value?.kind === 'name' && chain !== null)
      return chain.rules.flatMap((rule) => stepOf(reader, chain, rule, value.name) ?? []);
    refusals.add(place, `an element of ${map} that leads to no chain`);
    return [];
  });
}

function changesNothing({ kind }: NftStatement): boolean {
  return kind === 'counter' || kind === 'log';
}

/** While a policy is on trial, its rule is for families of which both are on trial. */
function isForEveryPacket({ sets }: NftTable, statement: NftStatement): boolean {
  if (statement.kind !== 'match-set' || statement.negated || statement.key.join() !== 'meta nfproto') return false;
  const elements = sets.find(({ name }) => name === statement.set)?.elements ?? [];
  const families = elements.flatMap(({ key: [value] }) => (value?.kind === 'numbers' ? [value.from] : []));
  return [2n, 10n].every((family) => families.includes(family));
}

/** `via`: the only interface whose packets come here; null for all. */
function stepOf(
  { table, hook, refusals }: Reader,
  chain: NftChain,
  { statements, at }: NftRule,
  via: string | null,
): Step | null {
  const side = hook === 'dstnat' ? 'dnat' : 'snat';
  const [statement, more] = statements.filter((each) => !changesNothing(each));
  if (statement === undefined) return null;
  if (statement.kind !== 'translate' || statement.side !== side || more !== undefined) {
    refusals.add(at, `a rule of chain ${chain.name} that is no ${side} out of a map`);
    return null;
  }
  const { key, map, target } = statement;
  const set = table.sets.find(({ name }) => name === map);
  const family: Family = target.endsWith('4') ? 4 : 6;
  if (set?.result !== target) refusals.add(at, `@${map}, which leads to no ${target}`);
  else if (set.key.join() !== key.map((field) => typeOf(field)).join())
    refusals.add(at, `@${map}, whose keys are of type ${set.key.join(' . ')}, with ${key.join(' . ')}`);
  else if (!isKey(key, side, family, target.startsWith('sockets'), via))
    refusals.add(at, `a translation by ${key.join(' . ')}`);
  else return { family, elements: set.elements.flatMap((each) => elementOf(set, key, each, family, via, refusals)) };
  return null;
}

/** An address, behind an interface or not unless one is known; in front of a transport and a port where the map leads to a port. */
function isKey(
  key: readonly FieldName[],
  side: 'dnat' | 'snat',
  family: Family,
  withPort: boolean,
  via: string | null,
): boolean {
  const [name, address] =
    side === 'dnat'
      ? (['meta iifname', `${ipOf(family)} daddr`] as const)
      : (['meta oifname', `${ipOf(family)} saddr`] as const);
  const rest = withPort ? [address, 'meta l4proto', 'th dport'] : [address];
  return (
    [rest, ...(via === null ? [[name, ...rest]] : [])].some((each) => each.join() === key.join()) &&
    (side === 'dnat' || !withPort)
  );
}

function ipOf(family: Family): 'ip' | 'ip6' {
  return family === 4 ? 'ip' : 'ip6';
}

function elementOf(
  set: NftSet,
  fields: readonly FieldName[],
  { key, result, at }: NftElement,
  family: Family,
  via: string | null,
  refusals: Refusals,
): readonly Element[] {
  const partOf = (field: (name: FieldName) => boolean): NftValue | undefined => key[fields.findIndex(field)];
  const name = partOf((field) => typeOf(field) === 'ifname');
  const address = partOf((field) => field.endsWith('addr'));
  const services = serviceOf(
    partOf((field) => field === 'meta l4proto'),
    partOf((field) => field === 'th dport'),
  );
  if (address?.kind !== 'numbers' || result?.kind !== 'target' || services === 'other') {
    refusals.add(at, `an element of ${set.name} that leads to no address, or is for no port of tcp or udp`);
    return [];
  }
  const { from, to } = result;
  if (
    to - from !== address.to - address.from ||
    (to !== from && !isNetwork(from, to)) ||
    !isNetwork(address.from, address.to)
  )
    refusals.add(at, `an element of ${set.name} that leads from one network to another of a different size`);
  return [
    {
      name: name?.kind === 'name' ? name.name : via,
      addresses: { family, from: address.from, to: address.to },
      services,
      target: { addresses: { family, from, to }, port: result.port },
    },
  ];
}

function serviceOf(protocol: NftValue | undefined, port: NftValue | undefined): AskedService | null | 'other' {
  if (protocol === undefined || port === undefined) return null;
  const [transport, number] = [protocol, port].map((each) =>
    each.kind === 'numbers' && each.from === each.to ? Number(each.from) : -1,
  );
  if ((transport !== 6 && transport !== 17) || number === undefined || number < 0) return 'other';
  return { transport: transport === 6 ? 'tcp' : 'udp', port: number };
}

/** The kernel keeps the lower bits of an address and replaces those above. */
function isNetwork(from: bigint, to: bigint): boolean {
  const size = to - from + 1n;
  return (size & (size - 1n)) === 0n && from % size === 0n;
}
