import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readContent } from '../../../support/read-conversations.ts';

const limits = { conversations: 40, heldRows: 20, lineBytes: 4000, problems: 3 };

const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e300, '', '10.0.0.1', '10.0.0.2', 'TCP', 'UDP', 'modbus', 'failed'),
  fc.constantFrom<unknown>('to_client', 'request', 'class', 'success', 502, 161, 20_000, 65_536, 2 ** 53, '__proto__'),
  fc.integer(),
  fc.string({ maxLength: 8 }),
);
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(fc.constantFrom('address', 'group', 'value', 'raw', 'x', '__proto__', 'length'), tie('value'), {
    maxKeys: 4,
  }),
})).value;

const address = fc.constantFrom('10.0.0.1', '10.0.0.2', 'fe80::1', '255.255.255.255');
const port = fc.constantFrom(0, 53, 502, 161, 1883, 20_000, 40_000, 44_818, 65_535);
const count = fc.nat({ max: 30 });
const often = <T>(usual: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: usual, weight: 6 }, { arbitrary: anything, weight: 1 });

const modbusMessage = fc.record(
  {
    transaction_id: often(fc.nat({ max: 3 })),
    unit_id: often(count),
    function_raw: often(fc.constantFrom(1, 3, 5, 6, 8, 15, 16, 22, 23, 24, 43, 90, 129, 131, 144)),
    read: often(fc.record({ address: often(count), quantity: often(count) }, { requiredKeys: [] })),
    write: often(
      fc.record({ address: often(count), quantity: often(count), data: often(count) }, { requiredKeys: [] }),
    ),
    diagnostic: often(fc.record({ raw: often(count) })),
    mei: often(fc.record({ raw: often(count) })),
    data: often(fc.constantFrom('\u0000\u0041', '\\xc8\\x40', 'plain')),
    exception: often(fc.record({ raw: often(count) })),
  },
  { requiredKeys: [] },
);
const dnp3Object = fc.record(
  {
    group: often(fc.constantFrom(1, 12, 30, 50, 60, 70, 80, 120)),
    prefix_code: often(fc.nat({ max: 6 })),
    range_code: often(fc.nat({ max: 11 })),
    start: often(count),
    stop: often(count),
    points: often(fc.array(fc.record({ prefix: often(count), value: count }), { maxLength: 3 })),
  },
  { requiredKeys: [] },
);
const dnp3Message = fc.record(
  {
    type: often(fc.constantFrom('request', 'response', 'unsolicited_response')),
    src: often(count),
    dst: often(count),
    application: often(
      fc.record({
        function_code: often(fc.constantFrom(0, 1, 2, 5, 13, 25, 32, 129, 130)),
        control: often(fc.record({ sequence: often(fc.nat({ max: 3 })) })),
        objects: often(fc.array(often(dnp3Object), { maxLength: 3 })),
      }),
    ),
    iin: often(fc.record({ indicators: often(fc.array(fc.constantFrom('object_unknown', 'need_time'))) })),
  },
  { requiredKeys: [] },
);
const cip = fc.record(
  {
    service: often(
      fc.constantFrom('Reset', 'Get Attribute List', 'Multiple Service Packet', 'Read Data Fragmented', 'unknown-76'),
    ),
    status: often(fc.constantFrom('Success', 'Privilege Violation')),
    path: often(
      fc.array(fc.record({ segment_type: often(fc.constantFrom('class', 'instance')), value: often(count) })),
    ),
    multiple: often(
      fc.array(
        fc.record({
          service: fc.constantFrom('Reset', 'Stop'),
          path: fc.constant([{ segment_type: 'class', value: 2 }]),
        }),
        { maxLength: 3 },
      ),
    ),
  },
  { requiredKeys: [] },
);
const enipMessage = fc.record(
  {
    command: often(fc.constantFrom('list_identity', 'send_rr_data', 'unknown-9')),
    status: often(fc.constantFrom('success', 'invalid_cmd')),
    cip: often(cip),
  },
  { requiredKeys: [] },
);

