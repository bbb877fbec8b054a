/**
 * Steps through the data of SLMP requests, in binary or as hexadecimal text: numbers, and devices by their number and
 * code (SLMP reference manual SH-080956ENG 5.2).
 */
import { read16Little, read32Little } from '../../capture/bytes.ts';
import { type DeviceKind, deviceByCode, deviceByText } from './slmp-devices.ts';
import { decimalNumber, hexNumber } from './slmp-text.ts';

export interface SlmpReader {
  /** Goes to the beginning of data; `isLong` where devices have long numbers and codes. */
  open(bytes: Uint8Array, start: number, end: number, isAscii: boolean, isLong: boolean): void;
  /** A number of one, two or four bytes; -1 where it is missing or no number. */
  number(octets: 1 | 2 | 4): number;
  /** The number of a device; -1 where it is missing or no number. */
  device(): number;
  /** The kind of the device that was read last. */
  kind(): DeviceKind;
  /** Steps over as many bytes, which as text are twice as many characters. */
  skip(octets: number): void;
}

export function createSlmpReader(): SlmpReader {
  let bytes: Uint8Array = new Uint8Array(0);
  let at = 0;
  let end = 0;
  let isAscii = false;
  let isLong = false;
  let kind = deviceByCode(0);

  /** A code of two characters, or of four of newer controllers, then the number as its kind is written. */
  function textDevice(): number {
    const from = at + (isLong ? 4 : 2);
    const digits = isLong ? 8 : 6;
    kind = deviceByText(bytes[at] ?? 0, bytes[at + 1] ?? 0);
    at = from + digits;
    if (at > end) return -1;
    return kind.isHex ? hexNumber(bytes, from, digits) : decimalNumber(bytes, from, digits);
  }

  /** A number of three bytes and a code of one, of newer controllers four and two. */
  function binaryDevice(): number {
    const from = at;
    at += isLong ? 6 : 4;
    if (at > end) return -1;
    kind = deviceByCode(isLong ? read16Little(bytes, from + 4) : (bytes[from + 3] ?? 0));
    return isLong ? read32Little(bytes, from) : read16Little(bytes, from) | ((bytes[from + 2] ?? 0) << 16);
  }

  return {
    open(dataBytes, dataStart, dataEnd, asText, withLongDevices) {
      bytes = dataBytes;
      at = dataStart;
      end = dataEnd;
      isAscii = asText;
      isLong = withLongDevices;
    },
    number(octets) {
      const from = at;
      at += isAscii ? octets * 2 : octets;
      if (at > end) return -1;
      if (isAscii) return hexNumber(bytes, from, octets * 2);
      if (octets === 1) return bytes[from] ?? -1;
      return octets === 2 ? read16Little(bytes, from) : read32Little(bytes, from);
    },
    device: () => (isAscii ? textDevice() : binaryDevice()),
    kind: () => kind,
    skip(octets) {
      at += isAscii ? octets * 2 : octets;
    },
  };
}
