import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAggregator } from '../../../src/flows/aggregate.ts';
import { planDissection, readDissection } from '../../../src/flows/dissection/read-dissection.ts';
import { conversationLine, testContext } from '../../support/read-conversations.ts';

const { fields } = planDissection();

/** A line of tshark with these fields, the others empty. */
function line(values: Readonly<Record<string, string>>): string {
  return fields.map((field) => values[field] ?? '').join('\t');
}

const frame = {
  'frame.number': '7',
  'frame.time_epoch': '1800000000.250000000',
  'frame.protocols': 'eth:ethertype:ip:udp:sbus',
  'ip.src': '10.0.0.1',
  'ip.dst': '10.0.0.2',
  'udp.srcport': '2467',
  'udp.dstport': '5050',
};
const request = { ...frame, 'sbus.att': '0x00', 'sbus.cmd': '0x51', 'sbus.destination': '10' };
const answer = {
  ...frame,
  'ip.src': '10.0.0.2',
  'ip.dst': '10.0.0.1',
  'udp.srcport': '5050',
  'udp.dstport': '2467',
  'sbus.att': '0x01',
};

async function read(lines: readonly string[]) {
  const aggregator = createAggregator(testContext);
  async function* source(): AsyncGenerator<string> {
    yield* lines;
  }
  const reading = await readDissection('x.pcap', source(), testContext, aggregator);
  return { ...reading, conversations: aggregator.conversations() };
}

const client = { address: '10.0.0.1', port: 2467 };
const server = { address: '10.0.0.2', port: 5050 };

describe('what tshark shows', () => {
  test('becomes an operation with its unit and its frame', async () => {
    const { conversations, shown } = await read([line(request), line(answer)]);
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 udp/5050, saia-s-bus, write 81, unit 10, x1',
    ]);
    expect(conversations[0]).toMatchObject({
      first: 1_800_000_000_250_000,
      evidence: [{ file: 'x.pcap', position: 7, unit: 'frame' }],
    });
    expect(shown.has('udp', server, client)).toBe(true);
  });

  test('an answer alone shows no operation of its connection', async () => {
    const { conversations, shown } = await read([line(answer)]);
    expect(conversations).toEqual([]);
    expect(shown.has('udp', server, client)).toBe(false);
  });

  test('inside a tunnel the innermost addresses count', async () => {
    const { conversations } = await read([
      line({ ...request, 'ip.src': '192.0.2.1,10.0.0.1', 'ip.dst': '192.0.2.2,10.0.0.2' }),
    ]);
    expect(conversations[0]).toMatchObject({ source: '10.0.0.1', destination: '10.0.0.2' });
  });

  test('a VLAN decides the scope', async () => {
    const { conversations } = await read([line({ ...request, 'vlan.id': '5,9' })]);
    expect(conversations[0]?.scope).toBe('vlan-5');
  });

  test.each([
    [
      'a confirmed service',
      'ff-hse',
      'ff',
      {
        'ff.hdr.proto_id': '3',
        'ff.hdr.confirm_msg_type': '0',
        'ff.hdr_srv.confirm_flag': '1',
        'ff.hdr_srv.fms.service_id.confirm': '3',
      },
      'write 3/c3',
    ],
    [
      'an unconfirmed service',
      'ff-hse',
      'ff',
      { 'ff.hdr.proto_id': '2', 'ff.hdr.confirm_msg_type': '0', 'ff.hdr_srv.sm.service_id.unconfirm': '1' },
      'discovery 2/u1',
    ],
  ])('%s of %s', async (_what, protocol, layer, values, operation) => {
    const { conversations } = await read([line({ ...frame, 'frame.protocols': `eth:ip:udp:${layer}`, ...values })]);
    expect(conversations.map(conversationLine)[0]).toMatch(
      new RegExp(`, ${protocol}, ${operation.replaceAll('.', '\\.')}`),
    );
  });

  test('no line makes it fail', async () => {
    const cell = fc.oneof(fc.constantFrom('', '0', '0x00', '10.0.0.1', 'eth:ip:udp:sbus', '1.5', ','), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(cell, { maxLength: fields.length + 2 }), { maxLength: 5 }), async (rows) => {
        const { frames, unread } = await read(rows.map((cells) => cells.join('\t')));
        expect(frames + unread).toBe(rows.length);
      }),
      { numRuns: 100 },
    );
  });
});
