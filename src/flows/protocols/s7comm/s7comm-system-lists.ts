/**
 * Puts the answers to requests for system status lists together, which come in several messages when a list is longer
 * than a message, and reads from them what the controller says of itself.
 */
import { read16 } from '../../capture/bytes.ts';
import { isIdentityList, readIdentityList, type Say } from './s7comm-identity.ts';

export interface SystemLists {
  /** An answer with parameters and data at these places. */
  read(bytes: Uint8Array, parameters: number, data: number, end: number): void;
}

/** Longer than any list that is of interest. */
const longestList = 1024;
/** Return code, type and length of the data. */
const dataHeaderBytes = 4;

/** Says what one controller tells. */
export function createSystemLists(say: Say): SystemLists {
  let collected: Uint8Array | null = null;
  let filled = 0;
  let collectedUnit = 0;

  function append(bytes: Uint8Array, from: number, to: number): void {
    const piece = bytes.subarray(from, Math.min(to, from + longestList - filled));
    collected?.set(piece, filled);
    filled += piece.length;
  }

  return {
    read(bytes, parameters, data, end) {
      const from = data + dataHeaderBytes;
      const to = Math.min(end, from + read16(bytes, data + 2));
      const unit = bytes[parameters + 8] ?? 0;
      const isLast = bytes[parameters + 9] === 0;
      if (collected !== null && unit === collectedUnit && unit !== 0) {
        append(bytes, from, to);
        if (!isLast) return;
        readIdentityList(collected, 0, filled, say);
        collected = null;
      } else if (!isIdentityList(bytes, from, to)) return;
      else if (isLast) readIdentityList(bytes, from, to, say);
      else {
        collected = new Uint8Array(longestList);
        collectedUnit = unit;
        filled = 0;
        append(bytes, from, to);
      }
    },
  };
}
