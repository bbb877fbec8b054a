/**
 * Tells apart the conversations that two stations have over one EtherType: one for each protocol and each of the two
 * that asks; frames that both send alike are one conversation. The numbers stand where TCP and UDP have ports.
 */
import type { Packet } from './packet.ts';
import type { ReadyDecoder, Recognised } from './recognition.ts';

export interface FrameKinds {
  /** At least 3; 0 is left for frames that no decoder knows. */
  number(recognised: Recognised, packet: Packet): number;
}

/** No kinds yet; there are at most two for each decoder. */
export function createFrameKinds(): FrameKinds {
  const numbers = new Map<ReadyDecoder, number>();
  return {
    number({ chosen, sender }, packet) {
      const number = numbers.get(chosen) ?? numbers.size + 1;
      numbers.set(chosen, number);
      if (sender === 'either') return number * 3;
      return number * 3 + (sendsLow(packet) === (sender === 'client') ? 1 : 2);
    },
  };
}

/** True when the sender's address is the smaller one. */
function sendsLow({ source, destination }: Packet): boolean {
  for (let word = 0; word < source.length; word++) {
    const order = (source[word] ?? 0) - (destination[word] ?? 0);
    if (order !== 0) return order < 0;
  }
  return true;
}
