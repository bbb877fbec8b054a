import { expect, test } from 'vitest';
import { corpusPath, describeCorpus, outputOf } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { baselineRows } from '../../support/zeek-baseline.ts';
import { compareTallies, tallyRead, tallySeen } from './operation-tally.ts';

const capture = 'icsnpp-roc-plus__all_opcodes_tcp.pcap';
const client = '192.168.1.100';
const server = '192.168.1.200';

interface Message {
  readonly fromClient: boolean;
  readonly unit: number;
  readonly opcode: number;
  readonly data: Buffer;
}

/** The messages of the capture, one per segment, by the bytes alone. */
function messages(): Message[] {
  const fields = ['-T', 'fields', '-e', 'ip.src', '-e', 'tcp.payload'];
  const rows = outputOf('tshark', ['-r', corpusPath(`rocplus/${capture}`), '-Y', 'tcp.len > 0', ...fields]);
  return rows
    .trim()
    .split('\n')
    .map((row) => {
      const [source = '', payload = ''] = row.split('\t');
      const bytes = Buffer.from(payload, 'hex');
      expect(bytes.length).toBe((bytes[5] ?? 0) + 8);
      const fromClient = source === client;
      return { fromClient, unit: bytes[fromClient ? 0 : 2] ?? 0, opcode: bytes[4] ?? 0, data: bytes.subarray(6, -2) };
    });
}

/** Answers to requests of the capture, oldest first, say nothing new; those of others tell of their requests. */
function asked(): Message[] {
  const waiting: number[] = [];
  return messages().filter(({ fromClient, opcode }) => {
    if (fromClient) {
      waiting.push(opcode);
      return true;
    }
    const at = waiting.indexOf(opcode);
    if (at >= 0) waiting.splice(at, 1);
    return at < 0;
  });
}

describeCorpus('ROC Plus against Zeek', ['tshark'], () => {
  test('the messages are those of roc_plus.log, in their order', () => {
    const rows = baselineRows(capture, 'roc_plus');
    const opcodes = rows.map((row) => Number(/\((\d+)\)/.exec(row['opcode'] ?? '')?.[1]));
    expect(opcodes).toEqual(messages().map(({ opcode }) => opcode));
    expect(rows.map((row) => Number(row['data_length']))).toEqual(messages().map(({ data }) => data.length));
  });

  test('every request is counted, and what is passed on instead of what passes it on', async () => {
    const { conversations, readings } = await readPaths([corpusPath(`rocplus/${capture}`)]);
    const theirs = tallySeen(
      asked()
        .filter(({ opcode }) => opcode !== 255)
        .map(({ fromClient, opcode, data }) => ({
          source: client,
          destination: server,
          code: String(fromClient && opcode === 24 ? data[10] : fromClient && opcode === 205 ? data[2] : opcode),
        })),
    );
    // Each point of a request counts by itself, and so a request of several counts once here for each of them.
    const ours = tallyRead(conversations, 'roc-plus', ({ source, destination, code }) =>
      code === '180' ? null : { source, destination, code },
    );
    const packets = readings[0]?.statistics.packets ?? 0;
    const about = { capture: `rocplus/${capture}`, protocol: 'roc-plus', oracle: 'zeek', packets };
    const expected = new Map([...theirs].filter(([text]) => !text.includes(' 180 ')));
    expect(compareTallies(about, ours, expected)).toEqual(differences);
    // Errors whose requests were answered before: what they refuse is not known.
    const errors = conversations.filter(({ protocol, operation }) => protocol === 'roc-plus' && operation === null);
    expect(errors.map(({ count, refused }) => [count, refused])).toEqual([[2, 2]]);
  });

  test('points are those of the single point log, and of the requests for many', async () => {
    const { conversations } = await readPaths([corpusPath(`rocplus/${capture}`)]);
    const points = (code: string) =>
      conversations
        .filter(({ operation, object }) => operation?.code === code && object?.first != null && object.unit === 1)
        .map(({ object, count }) => [object?.first, count]);
    const rows = baselineRows(capture, 'roc_plus_single_point_parameters');
    const logged = rows.map((row) => Number(row['point_type']) * 256 + Number(row['point_logic_number']));
    expect([...points('166'), ...points('167')].map(([point]) => point)).toEqual([...new Set(logged)]);
    const many = messages().filter(({ opcode, fromClient }) => opcode === 180 && fromClient);
    const listed = many.flatMap(({ data }) =>
      Array.from({ length: data[0] ?? 0 }, (_, index) => data.readUInt16BE(1 + index * 3)),
    );
    const counts = new Map<number, number>();
    for (const point of listed) counts.set(point, (counts.get(point) ?? 0) + 1);
    expect(points('180')).toEqual([...counts].sort(([a], [b]) => a - b));
  });
});

/** A request to write two or more parameters counts the first, and the rest as one more. */
const differences = {
  [`${client} ${server} 181 unit - - -+-`]: [5, 3],
};
