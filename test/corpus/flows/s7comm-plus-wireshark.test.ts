import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { factLines, readPaths } from '../../support/read-conversations.ts';
import { compareTallies, type SeenOperation, tallyRead, tallySeen } from './operation-tally.ts';
import { dissectRows } from './tshark-rows.ts';

const captures = [
  'modbus/zeek__modbusBig.pcap',
  's7comm/iti__S7-1511-opc-request-all-types.pcap',
  's7comm/iti__S7-1511_db2_var1_HMI.pcap',
  's7comm/iti__s7-1200-hmi.pcap',
];

describeCorpus('S7comm-plus requests against Wireshark', ['tshark'], () => {
  test.each(captures)('counts every request of %s, with its items', async (capture) => {
    const { conversations, readings } = await readPaths([corpusPath(capture)]);
    const about = { capture, protocol: 's7comm-plus', oracle: 'tshark', packets: readings[0]?.statistics.packets ?? 0 };
    const ours = tallyRead(conversations, 's7comm-plus', ({ source, destination, code }) => ({
      source,
      destination,
      code: code.replace(/\..*/, ''),
    }));
    const theirs = tallySeen(requestsOf(corpusPath(capture)));
    expect(theirs.size).toBeGreaterThan(2);
    expect(compareTallies(about, ours, theirs)).toEqual({});
  });

  test('the controllers say what they are', async () => {
    const facts = await Promise.all(
      captures.slice(1).map(async (capture) => factLines((await readPaths([corpusPath(capture)])).devices)),
    );
    expect(facts.flat()).toEqual([
      '192.168.25.139 order-number: 6ES7 511-1AK00-0AB0',
      '192.168.25.139 firmware: V1.0',
      '192.168.25.139 order-number: 6ES7 511-1AK00-0AB0',
      '192.168.25.139 firmware: V1.0',
      '192.168.25.131 order-number: 6ES7 211-1BE31-0XB0',
      '192.168.25.131 firmware: V3.0',
    ]);
  });
});

/**
 * Requests and notifications in what Wireshark puts together of ISO transport: it has no dissector for them. In these
 * captures no message is of version 3, and none has 128 items.
 */
function requestsOf(path: string): SeenOperation[] {
  const fields = ['ip.src', 'ip.dst', 'tcp.srcport', 'tcp.stream', 'data.data'] as const;
  /** Directions of streams in which the message before has no end yet. */
  const inPieces = new Set<string>();
  return dissectRows(path, 'tcp.port == 102 && data && !tcp.analysis.retransmission', fields).flatMap((row) =>
    row['data.data'].flatMap((text) => {
      const message = Buffer.from(text, 'hex');
      const direction = `${row['tcp.stream'][0]} ${row['tcp.srcport'][0]}`;
      const isFurther = inPieces.delete(direction);
      if (message[0] !== 0x72 || (message[1] ?? 0) > 3) return [];
      if (message.length < message.readUInt16BE(2) + 8) inPieces.add(direction);
      const [source = '', destination = ''] = [row['ip.src'][0], row['ip.dst'][0]];
      if (isFurther) return [];
      if (message[4] === 0x33) return [{ source: destination, destination: source, code: 'notification' }];
      return message[4] === 0x31 ? asked(message, source, destination) : [];
    }),
  );
}

function asked(message: Buffer, source: string, destination: string): SeenOperation[] {
  const code = message.readUInt16BE(7);
  const operation = { source, destination, code: `0x${code.toString(16).padStart(4, '0')}` };
  const isMany = (code === 0x0542 || code === 0x054c) && message.readUInt32BE(18) === 0;
  return new Array<SeenOperation>(isMany ? (message[22] ?? 0) : 1).fill(operation);
}
