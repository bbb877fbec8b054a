import { describe, expect, test } from 'vitest';
import { commonRow, sentBy, type ZeekRow, zeekLogOf } from '../../../../support/zeek.ts';
import { readZeekLines } from '../../../../support/zeek-lines.ts';

const ends: ZeekRow = { 'id.orig_p': 40_000, 'id.resp_p': 20_000 };

function plain(...rows: readonly ZeekRow[]): string {
  return zeekLogOf(
    'dnp3',
    ...rows.map((row) => ({ ...commonRow, ...ends, fc_request: '-', fc_reply: '-', iin: '-', ...row })),
  );
}

function objects(...rows: readonly ZeekRow[]): string {
  return zeekLogOf('dnp3_objects', ...rows.map((row) => sentBy('client', { ...ends, function_code: 'READ', ...row })));
}

const read = { fc_request: 'READ', fc_reply: 'RESPONSE', iin: 0 };

describe('dnp3.log', () => {
  test('has a row per request, without objects', async () => {
    expect(await readZeekLines([plain(read, { ...read, fc_request: 'COLD_RESTART' })])).toEqual([
      'tcp/20000, dnp3, read 1, missing object, x1',
      'tcp/20000, dnp3, control 13, missing object, x1',
    ]);
  });

  test.each([
    ['DIRECT_OPERATE_NR', 'control 6, missing object'],
    ['FREEZE_AT_TIME_NR', 'control 12, missing object'],
    ['ENABLE_UNSOLICITED', 'control 20, missing object'],
    ['SAVE_CONFIG', 'program 19, missing object'],
    ['AUTHENTICATE_REQ', 'session 32'],
    ['unknown-112', 'unknown 112, missing object'],
    ['unknown-70a', 'unknown unknown-70a, missing object'],
    ['DANCE', 'unknown DANCE, missing object'],
  ])('%s is found in the catalogue', async (name, expected) => {
    expect(await readZeekLines([plain({ fc_request: name })])).toEqual([`tcp/20000, dnp3, ${expected}, x1`]);
  });

  test.each([
    [0x0001, ', refused 1'],
    [0x0004, ', refused 1'],
    [0x8200, ''],
  ])('internal indications %i tell a refusal', async (iin, expected) => {
    expect(await readZeekLines([plain({ ...read, iin })])).toEqual([
      `tcp/20000, dnp3, read 1, missing object, x1${expected}`,
    ]);
  });

  test('an unsolicited response is a report, and a confirmation in its row a request', async () => {
    const unsolicited = { fc_reply: 'UNSOLICITED_RESPONSE', iin: 7 };
    expect(await readZeekLines([plain(unsolicited, { ...unsolicited, fc_request: 'CONFIRM' })])).toEqual([
      'tcp/20000, dnp3, session 0, x1',
      'tcp/20000, dnp3, report 130, missing object, x2',
    ]);
  });

  test('a response alone is the rest of an answer where something was asked before', async () => {
    const rest = { fc_reply: 'RESPONSE', iin: 0 };
    expect(await readZeekLines([plain(read, rest, rest)])).toEqual(['tcp/20000, dnp3, read 1, missing object, x1']);
    expect(await readZeekLines([plain(rest)])).toEqual(['tcp/20000, dnp3, -, missing operation object, x1']);
  });
});

describe('the logs of icsnpp-dnp3', () => {
  const classes = objects(
    { object_type: 'Class 1 Data' },
    { object_type: 'Class 2 Data' },
    { ts: '1700000001.000000', object_type: '16-Bit Analog Input', range_low: 3, range_high: 7 },
  );
  const expected = [
    'tcp/20000, dnp3, read 1, analog_input 3+5, missing object, x1',
    'tcp/20000, dnp3, read 1, class_data, missing object, x2',
  ];

  test('show the objects of a request, and count in place of dnp3.log', async () => {
    const poorer = plain(read, { ...read, ts: '1700000001.000000' });
    for (const logs of [[classes], [poorer, classes], [classes, poorer]])
      expect(await readZeekLines(logs)).toEqual(expected);
  });

  test('leave out objects that they do not know, which dnp3.log still counts', async () => {
    const poorer = plain(read, { ...read, ts: '1700000001.000000' }, { ...read, ts: '1700000002.000000' });
    for (const logs of [
      [poorer, classes],
      [classes, poorer],
    ])
      expect(await readZeekLines(logs)).toEqual(['tcp/20000, dnp3, read 1, missing object, x1', ...expected]);
  });

  test('answers of objects stand for nothing when something was asked', async () => {
    const answer = sentBy('server', { ...ends, function_code: 'RESPONSE', object_type: 'Class 1 Data' });
    const asked = sentBy('client', { ...ends, function_code: 'READ', object_type: 'Class 1 Data' });
    expect(await readZeekLines([zeekLogOf('dnp3_objects', asked, answer, answer)])).toEqual([
      'tcp/20000, dnp3, read 1, class_data, missing object, x1',
    ]);
  });

  test('a point that was not operated is refused', async () => {
    const rows = [
      sentBy('client', { ...ends, function_code: 'SELECT', index_number: 8, status_code: '-' }),
      sentBy('server', {
        ...ends,
        ts: '1700000001.000000',
        function_code: 'RESPONSE',
        index_number: 8,
        status_code: 'Not Authorized',
      }),
      sentBy('client', {
        ...ends,
        ts: '1700000002.000000',
        function_code: 'OPERATE',
        index_number: 8,
        status_code: '-',
      }),
      sentBy('server', {
        ...ends,
        ts: '1700000003.000000',
        function_code: 'RESPONSE',
        index_number: 8,
        status_code: 'Success',
      }),
    ];
    const poorer = plain({ ...read, fc_request: 'SELECT' }, { ...read, fc_request: 'OPERATE' });
    expect(await readZeekLines([poorer, zeekLogOf('dnp3_control', ...rows)])).toEqual([
      'tcp/20000, dnp3, control 3, control_relay 8+1, missing object, x1, refused 1',
      'tcp/20000, dnp3, control 4, control_relay 8+1, missing object, x1',
    ]);
  });

  test.each([
    ['client', 'unknown-70', 'unknown 112, control_relay 8+1, missing object'],
    ['server', 'UNSOLICITED_RESPONSE', 'report 130, missing object'],
  ] as const)('a command that a %s sends with function %s', async (side, function_code, expected) => {
    const row = sentBy(side, { ...ends, function_code, index_number: 8, status_code: '-' });
    expect(await readZeekLines([zeekLogOf('dnp3_control', row)])).toEqual([`tcp/20000, dnp3, ${expected}, x1`]);
  });
});
