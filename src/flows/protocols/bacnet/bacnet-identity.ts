/** What BACnet devices say about themselves: I-Am, and the properties of their device object. */
import type { IdentityField } from '../../../model/identity.ts';
import { absent } from '../../observation-sink.ts';
import type { PeerOutput } from '../decoder.ts';
import {
  createTag,
  instanceOf,
  isOfType,
  objectType,
  objectTypeOf,
  readTag,
  type Tag,
  textOf,
  textType,
  unsignedOf,
  unsignedType,
} from './bacnet-tags.ts';

const deviceType = 8;
const applicationSoftware = 12;
const vendorNumber = 120;

/** Properties of the device object. */
const fields: Readonly<Record<number, IdentityField>> = {
  [applicationSoftware]: 'firmware',
  28: 'description',
  44: 'firmware',
  58: 'location',
  70: 'model',
  77: 'name',
  [vendorNumber]: 'vendor',
  121: 'vendor',
  372: 'serial-number',
};

const tag = createTag();

/** Notes what I-Am says: `at` is behind the service choice. A device behind a router is told apart by its instance. */
export function identifyByIAm(bytes: Uint8Array, at: number, end: number, isRouted: boolean, output: PeerOutput): void {
  let next = readTag(bytes, at, end, tag);
  if (next < 0 || !isOfType(tag, objectType) || objectTypeOf(bytes, tag.at) !== deviceType) return;
  const instance = instanceOf(bytes, tag.at);
  const unit = isRouted ? instance : absent;
  output.identify('client', unit, 'device-id', String(instance));
  // The longest message it takes and how it segments come before the number of its vendor.
  for (let skipped = 0; skipped < 3 && next >= 0; skipped++) next = readTag(bytes, next, end, tag);
  if (next >= 0 && isOfType(tag, unsignedType))
    output.identify('client', unit, 'vendor', vendorText(unsignedOf(bytes, tag)));
}

/** True for a property that says what a device is. */
export function isIdentifying(type: number, property: number): boolean {
  return type === deviceType && fields[property] !== undefined;
}

/** Notes the value of a property of the device object; `value` is its tag. */
export function identifyByProperty(
  bytes: Uint8Array,
  value: Tag,
  instance: number,
  property: number,
  isRouted: boolean,
  output: PeerOutput,
): void {
  const field = fields[property];
  const text = valueText(bytes, value, property);
  if (field === undefined || text === '') return;
  const unit = isRouted ? instance : absent;
  output.identify('server', unit, 'device-id', String(instance));
  output.identify('server', unit, field, text);
}

function valueText(bytes: Uint8Array, value: Tag, property: number): string {
  if (property === vendorNumber) return isOfType(value, unsignedType) ? vendorText(unsignedOf(bytes, value)) : '';
  const text = isOfType(value, textType) ? textOf(bytes, value) : '';
  // Firmware and application have versions of their own.
  return property === applicationSoftware && text !== '' ? `application ${text}` : text;
}

/** Vendors have numbers that ASHRAE assigns. */
function vendorText(number: number): string {
  return `ASHRAE vendor ${number}`;
}
