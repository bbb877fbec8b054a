/** Ethernet frames between stations, and what is read of them. */
import { pcap } from './capture-files.ts';
import { ethernet } from './frames.ts';
import { conversationLine, factLines, readContent } from './read-conversations.ts';

/** One frame: who sends it to whom, and what is behind the EtherType. */
export interface StationFrame {
  readonly from: string;
  readonly to: string;
  readonly payload: Uint8Array;
}

/** What is read of frames a millisecond apart: the conversations in lines, and what is told about devices. */
export async function readFrames(
  etherType: number,
  frames: readonly StationFrame[],
): Promise<{ readonly lines: readonly string[]; readonly facts: readonly string[] }> {
  const capture = pcap(
    frames.map(({ from, to, payload }, index) => ({
      micros: 1_700_000_000_000_000 + index * 1000,
      bytes: ethernet(etherType, payload, { source: from, destination: to }),
    })),
  );
  const { conversations, devices } = await readContent(capture);
  return { lines: conversations.map(conversationLine), facts: factLines(devices) };
}
