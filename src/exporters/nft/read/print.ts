/** The tree of a ruleset as text, in one form for all that means the same; reading it gives the same tree. */
import { type FieldName, fieldNames, fieldTypes, type ValueType } from './fields.ts';
import type { MarkValue, NftElement, NftResult, NftSet, NftStatement, NftTable, NftValue } from './ruleset.ts';
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
      ...(chain.hook === null ? [] : [`\t\ttype filter hook ${chain.hook} priority filter; policy ${chain.policy};`]),
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

function declaration({ name, key, result, interval, timeout, counter }: NftSet): string {
  const flags = [...(interval ? ['interval'] : []), ...(timeout ? ['timeout'] : [])].join(',');
  const type = `${keyText(key)}${result === null ? '' : ` : ${result}`};`;
  return `${result === null ? 'set' : 'map'} ${name} { ${type}${flags === '' ? '' : ` flags ${flags};`}${counter ? ' counter;' : ''} }`;
}

/** Numbers out of the bytes of a packet have no name of a type. */
function keyText(key: readonly ValueType[]): string {
  if (!key.includes('integer')) return `type ${key.join(' . ')}`;
  const fields = key.map((type) => fieldNames.find((name) => fieldTypes[name] === type) ?? 'meta mark');
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
  return result.kind === 'goto' ? `goto ${result.target}` : result.kind;
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
    case 'unknown':
      throw new Error('a condition of which nothing is known has no text');
    case 'counter':
      return each.name === null ? 'counter' : `counter name ${each.name}`;
    case 'limit':
      return `limit rate ${each.rate}/${each.per}${each.burst === null ? '' : ` burst ${each.burst} packets`}`;
    case 'log':
      return [
        'log',
        ...(each.prefix === null ? [] : [`prefix "${each.prefix}"`]),
        ...(each.group === null ? [] : [`group ${each.group}`]),
        ...(each.snaplen === null ? [] : [`snaplen ${each.snaplen}`]),
        ...(each.threshold === null ? [] : [`queue-threshold ${each.threshold}`]),
      ].join(' ');
  }
}

function markValue(value: MarkValue): string {
  if (value.kind === 'mark') return formatMark(value.mark);
  return value.kind === 'with-bits'
    ? `meta mark | ${formatMark(value.bits)}`
    : `${value.key.join(' . ')} map @${value.map}`;
}

function formatValues(field: FieldName, values: readonly NftValue[]): string {
  const texts = values.map((value) => formatValue(fieldTypes[field], value));
  return texts.length === 1 ? texts.join('') : `{ ${texts.join(', ')} }`;
}

function formatValue(type: ValueType, value: NftValue): string {
  return value.kind === 'name' ? `"${value.name}"` : formatNumbers(type, value.from, value.to);
}

function formatMask(field: FieldName, mask: bigint): string {
  return field === 'tcp flags' ? `(${formatFlags(mask)})` : formatNumbers(fieldTypes[field], mask, mask);
}

function formatFlags(mask: bigint): string {
  const bits = [1n, 2n, 4n, 8n, 16n, 32n, 64n, 128n].filter((bit) => (mask & bit) !== 0n);
  return bits.map((bit) => formatNumbers('tcp_flag', bit, bit)).join('|');
}

function formatMark(mark: number): string {
  return formatNumbers('mark', BigInt(mark), BigInt(mark));
}
