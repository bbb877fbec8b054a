/** Telegrams of the KNX bus in the common external message interface (KNX 03_06_03): who, to which group, what. */
import { read16 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';

/** What a telegram asks; overwritten by the next. */
export interface Telegram {
  messageCode: number;
  /** Application code of four bits; `absent` for transport control and for what is no data telegram. */
  application: number;
  /** The transport layer alone speaks: connections and acknowledgements between two devices. */
  isControl: boolean;
  /** Address of the group; `absent` when a single device is asked. */
  group: number;
}

const dataRequest = 0x11;
const dataConfirmation = 0x2e;
/** A telegram was seen on the bus. */
export const dataIndication = 0x29;
const groupFlag = 0x80;
const controlFlag = 0x80;

/** Reads the telegram in `bytes[at, end)`; false when it is cut off. */
export function readTelegram(bytes: Uint8Array, at: number, end: number, telegram: Telegram): boolean {
  telegram.messageCode = bytes[at] ?? 0;
  telegram.application = absent;
  telegram.isControl = false;
  telegram.group = absent;
  if (at + 2 > end) return false;
  const { messageCode } = telegram;
  if (messageCode !== dataRequest && messageCode !== dataIndication && messageCode !== dataConfirmation) return true;
  // Additional information, two control fields, source, destination, length, then transport and application control.
  const control = at + 2 + (bytes[at + 1] ?? 0);
  const transport = control + 7;
  if (transport >= end) return false;
  if (((bytes[control + 1] ?? 0) & groupFlag) !== 0) telegram.group = read16(bytes, control + 4);
  telegram.isControl = ((bytes[transport] ?? 0) & controlFlag) !== 0;
  if (telegram.isControl) return true;
  if (transport + 1 >= end) return false;
  telegram.application = (read16(bytes, transport) >> 6) & 0x0f;
  return true;
}
