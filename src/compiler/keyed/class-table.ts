/** Class tables: which operations the grants on one service allow, by class and name. */

import type { ClassTable, Entry, NameTable } from '../../model/keyed-data.ts';
import type { PlanGrant } from '../../model/plan.ts';
import { entryOf } from './entry.ts';

/** What of a grant a class table depends on; grants that agree in it are interchangeable here. */
export type GrantShape = Pick<PlanGrant, 'operations' | 'objects' | 'windows'>;

export function classTable(shapes: readonly GrantShape[]): ClassTable {
  const everything = shapes.filter((shape) => shape.operations === null);
  const classes = new Set(shapes.flatMap((shape) => (shape.operations ?? []).map((operation) => operation.class)));
  const table: Record<string, NameTable> = { session: { '*': sessionEntry(shapes) } };
  for (const name of [...classes].filter((each) => each !== 'session').sort()) table[name] = nameTable(shapes, name);
  if (everything.length > 0) table['*'] = { '*': entryOf(everything) };
  return table;
}

/** Handshakes and keep-alives come with any grant on the service, whatever its operations and objects. */
function sessionEntry(shapes: readonly GrantShape[]): Entry {
  return entryOf(shapes.map(({ windows }) => ({ objects: null, windows })));
}

function nameTable(shapes: readonly GrantShape[], className: string): NameTable {
  const named = shapes.flatMap(({ operations }) => operations ?? []).filter((each) => each.class === className);
  const whole = shapes.filter((shape) => holdsFor(shape, className, null));
  const table: Record<string, Entry> = whole.length > 0 ? { '*': entryOf(whole) } : {};
  for (const name of [...new Set(named.flatMap((each) => each.name ?? []))].sort()) {
    table[name] = entryOf(shapes.filter((shape) => holdsFor(shape, className, name)));
  }
  return table;
}

function holdsFor({ operations }: GrantShape, className: string, name: string | null): boolean {
  if (operations === null) return true;
  return operations.some((each) => each.class === className && (each.name === null || each.name === name));
}
