/**
 * Whether what runs is what an export writes, rule by rule and element by element. Then nothing has to be traced: the export
 * was proven when it was written. Where it differs, this says nothing of what the difference does.
 */
import type { FieldName } from '../../nft/read/fields.ts';
import { formatResult, printKey, printStatement } from '../../nft/read/print.ts';
import type { NftRule, NftSet, NftStatement, NftTable } from '../../nft/read/ruleset.ts';
import { linkRuleset } from '../../nft/trace/link-ruleset.ts';
import type { Running } from './running.ts';

/** Compares; `suffix` is behind the names of the policy that runs. */
export function isAsWritten({ ruleset, unknowns }: Running, written: NftTable | null, suffix: string): boolean {
  const linked = written === null ? null : linkRuleset(written).value;
  if (linked === null || unknowns.length > 0 || ruleset.entry.policy !== linked.entry.policy) return false;
  const own = new Map(ruleset.order.map((chain) => [plainName(chain.name, suffix), chain.rules]));
  if (own.size !== linked.order.length || linked.order.some(({ name }) => !own.has(name))) return false;
  const used = new Set<string>();
  for (const { name, rules } of linked.order) {
    for (const rule of rules) for (const set of setsOf(rule)) used.add(set);
    if (textOf(rules, '') !== textOf(own.get(name) ?? [], suffix)) return false;
  }
  return [...used].every((name) => {
    const running = ruleset.sets.get(`${name}${suffix}`);
    const wanted = linked.sets.get(name);
    return running !== undefined && wanted !== undefined && haveSameElements(running, wanted, suffix);
  });
}

function textOf(rules: readonly NftRule[], suffix: string): string {
  return rules
    .map(({ statements }) => meaning(statements).map((each) => plainNames(printStatement(each), suffix)))
    .filter((texts) => texts.length > 0)
    .map((texts) => texts.join(' '))
    .join('\n');
}

/** Without what decides nothing, and what nft leaves out of a listing since the next statement says it too. */
function meaning(statements: readonly NftStatement[]): readonly NftStatement[] {
  const deciding = statements.filter(({ kind }) => kind !== 'counter' && kind !== 'log' && kind !== 'limit');
  return deciding.filter((statement, index) => !isImplied(statement, deciding[index + 1]));
}

function isImplied(statement: NftStatement, next: NftStatement | undefined): boolean {
  if (statement.kind !== 'match' || statement.negated || next === undefined || !('field' in next || 'key' in next))
    return false;
  const [value, more] = statement.values;
  if (value?.kind !== 'numbers' || value.from !== value.to || more !== undefined) return false;
  const fields: readonly FieldName[] = 'field' in next ? [next.field] : next.key;
  const implied = fields.flatMap((field) => (statement.field === 'meta l4proto' ? protocolOf(field) : familyOf(field)));
  const isDependency = statement.field === 'meta l4proto' || statement.field === 'meta nfproto';
  return isDependency && implied.includes(Number(value.from));
}

/** Only packets of this protocol have the field. */
function protocolOf(field: FieldName): readonly number[] {
  const [protocol = ''] = field.split(' ');
  const number = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 }[protocol];
  return number === undefined ? [] : [number];
}

function familyOf(field: FieldName): readonly number[] {
  const [protocol = ''] = field.split(' ');
  const number = { ip: 2, icmp: 2, ip6: 10, icmpv6: 10 }[protocol];
  return number === undefined ? [] : [number];
}

function setsOf({ statements }: NftRule): readonly string[] {
  return statements.flatMap((statement) => {
    if (statement.kind === 'match-set') return [statement.set];
    if (statement.kind === 'vmap') return [statement.map];
    return statement.kind === 'set-mark' && statement.value.kind === 'map' ? [statement.value.map] : [];
  });
}

/** Elements of a set are different from one another, so that as many equal ones are the same. */
function haveSameElements(running: NftSet, wanted: NftSet, suffix: string): boolean {
  if (running.elements.length !== wanted.elements.length || running.key.join() !== wanted.key.join()) return false;
  const texts = new Set(wanted.elements.map((each) => elementText(wanted, each, '')));
  return running.elements.every((each) => texts.has(elementText(running, each, suffix)));
}

function elementText(set: NftSet, { key, result }: NftSet['elements'][number], suffix: string): string {
  return `${printKey(set, key)} : ${result === null ? '' : plainNames(formatResult(result), suffix)}`;
}

function plainNames(text: string, suffix: string): string {
  if (suffix === '') return text;
  return text.replaceAll(/(?<=goto |@)\w+/g, (name) => plainName(name, suffix));
}

function plainName(name: string, suffix: string): string {
  return suffix !== '' && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}
