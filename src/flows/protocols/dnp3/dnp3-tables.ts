/** Where the objects of DNP3 are in the catalogue: a table for each kind of point (IEEE 1815-2012 annex A). */

/** Groups by table; those of no table are `other`. */
const groupsOfTable: Readonly<Record<string, readonly number[]>> = {
  binary_input: [1, 2],
  double_bit_input: [3, 4],
  binary_output: [10, 11],
  control_relay: [12, 13],
  counter: [20, 22],
  frozen_counter: [21, 23],
  analog_input: [30, 31, 32, 33, 34],
  analog_output: [40, 41, 42, 43],
  time: [50, 51, 52],
  class_data: [60],
  file: [70],
  internal_indications: [80],
};

const tableOfGroup: ReadonlyMap<number, string> = new Map(
  Object.entries(groupsOfTable).flatMap(([table, groups]) => groups.map((group) => [group, table] as const)),
);

/** The table of a group. */
export function dnp3Table(group: number): string {
  return tableOfGroup.get(group) ?? 'other';
}

const meanings: ReadonlySet<string> = new Set(['1.70', '2.50', '2.70', '2.80', '2.112']);

/** The code of a function on objects of a group: the group counts only where it changes the meaning. */
export function dnp3Code(functionCode: number, group: number): string {
  const code = `${functionCode}.${group}`;
  return meanings.has(code) ? code : String(functionCode);
}
