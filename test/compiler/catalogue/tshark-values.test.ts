/**
 * An independent check of codes and names: the value tables of Wireshark's dissectors, as `tshark -G values` prints
 * them. Every code of a table must be in the catalogue, under the same name or under one that is listed here.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shipped } from './shipped.ts';
import { tables, type ValueTable } from './tshark-tables.ts';

const tshark = spawnSync('tshark', ['-G', 'values'], { encoding: 'utf8', maxBuffer: 512 * 1024 * 1024 });
const rows = tshark.error === undefined && tshark.status === 0 ? rowsByField(tshark.stdout) : null;

describe.skipIf(rows === null)('the catalogue and the dissector tables', () => {
  it.each(tables)('agree on $field', (table) => {
    const found = (rows?.get(table.field) ?? []).filter(([value, name]) => !isExcepted(table, value, name));
    expect(found.length, `tshark has no table ${table.field}`).toBeGreaterThan(0);
    const byCode = shipped.catalogue.protocols.get(table.protocol)?.operationsByCode;
    const missing = found.map(([value]) => table.code(value)).filter((code) => byCode?.has(code) !== true);
    expect(missing, 'codes that the catalogue does not have').toEqual([]);
    const renamed = found.flatMap(([value, theirs]) => {
      const code = table.code(value);
      const ours = byCode?.get(code)?.[0]?.name ?? '';
      const agreed = table.names?.[code] ?? null;
      if (agreed === null ? plain(ours, table) === plain(theirs, table) : ours === agreed) return [];
      return [`${code}: ${ours}, not ${theirs}`];
    });
    expect(renamed, 'codes under another name').toEqual([]);
  });
});

if (rows === null) {
  it.skip('needs tshark on the PATH to compare the catalogue with the dissector tables', () => {});
}

function isExcepted({ except = [] }: ValueTable, value: number, name: string): boolean {
  return except instanceof RegExp ? except.test(name) : except.includes(value);
}

function plain(name: string, { drop }: ValueTable): string {
  const letters = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return drop === undefined ? letters : letters.replace(drop, '');
}

function rowsByField(output: string): ReadonlyMap<string, readonly (readonly [number, string])[]> {
  const wanted = new Set(tables.map(({ field }) => field));
  const found = new Map<string, (readonly [number, string])[]>();
  for (const line of output.split('\n')) {
    const [kind, field, value, ...rest] = line.split('\t');
    if ((kind !== 'V' && kind !== 'R') || field === undefined || !wanted.has(field)) continue;
    const list = found.get(field) ?? [];
    found.set(field, list);
    list.push([Number(value), rest.at(-1) ?? '']);
  }
  return found;
}
