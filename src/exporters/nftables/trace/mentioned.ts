/** What a ruleset tells apart: addresses, interfaces and connection marks that it mentions anywhere. */
import type { AddressRange } from '../../../algebra/ip-address.ts';
import { type FieldName, fieldTypes, type ValueType } from '../read/fields.ts';
import type { NftTable, NftValue } from '../read/ruleset.ts';

export interface Mentioned {
  readonly addresses: readonly AddressRange[];
  readonly interfaces: readonly string[];
  /** Single marks; intervals of them are refused elsewhere. */
  readonly connectionMarks: readonly number[];
  /** Marks that rules set on connections: those of this ruleset. */
  readonly ownMarks: ReadonlySet<number>;
}

export function mentionedIn({ sets, chains }: NftTable): Mentioned {
  const values: (readonly [ValueType, NftValue])[] = [];
  const marks: NftValue[] = [];
  const ownMarks = new Set<number>();
  const byName = new Map(sets.map((set) => [set.name, set]));
  for (const { key: types, elements } of sets)
    for (const { key } of elements)
      for (const [part, value] of key.entries()) values.push([types[part] ?? 'mark', value]);
  const addKeys = (key: readonly FieldName[], name: string): void => {
    const part = key.indexOf('ct mark');
    if (part >= 0)
      for (const element of byName.get(name)?.elements ?? []) marks.push(...element.key.slice(part, part + 1));
  };
  for (const statement of chains.flatMap((chain) => chain.rules.flatMap((rule) => rule.statements))) {
    if (statement.kind === 'match') {
      for (const value of statement.values) values.push([fieldTypes[statement.field], value]);
      if (statement.field === 'ct mark') for (const value of statement.values) marks.push(value);
    } else if (statement.kind === 'match-set') addKeys(statement.key, statement.set);
    else if (statement.kind === 'vmap') addKeys(statement.key, statement.map);
    else if (statement.kind === 'set-mark' && statement.target === 'ct mark' && statement.value.kind === 'mark')
      ownMarks.add(statement.value.mark);
  }
  return {
    ownMarks,
    addresses: values.flatMap(([type, value]) => rangeOf(type, value)),
    interfaces: [...new Set(values.flatMap(([, value]) => (value.kind === 'name' ? [value.name] : [])))],
    connectionMarks: [
      ...new Set(marks.flatMap((value) => (value.kind === 'numbers' ? borders(value.from, value.to) : []))),
    ],
  };
}

function rangeOf(type: ValueType, value: NftValue): readonly AddressRange[] {
  if (value.kind === 'name' || (type !== 'ipv4_addr' && type !== 'ipv6_addr')) return [];
  return [{ family: type === 'ipv4_addr' ? 4 : 6, from: value.from, to: value.to }];
}

/** A mark of each kind that an interval makes: inside and on either side. */
function borders(from: bigint, to: bigint): readonly number[] {
  return [from - 1n, from, to, to + 1n].filter((mark) => 0n <= mark && mark <= 0xffff_ffffn).map(Number);
}
