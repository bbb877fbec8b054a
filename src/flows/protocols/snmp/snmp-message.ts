/** The shape of SNMP messages: version, who asks, PDU (RFC 1157 4, RFC 3416 3, RFC 3412 6). */
import { type BerElement, createBerElement, readBer } from '../shared/ber.ts';

/** One message; overwritten by the next. */
export interface SnmpMessage {
  /** 0 for version 1, 1 for 2c, 3 for 3. */
  version: number;
  /** Context tag of the PDU; -1 when it is encrypted. */
  pdu: number;
  /** Request id, as a signed number. */
  request: number;
  /** Error status of an answer. */
  error: number;
  /** Its list of variables is `bytes[start, end)`. */
  start: number;
  end: number;
}

const sequence = 0x30;
const integer = 2;
const octets = 4;
const version3 = 3;
/** Tag of a trap of version 1, which has no request id. */
const trap1 = 4;
const lastPdu = 8;

/** A message to read into. */
export function createSnmpMessage(): SnmpMessage {
  return { version: 0, pdu: -1, request: 0, error: 0, start: 0, end: 0 };
}

const element: BerElement = createBerElement();

/** Moves `element` to the one at `at`; false when it is none with this tag. */
function readTag(bytes: Uint8Array, at: number, end: number, tag: number): boolean {
  return readBer(bytes, at, end, element) && element.tag === tag;
}

/** Reads the message at `start`; false when it is none. */
export function readSnmp(bytes: Uint8Array, start: number, end: number, message: SnmpMessage): boolean {
  if (!readTag(bytes, start, end, sequence)) return false;
  const last = element.end;
  if (!readTag(bytes, element.start, last, integer) || element.end - element.start !== 1) return false;
  message.version = bytes[element.start] ?? 0;
  if (message.version === version3) return readVersion3(bytes, element.end, last, message);
  if (message.version > 1 || !readTag(bytes, element.end, last, octets)) return false;
  return readPdu(bytes, element.end, last, message);
}

/** Header, security parameters, then the scoped PDU, which may be encrypted. */
function readVersion3(bytes: Uint8Array, at: number, end: number, message: SnmpMessage): boolean {
  if (!readTag(bytes, at, end, sequence)) return false;
  if (!readTag(bytes, element.end, end, octets)) return false;
  if (!readBer(bytes, element.end, end, element)) return false;
  if (element.tag === octets) {
    message.pdu = -1;
    return true;
  }
  if (element.tag !== sequence) return false;
  const last = element.end;
  if (!readTag(bytes, element.start, last, octets)) return false;
  if (!readTag(bytes, element.end, last, octets)) return false;
  return readPdu(bytes, element.end, last, message);
}

function readPdu(bytes: Uint8Array, at: number, end: number, message: SnmpMessage): boolean {
  if (!readBer(bytes, at, end, element)) return false;
  message.pdu = element.tag & 0x1f;
  if ((element.tag & 0xe0) !== 0xa0 || message.pdu > lastPdu) return false;
  message.request = 0;
  message.error = 0;
  message.start = message.end = element.end;
  if (message.pdu === trap1) return true;
  const last = element.end;
  if (!readTag(bytes, element.start, last, integer)) return false;
  message.request = numberAt(bytes, element);
  if (!readTag(bytes, element.end, last, integer)) return false;
  message.error = numberAt(bytes, element);
  if (!readTag(bytes, element.end, last, integer)) return false;
  if (!readTag(bytes, element.end, last, sequence)) return false;
  message.start = element.start;
  message.end = element.end;
  return true;
}

/** The last four octets of an integer. */
function numberAt(bytes: Uint8Array, { start, end }: BerElement): number {
  let value = 0;
  for (let at = Math.max(start, end - 4); at < end; at++) value = (value << 8) | (bytes[at] ?? 0);
  return value;
}
