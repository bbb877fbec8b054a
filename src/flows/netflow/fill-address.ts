/** Addresses written as text, as the words of a flow record. */
import { parseIpAddress } from '../../algebra/ip-address.ts';

/** Fills the words and answers the family; null for text that is no IP address. */
export function fillAddress(words: Int32Array, text: string): 4 | 6 | null {
  const address = parseIpAddress(text);
  if (address === null) return null;
  if (address.family === 4) words[0] = Number(address.value) | 0;
  else
    for (let word = 0; word < 4; word++)
      words[word] = Number(BigInt.asIntN(32, address.value >> BigInt(96 - 32 * word)));
  return address.family;
}

/** The same for a MAC address, `02:00:00:00:00:0a`; false for text that is none. */
export function fillMacAddress(words: Int32Array, text: string): boolean {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text)) return false;
  const digits = text.replaceAll(':', '');
  words[0] = Number.parseInt(digits.slice(0, 8), 16) | 0;
  words[1] = Number.parseInt(digits.slice(8), 16) << 16;
  return true;
}
