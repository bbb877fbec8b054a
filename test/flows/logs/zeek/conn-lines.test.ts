import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readContent } from '../../../support/read-conversations.ts';
import { connFields, type ZeekRow, zeekTsv } from '../../../support/zeek.ts';

const fields = [...connFields, 'vlan'];
const port = fc.constantFrom<string | number>(502, 443, 53, 102, 44_818, 40_000, 65_535, 0, 70_000, '-', '5x');

const arbitraryRow: fc.Arbitrary<ZeekRow> = fc.record({
  ts: fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .integer({ min: 0, max: 400 })
        .map((at) => `17000000${String(at).padStart(3, '0')}.123456`.slice(-17)),
    },
    { weight: 1, arbitrary: fc.constantFrom('1700000000', '1700000000.5', '-', 'x.123456', '1700000000.1234567') },
  ),
  uid: fc.integer({ min: 0, max: 5 }).map((number) => `C${number}`),
  'id.orig_h': fc.constantFrom('10.0.0.1', '10.0.0.2', 'fd20::1', 'FD20::1', 'nonsense', '10.0.0.\\x31'),
  'id.orig_p': port,
  'id.resp_h': fc.constantFrom('10.0.0.1', '10.0.0.9', '-'),
  'id.resp_p': port,
  proto: fc.constantFrom('tcp', 'tcp', 'udp', 'icmp', 'unknown_transport', '-'),
  service: fc.constantFrom('-', '(empty)', 'modbus', 'ssl', 'dns', 'ssl,http', 'x\\x09y'),
  conn_state: fc.constantFrom('SF', 'REJ', 'S0', 'RE'),
  history: fc.constantFrom('-', '^', '^d', 'S', 'D', 'ShADad'),
  vlan: fc.constantFrom('-', 0, 7),
});

/** A header before each row makes the reader forget what it has seen, so that every row is read in full. */
function slowly(rows: readonly ZeekRow[]): string {
  return rows.map((row) => zeekTsv('conn', fields, [row])).join('');
}

async function read(content: string) {
  const { conversations, reading } = await readContent(content, {
    bucketOf: (micros) => Math.floor(micros / 120_000_000),
  });
  const counted = conversations.map(({ evidence, ...rest }) => ({ ...rest, uids: evidence.map(({ uid }) => uid) }));
  return { counted, statistics: reading.statistics };
}

test('the fast way over conn.log counts exactly what the way of all logs counts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryRow, { minLength: 1, maxLength: 80 }), async (rows) => {
      expect(await read(zeekTsv('conn', fields, rows))).toEqual(await read(slowly(rows)));
    }),
    { numRuns: 200 },
  );
});
