/** The common packet format inside SendRRData and SendUnitData (The CIP Networks Library volume 2, 2-6). */
import { read16Little } from '../../capture/bytes.ts';

/** Where the CIP message of an encapsulated packet lies; overwritten by the next. */
export interface CipLocation {
  /** Where the message begins, behind the sequence count of a connected one. */
  at: number;
  end: number;
  /** A message over a connection, with where its connection id and its sequence count stand. */
  connected: boolean;
  connectionAt: number;
  sequence: number;
}

const connectedAddress = 0xa1;
const connectedData = 0xb1;
const unconnectedData = 0xb2;
/** Interface handle, timeout. */
const prefixBytes = 6;
const mostItems = 8;

/** Finds the CIP message in the data `bytes[at, end)` of an encapsulated packet; false when there is none. */
export function locateCip(bytes: Uint8Array, at: number, end: number, location: CipLocation): boolean {
  const count = read16Little(bytes, at + prefixBytes);
  location.connectionAt = end;
  if (count > mostItems) return false;
  let item = at + prefixBytes + 2;
  for (let index = 0; index < count && item + 4 <= end; index++) {
    const type = read16Little(bytes, item);
    const from = item + 4;
    const next = from + read16Little(bytes, item + 2);
    if (next > end) return false;
    if (type === connectedAddress) location.connectionAt = from;
    if (type === connectedData || type === unconnectedData) {
      location.connected = type === connectedData;
      location.sequence = location.connected ? read16Little(bytes, from) : 0;
      location.at = location.connected ? from + 2 : from;
      location.end = next;
      return location.at < next;
    }
    item = next;
  }
  return false;
}
