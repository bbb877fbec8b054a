import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAggregator } from '../../../../../src/flows/aggregate.ts';
import type { OperationLog } from '../../../../../src/flows/logs/zeek/operations/operation-log.ts';
import { operationLogs } from '../../../../../src/flows/logs/zeek/operations/registry.ts';
import { readFlows } from '../../../../../src/flows/read-flows.ts';
import { conversationLine, testContext } from '../../../../support/read-conversations.ts';
import { runs } from '../../../../support/runs.ts';
import { type ZeekRow, zeekTsv } from '../../../../support/zeek.ts';

/** Words of all these logs, so that each may meet any. */
const words = [
  ...[
    'READ',
    'RESPONSE',
    'SELECT',
    'UNSOLICITED_RESPONSE',
    'request',
    'response',
    'Request',
    'Response',
    'Reply',
    'Publish',
  ],
  ...[
    'CONFIRMED_REQUEST',
    'SIMPLE_ACK',
    'ERROR_PDU',
    'read_property',
    'read-property-request',
    'i-am',
    'device',
    'program-change',
  ],
  ...[
    'Job-Request',
    'Start Upload',
    'Request: Time Functions',
    'Push: x',
    'P_PROGRAM',
    'Success',
    'MSG',
    'HEL',
    'RDB',
    'POLL',
  ],
  ...[
    'Poll',
    'Control Data',
    '3=1,4=2',
    'Write system memory',
    'Registers (%R) Word-selector',
    'Token Passing PDU',
    'Read Tag',
  ],
  ...[
    'Data off',
    'CFG2',
    'Login Request (017)',
    'Write',
    'Command (0)',
    'Response (1)',
    'Memory Area Read (0x0101)',
    'DM: Word Contents (0x82)',
  ],
  ...[
    'REQ:Ident,REQ:Logon',
    'RESP:OK',
    'Req',
    'Resp',
    'pread',
    'read',
    'write',
    'a$Oper',
    'iec104::C_SC_NA_1',
    'iec104::actcon',
  ],
  ...[
    'SUBSCRIBE',
    'spBv1.0/a/NCMD/b',
    'DEA00001-6C97-11D1-8271-00A02442DF7D',
    'Logical Read',
    'Süd',
    'x y',
    '(empty)',
    '-',
  ],
  ...['0x00', '0x01', '0x04', '0x31', '0x4d', '0x6b', '0x0064c8', '0x120'],
];

const value: fc.Arbitrary<string | number> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...words) },
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 2, 3, 4, 7, 102, 631, 1_000_000) },
  { weight: 1, arbitrary: fc.constantFrom('T', 'F') },
);

const ends = fc.record({
  ts: fc.integer({ min: 0, max: 9 }).map((second) => `170000000${second}.000001`),
  uid: fc.constantFrom('C1', 'C2'),
  'id.orig_h': fc.constantFrom('10.0.0.1', '10.0.0.2'),
  'id.orig_p': fc.constantFrom(40_000, 502, 44_818),
  'id.resp_h': fc.constantFrom('10.0.0.1', '10.0.0.2'),
  'id.resp_p': fc.constantFrom(502, 44_818, 50_000),
  is_orig: fc.constantFrom('T', 'F', '-'),
  source_h: fc.constantFrom('10.0.0.1', '10.0.0.2', '-'),
  source_p: fc.constantFrom(502, 40_000),
  destination_h: fc.constantFrom('10.0.0.1', '10.0.0.2'),
  destination_p: fc.constantFrom(502, 40_000),
  src_mac: fc.constantFrom('00:00:00:00:00:01', '00:00:00:00:00:02'),
  dst_mac: fc.constantFrom('01:00:00:00:00:01', '-'),
});

/** A log with rows of any values, and its columns in any order. */
const anyLog = fc.constantFrom(...operationLogs).chain((log) => {
  const own = [...log.fields, log.pairedBy, log.message].filter((field) => field !== undefined && field !== 'ts');
  const fields = Object.fromEntries(own.map((field) => [field, value]));
  const rows = fc.array(
    fc.tuple(fc.record(fields), ends).map(([first, second]): ZeekRow => ({ ...first, ...second })),
    { minLength: 1, maxLength: 12 },
  );
  return rows.chain((all) => {
    const columns = Object.keys(all[0] ?? {});
    return fc.record({
      log: fc.constant(log),
      rows: fc.constant(all),
      columns: fc.shuffledSubarray(columns, { minLength: columns.length }),
    });
  });
});

/** As Zeek writes it: numbers and truth values as such, and nothing for what is not set. */
function asJson(log: OperationLog, rows: readonly ZeekRow[]): string {
  const lines = rows.map((row) => {
    const set = Object.entries(row).filter(([, each]) => each !== '-');
    const written = set.map(([field, each]): readonly [string, unknown] => {
      if (field === 'ts') return [field, Number(each)];
      if (each === 'T' || each === 'F') return [field, each === 'T'];
      if (each === '(empty)') return [field, []];
      return [field, String(each).includes(',') ? String(each).split(',') : each];
    });
    return JSON.stringify({ _path: log.path, ...Object.fromEntries(written) });
  });
  return `${lines.join('\n')}\n`;
}

async function read(content: string) {
  const aggregator = createAggregator(testContext);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(content);
  }
  const { statistics } = await readFlows({ file: 'input', chunks: chunks() }, testContext, aggregator);
  const facts = aggregator
    .devices()
    .map(({ address, facts: said }) => [address, said.map(({ field, value: text, count }) => [field, text, count])]);
  return { lines: aggregator.conversations().map(conversationLine), facts, statistics };
}

test('rows say the same in TSV with columns in any order, and in JSON', async () => {
  let counted = 0;
  await fc.assert(
    fc.asyncProperty(anyLog, async ({ log, rows, columns }) => {
      const json = await read(asJson(log, rows));
      expect(await read(zeekTsv(log.path, columns, rows))).toEqual(json);
      if (json.lines.length > 0) counted++;
    }),
    { numRuns: runs(400) },
  );
  expect(counted).toBeGreaterThan(200);
});
