/** What a ruleset tells apart: addresses, interfaces and connection marks that it mentions anywhere. */
import type { AddressRange } from '../../../algebra/ip-address.ts';
import { typeOf, type ValueType } from '../../nft/read/fields.ts';
import type { NftSet, NftStatement, NftTable, NftValue, NumberValue } from '../../nft/read/ruleset.ts';

export interface Mentioned {
  readonly addresses: readonly AddressRange[];
  readonly interfaces: readonly string[];
  /** Single marks; intervals of them are refused elsewhere. */
  readonly connectionMarks: readonly number[];
  /** Marks that rules set on connections: those of this ruleset. */
  readonly ownMarks: ReadonlySet<number>;
}

export function mentionedIn({ sets, chains }: NftTable): Mentioned {
  const statements = chains.flatMap((chain) => chain.rules.flatMap((rule) => rule.statements));
  const values = [...sets.flatMap(valuesOfSet), ...statements.flatMap(valuesOfStatement)];
  const byName = new Map(sets.map((set) => [set.name, set]));
  const marks = statements.flatMap((statement) => connectionMarksOf(statement, byName));
  return {
    addresses: values.flatMap(([type, value]) => rangeOf(type, value)),
    interfaces: [...new Set(values.flatMap(([, value]) => (value.kind === 'name' ? [value.name] : [])))],
    connectionMarks: [...new Set(marks.flatMap((value) => (value.kind === 'numbers' ? borders(value) : [])))],
    ownMarks: new Set(statements.flatMap(stampsOf)),
  };
}

type TypedValue = readonly [ValueType, NftValue];

function valuesOfSet({ key: types, elements }: NftSet): readonly TypedValue[] {
  return elements.flatMap(({ key }) => key.map((value, part) => [types[part] ?? 'mark', value] as const));
}

function valuesOfStatement(statement: NftStatement): readonly TypedValue[] {
  if (statement.kind !== 'match') return [];
  return statement.values.map((value) => [typeOf(statement.field), value] as const);
}

/** Marks that connections are compared with. */
function connectionMarksOf(statement: NftStatement, sets: ReadonlyMap<string, NftSet>): readonly NftValue[] {
  if (statement.kind === 'match') return statement.field === 'ct mark' ? statement.values : [];
  if (statement.kind !== 'match-set' && statement.kind !== 'vmap') return [];
  const part = statement.key.indexOf('ct mark');
  const set = sets.get(statement.kind === 'vmap' ? statement.map : statement.set);
  return part < 0 ? [] : (set?.elements ?? []).flatMap((element) => element.key.slice(part, part + 1));
}

function stampsOf(statement: NftStatement): readonly number[] {
  const stamps = statement.kind === 'set-mark' && statement.target === 'ct mark' && statement.value.kind === 'mark';
  return stamps ? [statement.value.mark] : [];
}

function rangeOf(type: ValueType, value: NftValue): readonly AddressRange[] {
  if (value.kind === 'name' || (type !== 'ipv4_addr' && type !== 'ipv6_addr')) return [];
  return [{ family: type === 'ipv4_addr' ? 4 : 6, from: value.from, to: value.to }];
}

/** A mark of each kind that an interval makes: inside and on either side. */
function borders({ from, to }: NumberValue): readonly number[] {
  return [from - 1n, from, to, to + 1n].filter((mark) => 0n <= mark && mark <= 0xffff_ffffn).map(Number);
}
