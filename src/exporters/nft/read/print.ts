/** The tree of a ruleset as text, in one form for all that means the same; reading it gives the same tree. */
import { familyBits } from '../../../algebra/ip-address.ts';
import { type FieldName, fieldNames, typeOf, type ValueType } from './fields.ts';
import { addressTypeOf } from './parse-set.ts';
import type {
  MarkValue,
  NftChain,
  NftElement,
  NftResult,
  NftSet,
  NftStatement,
  NftTable,
  NftTarget,
  NftValue,
} from './ruleset.ts';
import { formatNumbers } from './value-words.ts';

const elementsPerCommand = 100;

/** Prints a table as a file that replaces it. */
export function printTable(table: NftTable): string {
  const name = `${table.family} ${table.name}`;
  const lines = [
    `add table ${name}`,
    `delete table ${name}`,
    `table ${name} {`,
    ...(table.comment === null ? [] : [`\tcomment "${table.comment}"`]),
    ...table.counters.map((counter) => `\tcounter ${counter} { }`),
    ...table.sets.map((set) => `\t${declaration(set)}`),
    ...table.chains.flatMap((chain) => [
      `\tchain ${chain.name} {`,
      ...hookLines(chain),
      ...chain.rules.map(({ statements, comment }) => {
        const text = statements.map(printStatement).join(' ');
        return `\t\t${text}${comment === null ? '' : ` comment "${comment}"`}`;
      }),
      '\t}',
    ]),
    '}',
    ...table.sets.flatMap((set) => additions(name, set)),
  ];
  return `${lines.join('\n')}\n`;
}

function hookLines({ hook, policy }: NftChain): readonly string[] {
  if (hook === null) return [];
  if (hook === 'dstnat') return ['\t\ttype nat hook prerouting priority dstnat; policy accept;'];
  if (hook === 'srcnat') return ['\t\ttype nat hook postrouting priority srcnat; policy accept;'];
  return [`\t\ttype filter hook ${hook} priority filter; policy ${policy};`];
}

function declaration({ name, key, result, interval, timeout, counter }: NftSet): string {
  const flags = [...(interval ? ['interval'] : []), ...(timeout ? ['timeout'] : [])].join(',');
  const type = `${keyText(key)}${result === null ? '' : ` : ${resultText(result)}`};`;
  return `${result === null ? 'set' : 'map'} ${name} { ${type}${flags === '' ? '' : ` flags ${flags};`}${counter ? ' counter;' : ''} }`;
}

function resultText(result: Exclude<NftSet['result'], null>): string {
  if (result === 'mark' || result === 'verdict') return result;
  const address = addressTypeOf(result);
  return result.startsWith('networks') ? `interval ${address}` : `${address} . inet_service`;
}

/** Numbers out of the bytes of a packet have no name of a type. */
function keyText(key: readonly ValueType[]): string {
  if (!key.includes('integer')) return `type ${key.join(' . ')}`;
  const fields = key.map((type) => fieldNames.find((name) => typeOf(name) === type) ?? 'meta mark');
  return `typeof ${fields.join(' . ')}`;
}

function additions(table: string, set: NftSet): readonly string[] {
  const lines: string[] = [];
  for (let start = 0; start < set.elements.length; start += elementsPerCommand) {
    const part = set.elements.slice(start, start + elementsPerCommand);
    lines.push(`add element ${table} ${set.name} {`, part.map((each) => element(set, each)).join(',\n'), '}');
  }
  return lines;
}

function element(set: NftSet, { key, comment, result }: NftElement): string {
  const text = printKey(set, key);
  return `\t${text}${comment === null ? '' : ` comment "${comment}"`}${result === null ? '' : ` : ${formatResult(result)}`}`;
}

/** The key of an element. */
export function printKey({ key: types }: NftSet, key: NftElement['key']): string {
  return key.map((value, index) => formatValue(types[index] ?? 'mark', value)).join(' . ');
}

