/** The headers of AMS over TCP (Beckhoff Information System, AMS/ADS specification): 6 octets, then 32. */
import { read16Little, read32Little } from '../../capture/bytes.ts';

/** Up to the AMS header, and up to the data. */
const tcpHeaderBytes = 6;
export const amsBytes: number = tcpHeaderBytes + 32;

const responseFlag = 1;
const commandFlag = 4;
const lastCommand = 9;
const longestMessage = 256 * 1024;

/** Octets of the packet that begins at `at`; 0 when none does, -1 when too little is there to tell. */
export function amsLength(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < tcpHeaderBytes) return read16Little(bytes, at) === 0 ? -1 : 0;
  const length = read32Little(bytes, at + 2);
  if (read16Little(bytes, at) !== 0 || length < 32 || length > longestMessage) return 0;
  if (end - at < amsBytes) return -1;
  const isCommand = (flagsAt(bytes, at) & commandFlag) !== 0;
  return isCommand && read32Little(bytes, at + 26) === length - 32 ? tcpHeaderBytes + length : 0;
}

function flagsAt(bytes: Uint8Array, at: number): number {
  return read16Little(bytes, at + 24);
}

/** Whether the packet answers another. */
export function isAmsResponse(bytes: Uint8Array, at: number): boolean {
  return (flagsAt(bytes, at) & responseFlag) !== 0;
}

/** True for the commands that the specification has. */
export function isListedCommand(bytes: Uint8Array, at: number): boolean {
  const command = read16Little(bytes, at + 22);
  return command >= 1 && command <= lastCommand;
}
