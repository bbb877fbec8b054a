/** Which operation a datagram is: by its command, by the register that it writes, or by the mailbox message inside. */
import { read16Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { KnownOperation, OperationLookup } from '../operation-index.ts';

export interface EthercatOperations {
  /** A command on `length` octets from register `first` on; `absent` for logical memory. */
  access(command: number, first: number, length: number): readonly KnownOperation[];
  /** A write into a mailbox of the data in `bytes[dataStart, end)`; null when it does not look like one. */
  mailbox(
    bytes: Uint8Array,
    command: number,
    at: number,
    dataStart: number,
    end: number,
  ): readonly KnownOperation[] | null;
}

const lastCommand = 14;
/** Registers whose change is more than a write: AL control, SII EEPROM control. */
const markedRegisters = [0x0120, 0x0502];
/** Commands that write registers: by position, by address, to all; the even ones only write. */
const writes: ReadonlySet<number> = new Set([2, 3, 5, 6, 8, 9]);
/** Process memory, where mailboxes are, begins here (ETG.1000.4 table 32). */
const firstMemory = 0x1000;
const mailboxHeaderBytes = 6;
const canopen = 3;
const file = 4;
const servo = 5;
const vendor = 15;
const sdoRequest = 2;

/** Looks everything up once. */
export function createEthercatOperations(lookup: OperationLookup): EthercatOperations {
  const commands = Array.from({ length: lastCommand + 1 }, (_, command) => lookup(String(command)));
  const marked = new Map<number, readonly KnownOperation[]>();
  for (const command of writes)
    for (const register of markedRegisters)
      marked.set(command * 65_536 + register, lookup(`${command}.0x${register.toString(16).padStart(4, '0')}`));
  const mailboxes = new Map<string, readonly KnownOperation[]>();
  const mailboxOf = (code: string): readonly KnownOperation[] => {
    const known = mailboxes.get(code) ?? lookup(code);
    mailboxes.set(code, known);
    return known;
  };

  return {
    access(command, first, length) {
      if (first !== absent && first < firstMemory && writes.has(command)) {
        const register = markedRegisters.find((each) => each >= first && each < first + length);
        if (register !== undefined) return marked.get(command * 65_536 + register) ?? [];
      }
      return commands[command] ?? [];
    },
    mailbox(bytes, command, at, dataStart, end) {
      if (command !== 2 && command !== 5) return null;
      if (read16Little(bytes, at + 4) < firstMemory || end - dataStart < mailboxHeaderBytes + 2) return null;
      const length = read16Little(bytes, dataStart);
      const type = (bytes[dataStart + 5] ?? 0) & 15;
      const isKnown = (type >= 1 && type <= servo) || type === vendor;
      if (!isKnown || length < 2 || length > end - dataStart - mailboxHeaderBytes) return null;
      // The upper two bits of the channel octet are the priority, the others are reserved.
      if (((bytes[dataStart + 4] ?? 0) & 0x3f) !== 0) return null;
      return mailboxOf(mailboxCode(bytes, type, dataStart + mailboxHeaderBytes));
    },
  };
}

function mailboxCode(bytes: Uint8Array, type: number, at: number): string {
  if (type === file) return `m4.${read16Little(bytes, at) & 0xff}`;
  if (type === servo) return `m5.${(bytes[at] ?? 0) & 7}`;
  if (type !== canopen) return `m${type}`;
  const service = read16Little(bytes, at) >>> 12;
  if (service !== sdoRequest) return `m3.${service}`;
  const command = (bytes[at + 2] ?? 0) >>> 5;
  // Client command specifiers of CiA 301: 0 and 1 download, 2 and 3 upload.
  return command <= 1 ? 'm3.2.download' : command <= 3 ? 'm3.2.upload' : 'm3.2';
}
