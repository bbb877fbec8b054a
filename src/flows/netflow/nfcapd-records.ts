/** Records of nfcapd blocks: flows in the forms of nfdump 1.6 and 1.7 among tables about exporters. */
import { read16Little } from '../capture/bytes.ts';
import type { ReadingSession } from '../format.ts';
import type { FlowAccount } from './flow-account.ts';
import { readElementRecord } from './nfcapd-element-record.ts';
import { createMapRecords } from './nfcapd-map-record.ts';

export interface NfcapdRecords {
  /** Reads the records of a block that stands at `offset` of the file. */
  read(block: Uint8Array, offset: number): void;
}

/** Types of records (nfdump's `id.h`). */
const flowOfVersion0 = 1;
const extensionMap = 2;
const flowWithMap = 10;
const flowWithElements = 11;

/** A reader that counts flow records in an account; it numbers them as nfdump lists them. */
export function createNfcapdRecords(session: ReadingSession, account: FlowAccount): NfcapdRecords {
  const { tally, trace } = session;
  const maps = createMapRecords();
  let number = 0;

  function readFlow(read: () => boolean): void {
    number++;
    trace?.at(number, 'record');
    account.record.position = number;
    if (read()) account.add();
    else tally.broken('malformed-record', 'record', number, 'a flow record whose parts do not fit into it');
  }

  return {
    read(block, offset) {
      let at = 0;
      while (block.length - at >= 4) {
        const type = read16Little(block, at);
        const size = read16Little(block, at + 2);
        const end = at + size;
        if (size < 4 || end > block.length) {
          const text = `a record of ${size} bytes where ${block.length - at} are left in its block`;
          tally.broken('malformed-record', 'byte', offset, text);
          return;
        }
        const start = at;
        if (type === flowWithElements) readFlow(() => readElementRecord(account.record, session, block, start, end));
        else if (type === flowWithMap || type === flowOfVersion0)
          readFlow(() => maps.readFlow(account.record, session, block, start, end, type === flowWithMap));
        else if (type === extensionMap) maps.define(block, start, end);
        at = end;
      }
    },
  };
}
