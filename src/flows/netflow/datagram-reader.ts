/** Reads datagrams of exporters, whatever their version. */

import type { PlaceUnit } from '../../model/conversation.ts';
import { read16 } from '../capture/bytes.ts';
import type { Tally } from '../tally.ts';
import { beginsDatagram } from './datagram-shape.ts';
import { createMessageReader } from './export-message.ts';
import { fixedLayouts, readFixedRecords } from './fixed-records.ts';
import type { FlowAccount } from './flow-account.ts';

/** Who sent a datagram, numbered by the caller, who knows addresses: 0 for nobody in particular. */
export interface Exporter {
  /** Number of the address, whose templates of version 9 count for all it sends (RFC 3954 5.1). */
  readonly host: number;
  /** Number of the address and port, to which templates of IPFIX belong (RFC 7011 8). */
  readonly session: number;
}

export interface DatagramReader {
  /** Reads one datagram in `bytes[start, end)`; `position` is where it stands. */
  read(exporter: Exporter, bytes: Uint8Array, start: number, end: number, position: number): void;
  /** Counts what still waits for a template. */
  finish(): void;
}

/** A reader that counts records in an account. */
export function createDatagramReader(tally: Tally, account: FlowAccount, unit: PlaceUnit): DatagramReader {
  const messages = createMessageReader(account, tally, unit);
  return {
    read(exporter, bytes, start, end, position) {
      if (beginsDatagram(bytes, start, end) !== 'yes') {
        tally.broken('malformed-datagram', unit, position, 'a datagram that is no NetFlow and no IPFIX');
        return;
      }
      const version = read16(bytes, start);
      const layout = fixedLayouts.get(version);
      if (layout === undefined && version === 9) messages.version9(exporter.host, bytes, start, end, position);
      else if (layout === undefined) {
        const length = read16(bytes, start + 2);
        if (length > end - start)
          tally.broken('truncated', unit, position, `a message of ${length} bytes, of which ${end - start} are there`);
        messages.ipfix(exporter.session, bytes, start, Math.min(end, start + length), position);
      } else if (end - start < layout.headerBytes)
        tally.broken('truncated', unit, position, 'a datagram that ends in its header');
      else readFixedRecords(account, tally, unit, bytes, start, end, position);
    },
    finish: messages.finish,
  };
}
