/**
 * What a device says about itself: the identity object (The CIP Networks Library volume 1, 5A-2) and the item of
 * ListIdentity (volume 2, 2-4.2), which hold the same facts in the same order.
 */
import { formatIpv4 } from '../../../algebra/ip-address.ts';
import type { IdentityField } from '../../../model/identity.ts';
import { read16Little, read32, read32Little } from '../../capture/bytes.ts';
import { latin1Text } from '../shared/text.ts';
import { deviceTypeNames, vendorNames } from './cip-names.ts';

/** Takes one fact. */
export type SayIdentity = (field: IdentityField, value: string) => void;

/** Attributes of the identity object. */
const vendor = 1;
const deviceType = 2;
const productCode = 3;
const revision = 4;
const status = 5;
const serialNumber = 6;
const productName = 7;
const state = 8;
const inOrder = [vendor, deviceType, productCode, revision, status, serialNumber, productName];

/** Reads all attributes in their order, as far as they are in `bytes[at, end)`. */
export function sayAllAttributes(bytes: Uint8Array, at: number, end: number, say: SayIdentity): void {
  let from = at;
  for (const attribute of inOrder) {
    const next = attributeEnd(bytes, from, end, attribute);
    if (next === null) return;
    sayAttribute(bytes, from, attribute, say);
    from = next;
  }
}

/** Reads one attribute. */
export function saySingleAttribute(
  bytes: Uint8Array,
  at: number,
  end: number,
  attribute: number,
  say: SayIdentity,
): void {
  if (attributeEnd(bytes, at, end, attribute) !== null) sayAttribute(bytes, at, attribute, say);
}

/** Reads the answer to Get_Attribute_List: a count, then number, status and value of each. */
export function sayAttributeList(bytes: Uint8Array, at: number, end: number, say: SayIdentity): void {
  let from = at + 2;
  for (let left = Math.min(read16Little(bytes, at), mostAttributes); left > 0 && from + 4 <= end; left--) {
    const attribute = read16Little(bytes, from);
    const isRefused = read16Little(bytes, from + 2) !== 0;
    from += 4;
    if (isRefused) continue;
    const next = attributeEnd(bytes, from, end, attribute);
    if (next === null) return;
    sayAttribute(bytes, from, attribute, say);
    from = next;
  }
}

/** Reads the item of ListIdentity: encapsulation version, socket address, then the attributes. */
export function sayListedIdentity(bytes: Uint8Array, at: number, end: number, say: SayIdentity): void {
  if (end - at < 18) return;
  const address = read32(bytes, at + 6);
  if (address !== 0) say('ip-address', formatIpv4(address));
  sayAllAttributes(bytes, at + 18, end, say);
}

const mostAttributes = 32;

/** Where the value that begins at `at` ends; null when it is cut off or of unknown length. */
function attributeEnd(bytes: Uint8Array, at: number, end: number, attribute: number): number | null {
  const length = attributeLength(bytes, at, attribute);
  return length > 0 && at + length <= end ? at + length : null;
}

function attributeLength(bytes: Uint8Array, at: number, attribute: number): number {
  if (attribute === productName) return 1 + (bytes[at] ?? 0);
  if (attribute === serialNumber) return 4;
  if (attribute === state) return 1;
  return attribute >= vendor && attribute <= status ? 2 : 0;
}

function sayAttribute(bytes: Uint8Array, at: number, attribute: number, say: SayIdentity): void {
  const number = read16Little(bytes, at);
  switch (attribute) {
    case vendor:
      if (number !== 0) say('vendor', vendorNames.get(number) ?? `CIP vendor ${number}`);
      break;
    case deviceType:
      say('device-type', deviceTypeNames.get(number) ?? `CIP device type ${number}`);
      break;
    case revision:
      // Bit 7 of the major revision is reserved.
      say('firmware', `${(bytes[at] ?? 0) & 0x7f}.${bytes[at + 1] ?? 0}`);
      break;
    case serialNumber:
      say('serial-number', read32Little(bytes, at).toString(16).padStart(8, '0'));
      break;
    case productName:
      say('model', latin1Text(bytes, at + 1, at + 1 + (bytes[at] ?? 0)));
      break;
    default:
      break;
  }
}
