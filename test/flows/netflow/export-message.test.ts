import { describe, expect, test } from 'vitest';
import {
  exportSeconds,
  type FieldDraft,
  flowData,
  flowFields,
  flowSet,
  ipfix,
  lengthPrefixed,
  longLong,
  replyTo,
  template,
  version9,
} from '../../support/flow-datagrams.ts';
import { bytesOf, hexBytes, long, word } from '../../support/frames.ts';
import { conversationLine, readContent } from '../../support/read-conversations.ts';

const poll = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, -, -, missing operation object';
/** IPFIX has no uptime in its header, so that uptimes alone tell no time. */
const untimed = `${poll} time, x1`;
const nine = version9([flowSet(0, template(256, flowFields)), flowSet(256, flowData())]);

async function read(...datagrams: readonly Uint8Array[]) {
  const { conversations, reading } = await readContent(lengthPrefixed(datagrams));
  const { records, skipped } = reading.statistics;
  return {
    lines: conversations.map(conversationLine),
    records,
    skipped,
    problems: reading.problems.map(({ reason }) => reason),
    conversations,
  };
}

/** One record of a template with these fields. */
async function readFields(fields: readonly FieldDraft[], ...values: readonly (Uint8Array | number[] | number)[]) {
  return read(ipfix([flowSet(2, template(256, fields)), flowSet(256, bytesOf(...values))]));
}

describe('templates', () => {
  test('give the fields of the records behind them', async () => {
    expect(await read(nine)).toMatchObject({ lines: [`${poll}, x1`], records: 1, skipped: {}, problems: [] });
    const both = bytesOf(flowData(), flowData(replyTo({})));
    const message = ipfix([flowSet(2, template(256, flowFields)), flowSet(256, both)]);
    expect(await read(message)).toMatchObject({ lines: [untimed], records: 2 });
  });

  test('count for all messages that follow, each domain and version by itself', async () => {
    const definition = flowSet(2, template(300, flowFields));
    const data = flowSet(300, flowData());
    const { lines, skipped } = await read(
      ipfix([definition], { domain: 1 }),
      ipfix([data], { domain: 1 }),
      ipfix([data], { domain: 2 }),
      version9([data], { source: 1 }),
    );
    expect(lines).toEqual([untimed]);
    expect(skipped).toEqual({ 'no-template': 2 });
  });

  test('may come after their data, which then counts at its own time and place', async () => {
    const data = version9([flowSet(256, flowData())]);
    const { conversations, problems } = await read(data, nine);
    expect(problems).toEqual([]);
    expect(conversations.map(({ count, evidence }) => [count, evidence[0]?.position])).toEqual([[1, 1]]);
  });

  test('that never come are said with what their data needed', async () => {
    const { problems, skipped } = await read(
      version9([flowSet(256, flowData()), flowSet(257, flowData())], { source: 7 }),
    );
    expect(skipped).toEqual({ 'no-template': 2 });
    expect(problems).toEqual([
      'data with template 256 of domain 7, which never came; exporters repeat templates every few minutes',
      'data with template 257 of domain 7, which never came; exporters repeat templates every few minutes',
    ]);
  });

  test('are replaced by a new definition', async () => {
    const wider: readonly FieldDraft[] = [[1, 4], ...flowFields];
    const { lines } = await read(
      nine,
      version9([
        flowSet(0, template(256, wider)),
        flowSet(256, bytesOf(long(0), flowData({ destination: '10.0.0.3' }))),
      ]),
    );
    expect(lines).toEqual([`${poll}, x1`, `${poll.replace('10.0.0.2', '10.0.0.3')}, x1`]);
  });

  test.each([
    ['one', 256],
    ['all', 2],
  ])('are withdrawn, %s', async (_, id) => {
    const withdrawal = flowSet(2, bytesOf(word(id), word(0)));
    const { lines, skipped } = await read(
      ipfix([flowSet(2, template(256, flowFields))]),
      ipfix([withdrawal, flowSet(256, flowData())]),
    );
    expect(lines).toEqual([]);
    expect(skipped).toEqual({ 'no-template': 1 });
  });

  test('may skip fields of enterprises and of variable length', async () => {
    const fields: readonly FieldDraft[] = [
      [8, 4],
      [100, 65_535, 9],
      [12, 4],
      [82, 65_535],
      ...flowFields.slice(2),
      [5, 3, 42],
    ];
    const ends = flowData();
    const [source, destination, rest] = [ends.subarray(0, 4), ends.subarray(4, 8), ends.subarray(8)];
    const long300 = bytesOf(255, word(300), new Uint8Array(300));
    const record = bytesOf(source, 2, [7, 7], destination, long300, rest, [1, 2, 3]);
    const { lines, records } = await readFields(fields, record, record, new Uint8Array(3));
    expect(lines).toEqual([untimed]);
    expect(records).toBe(2);
  });

  test.each<[string, Uint8Array]>([
    ['no fields', template(256, [])],
    [
      'only fields without bytes',
      template(256, [
        [8, 0],
        [12, 0],
      ]),
    ],
    ['more fields than its set has', bytesOf(word(256), word(9), word(8), word(4))],
    ['a number that templates do not have', template(5, flowFields)],
  ])('with %s are refused, without harm to what follows', async (_, definition) => {
    const bad = version9([flowSet(0, definition)]);
    const { lines, problems } = await read(bad, nine);
    expect(lines).toEqual([`${poll}, x1`]);
    expect(problems.length).toBe(1);
  });
});

