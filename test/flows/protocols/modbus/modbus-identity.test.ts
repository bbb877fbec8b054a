import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { linesOf } from '../../../support/decoder-laws.ts';
import { word } from '../../../support/frames.ts';
import { modbus, serialFrame } from '../../../support/modbus-messages.ts';
import { identityOf } from '../../../support/read-identity.ts';
import { tcpTalk } from '../../../support/tcp-talk.ts';

type Said = readonly ['client' | 'server', Uint8Array];

async function facts(...said: readonly Said[]): Promise<string[]> {
  const talk = tcpTalk().open();
  for (const [from, bytes] of said) talk[from](bytes);
  return await identityOf(pcap(talk.frames), 'modbus');
}

function text(value: string): number[] {
  return [...new TextEncoder().encode(value)];
}

/** An object of Read Device Identification. */
function object(id: number, value: string): number[] {
  return [id, value.length, ...text(value)];
}

const identification = [
  ...[14, 1, 0x83, 0, 0, 8],
  ...object(0, 'Schneider Electric'),
  ...object(1, 'BMX P34 2020'),
  ...object(2, 'v3.20'),
  ...object(3, 'www.se.com'),
  ...object(4, 'Modicon M340'),
  ...object(5, 'P34'),
  ...object(6, 'Filler'),
  ...object(0x80, 'secret'),
];
const identified = [
  'vendor Schneider Electric',
  'model Modicon M340',
  'model P34',
  'order-number BMX P34 2020',
  'firmware v3.20',
  'name Filler',
  'product-uri www.se.com',
];

describe('what units say about themselves', () => {
  test('in the answer to Read Device Identification, of the unit', async () => {
    expect(await facts(['client', modbus(1, 5, 43, [14, 1, 0])], ['server', modbus(1, 5, 43, identification)])).toEqual(
      identified.map((fact) => `10.0.0.2 unit 5 ${fact}`),
    );
  });

  test('in serial frames too', async () => {
    expect(
      await facts(['client', serialFrame(5, 43, [14, 1, 0])], ['server', serialFrame(5, 43, identification)]),
    ).toEqual(identified.map((fact) => `10.0.0.2 unit 5 ${fact}`));
  });

  test('in Report Server ID, where a text is', async () => {
    const report = [...[0, 1], ...text('Pump\u0001Station 12'), 0xff];
    const said: Said[] = [
      ['client', modbus(1, 1, 17)],
      ['server', modbus(1, 1, 17, [report.length, ...report])],
      ['client', modbus(2, 2, 17)],
      ['server', modbus(2, 2, 17, [3, 0x41, 0x42, 0xff])],
    ];
    expect(await facts(...said)).toEqual(['10.0.0.2 unit 1 description Station 12']);
  });

  test('nothing in exceptions, and no text that is cut off', async () => {
    const said: Said[] = [
      ['client', modbus(1, 1, 43, [14, 1, 0])],
      ['server', modbus(1, 1, 43, [14, 1, 1, 0, 0, 1, 0, 40, 0x41])],
      ['server', modbus(2, 1, 0x80 | 43, [2])],
    ];
    expect(await facts(...said)).toEqual([]);
  });
});

describe('UMAS', () => {
  const session = 0x31;
  const model = text('140 CPU 311 10');
  const numbers = [0x10, 0xff, 1, 2, 3, 4, 0, 0, 0x70, 0x02, 0, 0, 0x27, 0, 9, 0, 8, 0, 0, 0, 0, 0];
  const umas = (transaction: number, ...data: readonly number[]) => modbus(transaction, 0, 90, data);

  test('the controller tells its model and firmware, the station that reserves it its name', async () => {
    const name = text('WORKSTATION');
    expect(
      await facts(
        ['client', umas(1, 0, 0x02, 0)],
        ['server', umas(1, 0, 0xfe, ...numbers, model.length, ...model, 1)],
        ['client', umas(2, 0, 0x10, 1, 2, 0, 0, name.length, ...name)],
      ),
    ).toEqual([
      '10.0.0.1 hostname WORKSTATION',
      '10.0.0.2 unit 0 model 140 CPU 311 10',
      '10.0.0.2 unit 0 firmware 2.70',
    ]);
  });

  test('the same bytes are no identity where nobody asked for one', async () => {
    const answer = umas(1, 0, 0xfe, ...numbers, model.length, ...model, 1);
    expect(await facts(['client', umas(1, 0, 0x04)], ['server', answer])).toEqual([]);
  });

  test('an error refuses the request, an answer alone is of an unknown function', async () => {
    const dialogue = { transport: 'tcp', port: 502, messages: [], lines: [] } as const;
    expect(
      await linesOf(dialogue, [
        { from: 'client', bytes: umas(1, session, 0x41, 0xff, 0) },
        { from: 'server', bytes: umas(1, session, 0xfd, 0x80, 2) },
        { from: 'client', bytes: umas(2, session, 0x12) },
        { from: 'server', bytes: umas(2, session, 0xfe) },
        { from: 'server', bytes: umas(3, session, 0xfe, ...word(0)) },
      ]),
    ).toEqual(['program 90, unit 0, x1', 'session 90.0x12, unit 0, x1', 'control 90.0x41, unit 0, x1, refused 1']);
  });
});
