/** What an agent says about its system when it is asked (RFC 3418: sysDescr, sysName, sysLocation). */
import type { IdentityField } from '../../../model/identity.ts';
import { absent } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import { createBerElement, readBer } from '../shared/ber.ts';
import { latin1Text } from '../shared/text.ts';

/** 1.3.6.1.2.1.1, encoded. */
const system = [0x2b, 6, 1, 2, 1, 1];
/** By the arc behind it; an instance of 0 follows. */
const fields: ReadonlyMap<number, IdentityField> = new Map([
  [1, 'description'],
  [5, 'name'],
  [6, 'location'],
]);
const octets = 4;
const mostVariables = 128;

const variable = createBerElement();
const element = createBerElement();

/** Passes on the system's variables among those in `bytes[start, end)`. */
export function identifySystem(bytes: Uint8Array, start: number, end: number, output: OperationOutput): void {
  let at = start;
  for (let count = 0; count < mostVariables && readBer(bytes, at, end, variable); count++) {
    at = variable.end;
    if (!readBer(bytes, variable.start, variable.end, element)) return;
    const field = fieldOf(bytes, element.start, element.end);
    if (field === undefined || !readBer(bytes, element.end, variable.end, element) || element.tag !== octets) continue;
    output.identify('server', absent, field, latin1Text(bytes, element.start, element.end));
  }
}

function fieldOf(bytes: Uint8Array, start: number, end: number): IdentityField | undefined {
  if (end - start !== system.length + 2 || bytes[end - 1] !== 0) return undefined;
  if (!system.every((arc, at) => bytes[start + at] === arc)) return undefined;
  return fields.get(bytes[start + system.length] ?? 0);
}
