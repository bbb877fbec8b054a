import { describe, expect, test } from 'vitest';
import { commonEvent, type EveRow, eveLines, turned } from '../../../support/eve.ts';

const alertEvent: EveRow = { ...commonEvent, event_type: 'alert', alert: { signature_id: 1 }, direction: 'to_server' };

describe('DNP3', () => {
  const ends = { dest_port: 20_000, event_type: 'dnp3' };
  function message(type: string, functionCode: number, objects: readonly unknown[], more: EveRow = {}): EveRow {
    const [src, dst] = type === 'request' ? [1, 10] : [10, 1];
    const application = { control: { sequence: 2 }, function_code: functionCode, objects, complete: true };
    return { ...commonEvent, ...ends, dnp3: { type, src, dst, application, ...more } };
  }
  const object = { group: 30, variation: 0, qualifier: 0, prefix_code: 0, range_code: 0, start: 4, stop: 9, count: 6 };
  const classes = { ...object, group: 60, range_code: 6, start: 0, stop: 0, count: 0 };
  const control = {
    ...object,
    group: 12,
    prefix_code: 1,
    range_code: 7,
    points: [
      { prefix: 3, index: 3, op_type: 1 },
      { prefix: 8, index: 8, op_type: 1 },
    ],
  };

  test.each<[string, EveRow, readonly string[]]>([
    ['a range', message('request', 1, [object]), ['read 1, unit 10 analog_input 4+6, x1']],
    ['all of a class', message('request', 1, [classes, classes]), ['read 1, unit 10 class_data, x2']],
    [
      'points by index',
      message('request', 5, [control]),
      ['control 5, unit 10 control_relay 3+1, x1', 'control 5, unit 10 control_relay 8+1, x1'],
    ],
    [
      'a file by its size',
      message('request', 25, [{ ...object, group: 70, prefix_code: 5, range_code: 11, points: [{ prefix: 36 }] }]),
      ['file 25, unit 10 file, x1'],
    ],
    ['a clock', message('request', 2, [{ ...object, group: 50, range_code: 7 }]), ['time 2.50, unit 10 time, x1']],
    ['a restart', message('request', 13, []), ['control 13, unit 10, x1']],
    [
      'what is sent unasked',
      message('unsolicited_response', 130, [object]),
      ['report 130, unit 10 analog_input 4+6, x1'],
    ],
  ])('shows %s', async (_, row, lines) => {
    expect(await eveLines([row])).toEqual(lines.map((line) => `plant 10.0.0.1 -> 10.0.0.2 tcp/20000, dnp3, ${line}`));
  });

  test('joins an answer to its request, and marks what it refuses', async () => {
    const answer = message('response', 129, [], { iin: { indicators: ['object_unknown'] } });
    expect(await eveLines([message('request', 1, [object]), answer])).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/20000, dnp3, read 1, unit 10 analog_input 4+6, x1, refused 1',
    ]);
    const lines = [message('request', 1, [object]), answer];
    expect(await eveLines([...lines, ...lines, ...lines])).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/20000, dnp3, read 1, unit 10 analog_input 4+6, x3, refused 3',
    ]);
    expect(await eveLines([answer])).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/20000, dnp3, -, missing operation object, x1, refused 1',
    ]);
  });

  test('knows the master by its function where Suricata takes the outstation for the client', async () => {
    const row = message('request', 130, [object]);
    const dnp3 = { ...(row['dnp3'] as object), src: 10, dst: 1 };
    expect(await eveLines([{ ...turned(row), dnp3 }])).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/20000, dnp3, report 130, unit 10 analog_input 4+6, x1',
    ]);
  });

  test('of an alert stands under request and response', async () => {
    const { dnp3 } = message('request', 13, []);
    const row = { ...alertEvent, dest_port: 20_000, tx_id: 1, dnp3: { request: dnp3 } };
    expect(await eveLines([row])).toEqual(['plant 10.0.0.1 -> 10.0.0.2 tcp/20000, dnp3, control 13, unit 10, x1']);
  });
});
