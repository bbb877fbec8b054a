/** What an outstation of DNP3 tells about itself: the device attributes of group 0 (IEEE 1815-2012 A.1). */
import type { IdentityField } from '../../../model/identity.ts';
import type { PeerOutput } from '../decoder.ts';
import { latin1Text } from '../shared/text.ts';

/** Identity by variation. */
const fields: Readonly<Record<number, IdentityField>> = {
  242: 'firmware',
  243: 'hardware',
  245: 'location',
  246: 'device-id',
  247: 'name',
  248: 'serial-number',
  250: 'model',
  252: 'vendor',
};

/** The data type of text. */
const visibleString = 1;

/** Notes the attribute whose type, length and value stand at `at`. */
export function identifyByAttribute(
  bytes: Uint8Array,
  at: number,
  variation: number,
  unit: number,
  output: PeerOutput,
): void {
  const field = fields[variation];
  if (field === undefined || bytes[at] !== visibleString) return;
  output.identify('server', unit, field, latin1Text(bytes, at + 2, at + 2 + (bytes[at + 1] ?? 0)));
}
