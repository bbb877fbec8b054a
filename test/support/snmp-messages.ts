/** SNMP messages, element by element (RFC 1157, RFC 3412). */
import { bytesOf } from './frames.ts';

type Part = Uint8Array | number | readonly number[];

function element(tag: number, ...contents: Part[]): Uint8Array {
  const value = bytesOf(...contents);
  return bytesOf(tag, value.length < 128 ? value.length : [0x81, value.length], value);
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** A PDU with one variable: the object id of 1.3.6.1.2.1.1.`arc`.0, and its value. */
export function snmpPdu(tag: number, request: number, error = 0, arc = 5, value = ''): Uint8Array {
  const variable = element(
    0x30,
    element(6, [0x2b, 6, 1, 2, 1, 1, arc, 0]),
    value === '' ? element(5) : element(4, text(value)),
  );
  return element(0xa0 | tag, element(2, request), element(2, error), element(2, 0), element(0x30, variable));
}

/** A message of version 1 (0) or 2c (1). */
export function snmp(version: number, pdu: Uint8Array, community = 'public'): Uint8Array {
  return element(0x30, element(2, version), element(4, text(community)), pdu);
}

/** A message of version 3; a PDU of null is encrypted. */
export function snmp3(pdu: Uint8Array | null): Uint8Array {
  const header = element(0x30, element(2, 7), element(2, [4, 0]), element(4, 4), element(2, 3));
  const scoped = pdu === null ? element(4, new Uint8Array(40)) : element(0x30, element(4, 1), element(4), pdu);
  return element(0x30, element(2, 3), header, element(4, element(0x30)), scoped);
}