describe('sets', () => {
  test.each([
    ['no length', 0, 'a set of 0 bytes where 30 are left'],
    ['a length above what there is', 65_535, 'a set of 65535 bytes where 30 are left'],
  ])('with %s end their datagram only', async (_, length, problem) => {
    const bad = version9([flowSet(0, template(256, flowFields)), flowSet(256, flowData(), length)]);
    const { lines, problems } = await read(bad, nine);
    expect(lines).toEqual([`${poll}, x1`]);
    expect(problems).toEqual([problem]);
  });

  test('with a field longer than themselves end there', async () => {
    const { problems, records } = await readFields(
      [
        [8, 4],
        [82, 65_535],
      ],
      long(1),
      200,
      [1, 2],
    );
    expect(records).toBe(0);
    expect(problems).toEqual(['a record whose field is longer than its set']);
  });

  test('of numbers that nobody uses are skipped', async () => {
    const { skipped } = await read(ipfix([flowSet(2, template(256, flowFields)), flowSet(77, new Uint8Array(8))]));
    expect(skipped).toEqual({ 'reserved-set': 1 });
  });

  test('may be followed by zeros that fill the datagram up', async () => {
    const { lines, problems } = await read(bytesOf(nine, new Uint8Array(64)));
    expect(lines).toEqual([`${poll}, x1`]);
    expect(problems).toEqual([]);
  });
});

describe('options', () => {
  const options9 = (scopes: readonly FieldDraft[], fields: readonly FieldDraft[]): Uint8Array => {
    const all = template(400, [...scopes, ...fields]).subarray(4);
    return flowSet(1, bytesOf(word(400), word(scopes.length * 4), word(fields.length * 4), all));
  };

  test('are no flows, but tell that packets are sampled', async () => {
    const message = version9([options9([[1, 4]], [[34, 4]]), flowSet(400, bytesOf(long(0), long(100)))]);
    const { records, skipped, problems, lines } = await read(message);
    expect({ records, skipped, lines }).toEqual({ records: 1, skipped: { options: 1 }, lines: [] });
    expect(problems).toEqual([
      'the exporter looks at a sample of the packets only, so that conversations may be missing',
    ]);
  });

  test('that say that every packet is looked at need no word', async () => {
    const message = version9([options9([[1, 4]], [[34, 4]]), flowSet(400, bytesOf(long(0), long(1)))]);
    expect((await read(message)).problems).toEqual([]);
  });

  test('may have a scope without bytes, as Juniper writes it', async () => {
    const message = version9([options9([[1, 0]], [[34, 4]]), flowSet(400, long(100))]);
    expect((await read(message)).skipped).toEqual({ options: 1 });
  });

  test('of IPFIX tell when the exporter started, from where its uptimes count', async () => {
    const started = exportSeconds * 1000 - 500_000;
    const definition = bytesOf(word(400), word(2), word(1), word(149), word(4), word(160), word(8));
    const message = ipfix([
      flowSet(2, template(256, flowFields)),
      flowSet(3, definition),
      flowSet(400, bytesOf(long(0), longLong(started))),
      flowSet(256, flowData()),
    ]);
    const { conversations } = await read(message);
    expect(conversations.map(({ first, missing }) => [first, missing])).toEqual([
      [exportSeconds * 1_000_000 - 2_000_000, ['operation', 'object']],
    ]);
  });

  test('that are missing leave the time of such uptimes open', async () => {
    const message = ipfix([flowSet(2, template(256, flowFields)), flowSet(256, flowData())]);
    const { conversations } = await read(message);
    expect(conversations.map(({ missing }) => missing)).toEqual([['operation', 'object', 'time']]);
  });
});