/** What an element leads to. */
export function formatResult(result: Exclude<NftResult, null>): string {
  if (result.kind === 'mark') return formatMark(result.mark);
  if (result.kind === 'target') return formatTarget(result);
  return result.kind === 'goto' ? `goto ${result.target}` : result.kind;
}

/** nft 1.0.6 takes a single address among networks only with its prefix. */
function formatTarget({ family, from, to, port }: NftTarget): string {
  const type = family === 4 ? 'ipv4_addr' : 'ipv6_addr';
  const address = formatNumbers(type, from, to);
  if (port !== null) return `${address} . ${port}`;
  return from === to ? `${address}/${familyBits[family]}` : address;
}

/** One statement of a rule. */
export function printStatement(each: NftStatement): string {
  switch (each.kind) {
    case 'match': {
      const mask = each.mask === null ? '' : ` & ${formatMask(each.field, each.mask)}`;
      const operator = each.negated ? ' !=' : each.mask === null ? '' : ' ==';
      return `${each.field}${mask}${operator} ${formatValues(each.field, each.values)}`;
    }
    case 'match-set':
      return `${each.key.join(' . ')}${each.negated ? ' !=' : ''} @${each.set}`;
    case 'vmap':
      return `${each.key.join(' . ')} vmap @${each.map}`;
    case 'set-mark':
      return `${each.target} set ${markValue(each.value)}`;
    case 'verdict':
      return formatResult(each.verdict);
    case 'translate':
      return translationText(each);
    case 'unknown':
      throw new Error('a condition of which nothing is known has no text');
    case 'counter':
      return each.name === null ? 'counter' : `counter name ${each.name}`;
    case 'limit':
      return `limit rate ${each.rate}/${each.per}${each.burst === null ? '' : ` burst ${each.burst} packets`}`;
    case 'log':
      return logText(each);
  }
}

function logText({ prefix, group, snaplen, threshold }: NftStatement & { readonly kind: 'log' }): string {
  return [
    'log',
    ...(prefix === null ? [] : [`prefix "${prefix}"`]),
    ...(group === null ? [] : [`group ${group}`]),
    ...(snaplen === null ? [] : [`snaplen ${snaplen}`]),
    ...(threshold === null ? [] : [`queue-threshold ${threshold}`]),
  ].join(' ');
}

function translationText({ side, target, key, map }: NftStatement & { readonly kind: 'translate' }): string {
  const family = target.endsWith('4') ? 'ip' : 'ip6';
  return `${side} ${family}${target.startsWith('networks') ? ' prefix' : ''} to ${key.join(' . ')} map @${map}`;
}

function markValue(value: MarkValue): string {
  if (value.kind === 'mark') return formatMark(value.mark);
  return value.kind === 'with-bits'
    ? `meta mark | ${formatMark(value.bits)}`
    : `${value.key.join(' . ')} map @${value.map}`;
}

function formatValues(field: FieldName, values: readonly NftValue[]): string {
  const texts = values.map((value) => formatValue(typeOf(field), value));
  return texts.length === 1 ? texts.join('') : `{ ${texts.join(', ')} }`;
}

function formatValue(type: ValueType, value: NftValue): string {
  return value.kind === 'name' ? `"${value.name}"` : formatNumbers(type, value.from, value.to);
}

function formatMask(field: FieldName, mask: bigint): string {
  return field === 'tcp flags' ? `(${formatFlags(mask)})` : formatNumbers(typeOf(field), mask, mask);
}

function formatFlags(mask: bigint): string {
  const bits = [1n, 2n, 4n, 8n, 16n, 32n, 64n, 128n].filter((bit) => (mask & bit) !== 0n);
  return bits.map((bit) => formatNumbers('tcp_flag', bit, bit)).join('|');
}

function formatMark(mark: number): string {
  return formatNumbers('mark', BigInt(mark), BigInt(mark));
}
