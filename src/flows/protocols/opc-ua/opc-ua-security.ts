/** Security policies of OPC UA (OPC 10000-7 6.6) as far as they matter to somebody who cannot decrypt anything. */
import { latin1Text } from '../shared/text.ts';
import { lengthAt } from './opc-ua-encoding.ts';

/** Where the name of the policy stands in an OPN message. */
const policyOffset = 12;
const longestPolicy = 255;

/** Bytes of the signature behind every message of a channel, by the policy's name behind the hash sign. */
const signatures: Readonly<Record<string, number>> = {
  None: 0,
  Basic128Rsa15: 20,
  Basic256: 20,
  Basic256Sha256: 32,
  Aes128_Sha256_RsaOaep: 32,
  Aes256_Sha256_RsaPss: 32,
};

/** The same for the channel that the OPN message at `at` opens; -1 when its policy is not known. */
export function signatureBytes(bytes: Uint8Array, at: number, end: number): number {
  const length = Math.min(Math.max(lengthAt(bytes, at + policyOffset), 0), longestPolicy);
  const start = at + policyOffset + 4;
  const name = latin1Text(bytes, start, Math.min(start + length, end));
  return signatures[name.slice(name.indexOf('#') + 1)] ?? -1;
}
