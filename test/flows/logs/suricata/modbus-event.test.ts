import { describe, expect, test } from 'vitest';
import { type EveRow, eveLines, modbusEvent } from '../../../support/eve.ts';

const readRequest = { function_raw: 3, read: { address: 10, quantity: 4 } };
const readAnswer = { function_raw: 3, read: { data: '\u0000\u0001' } };
const writeRequest = { function_raw: 6, write: { address: 5, data: 1 } };

describe('Modbus', () => {
  test.each<[string, EveRow | null, EveRow | null, string]>([
    ['a read', readRequest, readAnswer, 'read 3, unit 3 holding 10+4, x1'],
    ['a read of coils', { function_raw: 1, read: { address: 0, quantity: 9 } }, null, 'read 1, unit 3 coils 0+9, x1'],
    ['a write of one', writeRequest, writeRequest, 'write 6, unit 3 holding 5+1, x1'],
    [
      'a write of many',
      { function_raw: 16, write: { address: 5, quantity: 3, data: 'x' } },
      { function_raw: 16, write: { address: 5, data: 3 } },
      'write 16, unit 3 holding 5+3, x1',
    ],
    [
      'a mask',
      { function_raw: 22, write: { address: 4, and_mask: 1, or_mask: 2 } },
      null,
      'write 22, unit 3 holding 4+1, x1',
    ],
    ['a queue without its pointer', { function_raw: 24 }, null, 'read 24, unit 3 holding, missing object, x1'],
    ['a diagnostic', { function_raw: 8, diagnostic: { raw: 4 } }, null, 'control 8.4, unit 3, x1'],
    ['a device identification', { function_raw: 43, mei: { raw: 14 } }, null, 'discovery 43.14, unit 3, x1'],
    ['UMAS', { function_raw: 90, data: '\u0000A\u0001' }, null, 'control 90.0x41, unit 3, x1'],
    ['UMAS in a session', { function_raw: 90, data: '\\xc8@' }, null, 'control 90.0x40, unit 3, x1'],
    ['an unknown function', { function_raw: 99 }, null, 'unknown 99, unit 3, x1'],
    [
      'a refused request',
      readRequest,
      { function_raw: 131, exception: { raw: 2 } },
      'read 3, unit 3 holding 10+4, x1, refused 1',
    ],
    ['an answer alone', null, readAnswer, 'read 3, unit 3 holding, missing object, x1'],
    [
      'an answer alone that repeats what was written',
      null,
      { function_raw: 16, write: { address: 5, data: 3 } },
      'write 16, unit 3 holding 5+3, x1',
    ],
    [
      'a refusal alone',
      null,
      { function_raw: 144, exception: { raw: 2 } },
      'write 16, unit 3 holding, missing object, x1, refused 1',
    ],
  ])('shows %s', async (_, request, response, line) => {
    expect(await eveLines([modbusEvent(request, response)])).toEqual([
      `plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, ${line}`,
    ]);
  });

  test('shows both parts of a function that reads and writes', async () => {
    const request = {
      function_raw: 23,
      read: { address: 1, quantity: 2 },
      write: { address: 8, quantity: 3, data: '' },
    };
    expect(await eveLines([modbusEvent(request, null)])).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 23, unit 3 holding 1+2, x1',
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, write 23, unit 3 holding 8+3, x1',
    ]);
  });

  test('reads how much was written from each answer that is alone', async () => {
    const answers = [3, 4].map((data) => modbusEvent(null, { function_raw: 16, write: { address: 5, data } }));
    expect(await eveLines(answers)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, write 16, unit 3 holding 5+3, x1',
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, write 16, unit 3 holding 5+4, x1',
    ]);
  });

  test('joins a request and its answer that came as two events, in either order', async () => {
    const halves = [modbusEvent(readRequest, null), modbusEvent(null, { function_raw: 131, exception: { raw: 2 } })];
    const line = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 3 holding 10+4, x1, refused 1';
    expect(await eveLines(halves)).toEqual([line]);
    expect(await eveLines(halves.toReversed())).toEqual([line]);
    const others = modbusEvent(null, { function_raw: 3, transaction_id: 8 });
    expect(await eveLines([...halves, others])).toHaveLength(2);
  });

  test('is turned around where Suricata took the server for the client', async () => {
    const ends = { src_ip: '10.0.0.2', dest_ip: '10.0.0.1', src_port: 502, dest_port: 40_000 };
    const asked = { function_raw: 6, write: { address: 5, data: 1 }, transaction_id: 7 };
    // What it calls the response is a request, and the other way around.
    const rows = [
      modbusEvent(null, asked, ends),
      modbusEvent(null, { ...readAnswer, transaction_id: 8 }, ends),
      modbusEvent({ ...readAnswer, transaction_id: 8 }, null, ends),
      modbusEvent({ function_raw: 134, transaction_id: 7 }, null, ends),
    ];
    expect(await eveLines(rows)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 3 holding, missing object, x1',
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, write 6, unit 3 holding 5+1, x1, refused 1',
    ]);
  });
});
