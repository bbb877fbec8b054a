/**
 * Bytes behind the header of the transport on the axes of a space. A rule that asks for bytes which a packet has not does
 * not hold for it, whatever it asks; so a comparison that every byte passes asks whether the byte is there.
 */
import { type IntegerSet, integerSet } from '../../../algebra/integer-set.ts';
import type { PayloadField } from '../../nft/read/fields.ts';
import type { NftValue } from '../../nft/read/ruleset.ts';
import type { FieldSource } from '../../nft/trace/packet-model.ts';
import { wireAxes } from '../../proof/wire-space.ts';

/** The URG bit among the flags of TCP (RFC 9293, section 3.1). */
const urgent = 0x20n;
const longestPayload = 65_535;

export function payloadSource(field: PayloadField): FieldSource {
  if (field === '@th,104,8') return { kind: 'axis', axis: wireAxes.urgent, guard: null };
  const guard = { axis: wireAxes.payload, from: endOf(field), to: longestPayload };
  return { kind: 'axis', axis: valueAxisOf(field), guard };
}

/** Null when the values tell apart more than the axis does. */
export function payloadSide(field: PayloadField, mask: bigint | null, values: readonly NftValue[]): IntegerSet | null {
  const holds = (number: bigint): boolean =>
    values.some((value) => value.kind === 'numbers' && value.from <= number && number <= value.to);
  if (field === '@th,104,8') {
    if (mask !== urgent) return null;
    return [0n, urgent].flatMap((bit, kind) => (holds(bit) ? [{ from: kind, to: kind }] : []));
  }
  if (mask !== null) return null;
  if (valueAxisOf(field) !== wireAxes.payload)
    return integerSet(
      values.flatMap((value) => (value.kind === 'numbers' ? [{ from: Number(value.from), to: Number(value.to) }] : [])),
    );
  return isAny(field, values) ? [{ from: 0, to: longestPayload }] : null;
}

/** Whether every value of the bytes is among some. */
function isAny(field: PayloadField, values: readonly NftValue[]): boolean {
  const last = (1n << BigInt(bitsOf(field))) - 1n;
  return values.some((value) => value.kind === 'numbers' && value.from === 0n && value.to >= last);
}

/** Of bytes that only may be there or not, no value has an axis. */
function valueAxisOf(field: PayloadField): number {
  switch (field) {
    case '@ih,16,16':
      return wireAxes.identifier;
    case '@ih,32,16':
      return wireAxes.length;
    case '@ih,56,8':
      return wireAxes.code;
    case '@ih,96,8':
      return wireAxes.count;
    default:
      return wireAxes.payload;
  }
}

/** How many bytes of payload a packet must have for the field to be there. */
function endOf(field: PayloadField): number {
  const [, offset = 0] = field.split(',').map(Number);
  return (offset + bitsOf(field)) / 8;
}

function bitsOf(field: PayloadField): number {
  return Number(field.split(',')[2]);
}