const event = fc.record(
  {
    timestamp: often(
      fc
        .tuple(
          fc.constantFrom('2023-11-14', '2023-11-15', '2023-02-31'),
          fc.nat({ max: 23 }),
          fc.constantFrom('+0000', '+0100', 'Z'),
          fc.constantFrom('000001', '5', '999999999'),
        )
        .map(([day, hour, zone, fraction]) => `${day}T${String(hour).padStart(2, '0')}:59:59.${fraction}${zone}`),
    ),
    flow_id: often(fc.oneof(fc.nat({ max: 3 }), fc.constantFrom(1_234_567_890_123_456, 9_007_199_254_740_991))),
    event_type: often(
      fc.constantFrom(
        'flow',
        'netflow',
        'modbus',
        'dnp3',
        'enip',
        'snmp',
        'mqtt',
        'alert',
        'drop',
        'dns',
        'http',
        'arp',
        'fileinfo',
        'stats',
        'rdp',
        'new',
        '__proto__',
        'toString',
      ),
    ),
    src_ip: often(address),
    src_port: often(port),
    dest_ip: often(address),
    dest_port: often(port),
    proto: often(fc.constantFrom('TCP', 'UDP', 'ICMP', 'IPv6-ICMP', 'GRE', '017')),
    vlan: often(fc.array(fc.nat({ max: 5000 }), { maxLength: 2 })),
    app_proto: often(fc.constantFrom('modbus', 'tls', 'failed', 'http', 'irc')),
    direction: often(fc.constantFrom('to_server', 'to_client')),
    icmp_type: often(fc.constantFrom(0, 3, 8, 128, 135)),
    tx_id: often(fc.nat({ max: 2 })),
    flow: often(
      fc.record(
        { start: often(fc.constant('2023-11-14T22:13:20.000001+0000')), action: often(fc.constant('drop')) },
        { requiredKeys: [] },
      ),
    ),
    netflow: often(fc.record({ start: often(fc.constant('2023-11-14T21:13:20.000001+0000')) }, { requiredKeys: [] })),
    tcp: often(
      fc.record(
        {
          tcp_flags_ts: often(fc.constantFrom('02', '1b', '18')),
          tcp_flags_tc: often(fc.constantFrom('14', '1b', '18')),
        },
        { requiredKeys: [] },
      ),
    ),
    modbus: often(fc.record({ request: often(modbusMessage), response: often(modbusMessage) }, { requiredKeys: [] })),
    dnp3: often(
      fc.oneof(dnp3Message, fc.record({ request: dnp3Message, response: dnp3Message }, { requiredKeys: [] })),
    ),
    enip: often(fc.record({ request: often(enipMessage), response: often(enipMessage) }, { requiredKeys: [] })),
    snmp: often(
      fc.record(
        {
          version: often(fc.nat({ max: 4 })),
          pdu_type: often(
            fc.constantFrom('get_request', 'response', 'trap_v2', 'report', 'Unknown(0x1f)', 'encrypted'),
          ),
        },
        { requiredKeys: [] },
      ),
    ),
    mqtt: often(
      fc.record(
        {
          connect: often(fc.record({ client_id: fc.string() })),
          connack: often(fc.record({ return_code: often(count) })),
          publish: often(fc.record({ topic: often(fc.constantFrom('a', 'spBv1.0/g/NCMD/n')) })),
          suback: often(fc.record({ qos_granted: often(fc.array(fc.constantFrom(0, 128))) })),
        },
        { requiredKeys: [] },
      ),
    ),
    arp: often(
      fc.record(
        {
          opcode: often(fc.constant('request')),
          src_ip: often(address),
          dest_ip: often(address),
          dest_mac: often(fc.constant('00:00:00:00:00:00')),
        },
        { requiredKeys: [] },
      ),
    ),
    event: fc.constant(undefined),
  },
  { requiredKeys: ['timestamp', 'event_type', 'src_ip', 'src_port', 'dest_ip', 'dest_port', 'proto'] },
);

const log = fc.array(event, { minLength: 1, maxLength: 20 });

/** The same log in lines that only a parser can read: their last key is written with an escape. */
function unscannable(text: string): string {
  return text.replaceAll(/\}(?=\n)/g, ',"\\u0078":0}');
}

/** The events several times, each time with other times, flows, ports of their sources and numbers. */
function textOf(rows: readonly (typeof event extends fc.Arbitrary<infer T> ? T : never)[], times: number): string {
  const copies = Array.from({ length: times }, (_, copy) =>
    rows.map((row, index) => {
      const other = rows[(index + copy) % rows.length] ?? row;
      const { timestamp, flow_id, src_port, tx_id, flow } = other;
      const line = copy === 0 ? row : { ...row, timestamp, flow_id, src_port, tx_id, flow };
      return `${JSON.stringify(line).replaceAll(/"transaction_id":\d+/g, `"transaction_id":${copy}`)}\n`;
    }),
  );
  return copies.flat().join('');
}

describe('whatever an event says', () => {
  test('its line is read, or counted by name', async () => {
    await fc.assert(
      fc.asyncProperty(log, async (rows) => {
        const { conversations, reading } = await readContent(`${textOf(rows, 2)}`, { limits });
        const { records, skipped } = reading.statistics;
        if (reading.format === 'unknown') return;
        expect(records).toBe(rows.length * 2);
        expect(Object.values(skipped).every((each) => each > 0)).toBe(true);
        expect(conversations.length).toBeLessThanOrEqual(limits.conversations);
        for (const { count: counted, refused, first, last } of conversations) {
          expect(refused).toBeLessThanOrEqual(counted);
          expect(first).toBeLessThanOrEqual(last);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('remembered kinds of lines are read as parsed ones are', async () => {
    await fc.assert(
      fc.asyncProperty(log, async (rows) => {
        const text = textOf(rows, 3);
        const fast = await readContent(text);
        const slow = await readContent(unscannable(text));
        expect(fast.conversations).toEqual(slow.conversations);
        expect(fast.reading.statistics).toEqual(slow.reading.statistics);
      }),
      { numRuns: 150 },
    );
  });

  test('any other JSON in its place is no more than a broken line', async () => {
    const first = '{"timestamp":"2023-11-14T22:13:20.000001+0000","event_type":"stats"}\n';
    await fc.assert(
      fc.asyncProperty(fc.array(fc.json(), { maxLength: 8 }), async (lines) => {
        const { reading } = await readContent(`${first}${lines.map((line) => `${line}\n`).join('')}`);
        expect(reading.statistics.records).toBe(lines.length + 1);
      }),
      { numRuns: 50 },
    );
  });

  test('deep nesting and long lines end in a count', async () => {
    const nested = `{"timestamp":"2023-11-14T22:13:20.000001+0000","event_type":"dns","dns":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
    const long = `{"timestamp":"2023-11-14T22:13:20.000001+0000","event_type":"http","http":"${'x'.repeat(200_000)}"}`;
    const first = '{"timestamp":"2023-11-14T22:13:20.000001+0000","event_type":"stats"}';
    const { reading } = await readContent(`${[first, nested, long, first].join('\n')}\n`, {
      limits: { lineBytes: 100_000 },
    });
    expect(reading.statistics.skipped).toEqual({ 'event-stats': 2, 'malformed-line': 1, 'line-too-long': 1 });
  });
});
