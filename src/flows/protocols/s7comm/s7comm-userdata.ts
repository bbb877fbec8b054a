/** The objects that userdata requests name in their data (public dissector of S7 communication). */
import { read16 } from '../../capture/bytes.ts';
import type { ObjectVisitor, S7Items } from './s7comm-items.ts';

const testAndService = 1;
const cyclicServices = 2;
/** Watch, modify and force the variables of a table. */
const tableFunctions: ReadonlySet<number> = new Set([0x02, 0x08, 0x09]);
/** Transfer in cycles or on change, and a change of the latter. */
const transferFunctions: ReadonlySet<number> = new Set([0x01, 0x05, 0x07]);
/** Return code, type and length of the data. */
const dataHeaderBytes = 4;

/** True when requests of this kind name objects. */
export function namesObjects(group: number, subFunction: number): boolean {
  if (group === cyclicServices) return transferFunctions.has(subFunction);
  return group === testAndService && tableFunctions.has(subFunction);
}

/** Visits the objects of a request that `namesObjects` and whose data is `bytes[data, end)`. */
export function readUserdataObjects(
  items: S7Items,
  bytes: Uint8Array,
  data: number,
  end: number,
  group: number,
  visit: ObjectVisitor,
): void {
  const from = data + dataHeaderBytes;
  if (group === cyclicServices) {
    // The number of items, and the interval in two bytes.
    if (end - from < 4) items.hidden(1, visit);
    else items.read(bytes, from + 4, end, read16(bytes, from), visit);
    return;
  }
  // The lengths of parameters and data, then those.
  const table = from + 4 + read16(bytes, from);
  if (end - table < 2) items.hidden(1, visit);
  else items.readTable(bytes, table + 2, end, read16(bytes, table), visit);
}
