/** Elements of the set of sessions, worked out for tests from docs/nftables.md alone. */
import { createHash } from 'node:crypto';

/** The first four bytes of the SHA-256 of the window's name, as a number. */
export function sessionElement(window: string): number {
  const [a = 0, b = 0, c = 0, d = 0] = createHash('sha256').update(window).digest();
  return ((a * 256 + b) * 256 + c) * 256 + d;
}
