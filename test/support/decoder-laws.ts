/** What holds for every decoder, whatever the protocol: given some messages, these tests cut, repeat and break them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pcap, type TimedFrame } from './capture-files.ts';
import { bytesOf, ethernet, ipv4, udp } from './frames.ts';
import { conversationLine, readContent } from './read-conversations.ts';
import { tcpTalk } from './tcp-talk.ts';

/** A conversation in one protocol. */
export interface SampleDialogue {
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
  /** Whole messages in their order. */
  readonly messages: readonly { readonly from: 'client' | 'server'; readonly bytes: Uint8Array }[];
  /** What is counted of it: operations without the endpoints. */
  readonly lines: readonly string[];
}

/** Holds a decoder to its laws with one conversation. */
export function describeDecoderLaws(name: string, dialogue: SampleDialogue): void {
  const { transport, messages, lines } = dialogue;
  describe(`${name}, cut and broken`, () => {
    test('each message by itself gives what was asked', async () => {
      expect(await linesOf(dialogue, messages)).toEqual(lines);
    });

    if (transport === 'tcp') {
      test('many messages in one segment, and messages over many segments, give the same', async () => {
        for (const size of [1, 3, 7, 64, 100_000])
          expect([size, await linesOf(dialogue, pieces(messages, size))]).toEqual([size, lines]);
      });

      test('a capture that ends anywhere shows nothing that was not asked', async () => {
        const all = pieces(messages, 1);
        const step = Math.max(1, Math.floor(all.length / 400));
        for (let end = 0; end < all.length; end += step) {
          const found = await linesOf(dialogue, joined(all.slice(0, end)));
          expect([end, found.filter((line) => !isKnown(line, lines))]).toEqual([end, []]);
        }
      });
    }

    test('whatever the bytes are, reading ends', async () => {
      const total = messages.reduce((sum, { bytes }) => sum + bytes.length, 0);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(total - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
          fc.uint8Array({ maxLength: 80 }),
          async (changes, extra) => {
            const broken = broke(messages, changes);
            const noise = { from: 'client' as const, bytes: extra };
            await linesOf(dialogue, extra.length === 0 ? broken : [...broken, noise, { ...noise, from: 'server' }]);
          },
        ),
        { numRuns: 100 },
      );
    });
  });
}

type Messages = SampleDialogue['messages'];

/** Operations of a conversation, without the endpoints. */
export async function linesOf({ transport, port }: SampleDialogue, messages: Messages): Promise<string[]> {
  const frames = transport === 'tcp' ? segments(port, messages) : datagrams(port, messages);
  const { conversations } = await readContent(pcap(frames));
  return conversations.map((each) => conversationLine(each).replace(/^plant \S+ -> \S+ \S+ \S+ /, ''));
}

function segments(port: number, messages: Messages): readonly TimedFrame[] {
  const talk = tcpTalk({ serverPort: port, step: 1000 }).open();
  for (const { from, bytes } of messages) talk[from](bytes);
  return talk.frames;
}

/** Datagrams between 10.0.0.1:40000 and 10.0.0.2. */
export function datagrams(port: number, messages: Messages): readonly TimedFrame[] {
  return messages.map(({ from, bytes }, index) => {
    const [source, destination] = from === 'client' ? ['10.0.0.1', '10.0.0.2'] : ['10.0.0.2', '10.0.0.1'];
    const ports: [number, number] = from === 'client' ? [40_000, port] : [port, 40_000];
    const packet = ipv4({ source, destination, protocol: 17 }, udp(...ports, bytes));
    return { micros: 1_700_000_000_000_000 + index * 1000, bytes: ethernet(0x0800, packet) };
  });
}

/** The same bytes, each run of one side in pieces of `size`. */
function pieces(messages: Messages, size: number): Messages {
  return joined(messages).flatMap(({ from, bytes }) =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => ({
      from,
      bytes: bytes.subarray(index * size, (index + 1) * size),
    })),
  );
}

/** Runs of one side as one piece. */
function joined(messages: Messages): Messages {
  const runs: { from: 'client' | 'server'; bytes: Uint8Array }[] = [];
  for (const { from, bytes } of messages) {
    const last = runs.at(-1);
    if (last?.from === from) last.bytes = bytesOf(last.bytes, bytes);
    else runs.push({ from, bytes });
  }
  return runs;
}

/** The messages with some bytes set to others. */
function broke(messages: Messages, changes: readonly (readonly [number, number])[]): Messages {
  const copies = messages.map(({ from, bytes }) => ({ from, bytes: bytes.slice() }));
  for (const [place, value] of changes) {
    let left = place;
    for (const { bytes } of copies) {
      if (left < bytes.length) bytes[left] = value;
      left -= bytes.length;
      if (left < 0) break;
    }
  }
  return copies;
}

/** True for an operation that the whole conversation has too, perhaps more often or refused. */
function isKnown(line: string, lines: readonly string[]): boolean {
  const operation = line.replace(/, x\d+.*$/, '');
  return (
    /^(?:unknown payload|session connect)$/.test(operation) ||
    operation.includes('missing') ||
    lines.some((each) => each.startsWith(`${operation}, x`))
  );
}