describe('fields', () => {
  const ends: readonly FieldDraft[] = [
    [8, 4],
    [12, 4],
  ];
  const addresses = bytesOf([10, 0, 0, 1], [10, 0, 0, 2]);
  const tcp: readonly FieldDraft[] = [...ends, [7, 2], [11, 2], [4, 1]];
  const tcpValues = bytesOf(addresses, word(50_000), word(502), 6);

  test('of IPv6', async () => {
    const fields: readonly FieldDraft[] = [
      [27, 16],
      [28, 16],
      [7, 2],
      [11, 2],
      [4, 1],
    ];
    const source = hexBytes('20010db8000000000000000000000001');
    const destination = hexBytes('20010db8000000000000000000000002');
    const { lines } = await readFields(fields, source, destination, word(50_000), word(502), 6);
    expect(lines).toEqual(['plant 2001:db8::1 -> 2001:db8::2 tcp/502, -, -, missing operation object time, x1']);
  });

  test('of both families count for the one that has addresses', async () => {
    const fields: readonly FieldDraft[] = [...ends, [27, 16], [28, 16], [7, 2], [11, 2], [4, 1]];
    const { lines } = await readFields(fields, addresses, new Uint8Array(32), word(50_000), word(502), 6);
    expect(lines[0]).toContain('10.0.0.1 -> 10.0.0.2');
    const other = await readFields(fields, new Uint8Array(8), hexBytes('11'.repeat(32)), word(50_000), word(502), 6);
    expect(other.lines[0]).toContain('1111:1111');
  });

  test('of frames without IP', async () => {
    const macs: readonly FieldDraft[] = [
      [56, 6],
      [80, 6],
      [256, 2],
    ];
    const values = bytesOf(hexBytes('020000000001'), hexBytes('010ccd010001'), word(0x88b8));
    expect((await readFields(macs, values)).lines).toEqual([
      'plant 02:00:00:00:00:01 -> 01:0c:cd:01:00:01 ethernet/35000, -, -, missing operation object time, x1',
    ]);
  });

  test('of the link layer are not taken for the ends of an IP packet', async () => {
    const macs: readonly FieldDraft[] = [
      [56, 6],
      [80, 6],
      [256, 2],
    ];
    const values = bytesOf(hexBytes('020000000001'), hexBytes('020000000002'), word(0x0800));
    expect((await readFields(macs, values)).skipped).toEqual({ 'no-addresses': 1 });
  });

  test.each([
    ['vlanId', [58, 2], 5, 'vlan-5'],
    ['dot1qVlanId', [243, 2], 6, 'vlan-6'],
    ['postVlanId', [59, 2], 7, 'vlan-7'],
    ['no VLAN', [58, 2], 0, 'plant'],
    ['a number that no VLAN has', [58, 2], 4095, 'plant'],
  ] as const)('%s tells the scope', async (_, field, value, scope) => {
    const { lines } = await readFields([...tcp, field], tcpValues, word(value));
    expect(lines[0]).toContain(`${scope} 10.0.0.1`);
  });

  test.each([
    ['biflowDirection by initiator', [239, 1], 1, '10.0.0.1 -> 10.0.0.2 tcp/502'],
    ['biflowDirection by reverse initiator', [239, 1], 2, '10.0.0.2 -> 10.0.0.1 tcp/50000'],
  ] as const)('%s tells who began, whatever the ports say', async (_, field, value, line) => {
    expect((await readFields([...tcp, field], tcpValues, value)).lines[0]).toContain(line);
  });

  test.each<[string, FieldDraft]>([
    ['counters of an initiator', [231, 4]],
    ['counters of the opposite direction', [1, 4, 29_305]],
  ])('%s make the source the one who began', async (name, field) => {
    const turned = bytesOf(addresses, word(502), word(50_000), 6);
    const { lines } = await readFields([...tcp, field], turned, long(1));
    const isRead = name.includes('initiator');
    expect(lines[0]).toContain(isRead ? '10.0.0.1 -> 10.0.0.2 tcp/50000' : '10.0.0.2 -> 10.0.0.1 tcp/502');
  });

  test.each([
    ['a firewall denied it', [233, 1], 3, 'refused 1'],
    ['a firewall let it through', [233, 1], 1, 'x1'],
    ['a router dropped it', [89, 1], 0x82, 'refused 1'],
    ['a router forwarded it', [89, 1], 0x40, 'x1'],
  ] as const)('%s', async (_, field, value, end) => {
    const { lines } = await readFields([...tcp, field], tcpValues, value);
    expect(lines[0]?.endsWith(end)).toBe(true);
  });

  test('an event of a firewall counts without packets', async () => {
    const { lines } = await readFields([...tcp, [2, 4], [233, 1]], tcpValues, long(0), 1);
    expect(lines.length).toBe(1);
  });

  test.each([
    ['ICMP type and code', [32, 2], word(0x0800), 'icmp/-, icmp, diagnostic 8'],
    ['ICMP type alone', [176, 1], [8], 'icmp/-, icmp, diagnostic 8'],
    ['neither', [5, 1], [0], 'icmp/-, icmp, -, missing operation'],
  ] as const)('%s', async (_, field, value, expected) => {
    const { lines } = await readFields([...ends, [4, 1], field], addresses, 1, [...value]);
    expect(lines[0]).toContain(expected);
  });

  test.each<[string, readonly FieldDraft[], Uint8Array]>([
    ['no-ports', [...ends, [4, 1]], bytesOf(addresses, 6)],
    ['no-protocol', ends, addresses],
    [
      'no-addresses',
      [
        [8, 4],
        [7, 2],
        [11, 2],
        [4, 1],
      ],
      bytesOf(long(1), word(1), word(2), 6),
    ],
  ])('what lacks them is skipped as %s', async (reason, fields, values) => {
    expect((await readFields(fields, values)).skipped).toEqual({ [reason]: 1 });
  });

  test.each<[string, readonly FieldDraft[], readonly number[]]>([
    [
      'seconds',
      [
        [150, 4],
        [151, 4],
      ],
      [...long(exportSeconds - 10), ...long(exportSeconds)],
    ],
    [
      'milliseconds',
      [
        [152, 8],
        [153, 8],
      ],
      [...longLong(exportSeconds * 1000 - 10_000), ...longLong(0)],
    ],
    [
      'microseconds',
      [
        [154, 8],
        [155, 8],
      ],
      [...long(exportSeconds - 10 + 2_208_988_800), ...long(0), ...longLong(0)],
    ],
    [
      'nanoseconds',
      [
        [156, 8],
        [157, 8],
      ],
      [...long(exportSeconds - 10 + 2_208_988_800), ...long(0), ...longLong(0)],
    ],
    [
      'microseconds before the export',
      [
        [158, 4],
        [159, 4],
      ],
      [...long(10_000_000), ...long(0)],
    ],
    [
      'an end and a duration',
      [
        [153, 8],
        [161, 4],
      ],
      [...longLong(exportSeconds * 1000), ...long(10_000)],
    ],
    ['the time of an observation', [[323, 8]], longLong(exportSeconds * 1000 - 10_000)],
  ])('times in %s', async (_, fields, values) => {
    const { conversations } = await readFields([...tcp, ...fields], tcpValues, [...values]);
    expect(conversations.map(({ first, missing }) => [first, missing])).toEqual([
      [(exportSeconds - 10) * 1_000_000, ['operation', 'object']],
    ]);
  });

  test('a time that cannot be is none', async () => {
    const { conversations } = await readFields([...tcp, [152, 8]], tcpValues, [255, 255, 255, 255, 255, 255, 255, 255]);
    expect(conversations.map(({ missing }) => missing)).toEqual([['operation', 'object', 'time']]);
  });
});
