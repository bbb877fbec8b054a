/** Numbers at the borders of a service, and those that a mistake in its place would most likely have. */
import type { Family } from '../../algebra/ip-address.ts';
import { beginningMessages } from './message-types.ts';
import type { ReachedService } from './reach.ts';

const portBits = 16;

/**
 * Ports, message types or protocol numbers: the one before, the first, the last, the one behind; for a single port also those
 * that differ in one bit or have its bytes the other way round; of ICMP every type that begins something.
 */
export function serviceBorders({ protocols, ports }: ReachedService, family: Family): readonly number[] {
  const { from, to } = ports ?? protocols;
  const borders = [from - 1, from, to, to + 1];
  if (ports === null) return within(borders, 255);
  if (protocols.from !== 6 && protocols.from !== 17) return within([...borders, ...beginningMessages[family]], 255);
  if (from !== to) return within(borders, 65_535);
  const flipped = Array.from({ length: portBits }, (_, bit) => from ^ (1 << bit));
  return within([...borders, ...flipped, ((from & 255) << 8) | (from >> 8)], 65_535);
}

function within(numbers: readonly number[], last: number): readonly number[] {
  return [...new Set(numbers)].filter((number) => 0 <= number && number <= last);
}
