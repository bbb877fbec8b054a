import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { bytesOf, ethernet, ipv4, long, udp, word } from '../../../support/frames.ts';
import { conversationLine, factLines, readContent } from '../../../support/read-conversations.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const little = (value: number, octets: number): number[] =>
  Array.from({ length: octets }, (_, at) => (value >>> (8 * at)) & 255);
const number = (value: number, octets: number, isLittle: boolean): number[] =>
  isLittle ? little(value, octets) : little(value, octets).reverse();

interface Call {
  readonly type?: number;
  readonly operation?: number;
  readonly sequence?: number;
  readonly isLittle?: boolean;
  readonly flags?: number;
  readonly fragment?: number;
  readonly mapper?: boolean;
}

/** A packet of connectionless RPC with a body. */
function rpc(body: Uint8Array, call: Call = {}): Uint8Array {
  const { type = 0, operation = 0, sequence = 1, isLittle = true, flags = 0x20, fragment = 0, mapper = false } = call;
  const uuid = mapper ? [0xe1af8308, 0x5d1f, 0x11c9] : [0xdea00001, 0x6c97, 0x11d1];
  const rest = mapper
    ? [0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa]
    : [0x82, 0x71, 0x00, 0xa0, 0x24, 0x42, 0xdf, 0x7d];
  const [low = 0, mid = 0, high = 0] = uuid;
  return bytesOf(
    [4, type, flags, 0, isLittle ? 0x10 : 0, 0, 0, 0],
    new Uint8Array(16),
    number(low, 4, isLittle),
    number(mid, 2, isLittle),
    number(high, 2, isLittle),
    rest,
    number(0x01020304, 4, isLittle),
    number(0x0506, 2, isLittle),
    number(0x0708, 2, isLittle),
    new Uint8Array(8).fill(0xac),
    number(0, 4, isLittle),
    number(1, 4, isLittle),
    number(sequence, 4, isLittle),
    number(operation, 2, isLittle),
    [0xff, 0xff, 0xff, 0xff],
    number(body.length, 2, isLittle),
    number(fragment, 2, isLittle),
    [0, 0],
    body,
  );
}

const args = new Uint8Array(20);
const record = (type: number, slot: number, index: number, data: Uint8Array = new Uint8Array(0)): Uint8Array =>
  bytesOf(
    word(type),
    word(60),
    [1, 0],
    word(1),
    new Uint8Array(16),
    long(0),
    word(slot),
    word(1),
    word(0),
    word(index),
    long(data.length),
    new Uint8Array(24),
    data,
  );
const readRequest = (slot: number, index: number, call: Call = {}): Uint8Array =>
  rpc(bytesOf(args, record(9, slot, index)), { operation: 2, ...call });

interface Datagram {
  readonly ports?: readonly [number, number];
  readonly back?: boolean;
  readonly payload: Uint8Array;
}

async function read(...datagrams: Datagram[]) {
  const capture = pcap(
    datagrams.map(({ ports = [49_200, 34_964], back = false, payload }, index) => {
      const [source, destination] = back ? ['10.0.0.2', '10.0.0.1'] : ['10.0.0.1', '10.0.0.2'];
      const [from, to] = back ? [ports[1], ports[0]] : ports;
      return {
        micros: 1_700_000_000_000_000 + index,
        bytes: ethernet(0x0800, ipv4({ source, destination, protocol: 17 }, udp(from, to, payload))),
      };
    }),
  );
  const { conversations, devices } = await readContent(capture);
  return {
    lines: conversations.map((each) => conversationLine(each).replace(/^plant /, '')),
    facts: factLines(devices),
  };
}

const ends = '10.0.0.1 -> 10.0.0.2 udp/34964, profinet-cm,';
const ok = new Uint8Array(20);

describe('PROFINET context manager', () => {
  test.each([true, false])('a read names slot and record, in either byte order (%s)', async (isLittle) => {
    const { lines } = await read(
      { payload: readRequest(3, 0x8028, { isLittle }) },
      { back: true, payload: rpc(ok, { type: 2, operation: 2, isLittle }) },
    );
    expect(lines).toEqual([`${ends} read 2, unit 3 32808+1, x1`]);
  });

  test('an answer in the other byte order belongs to the call', async () => {
    const answer = rpc(ok, { type: 2, operation: 2, isLittle: false });
    const { lines } = await read({ payload: readRequest(3, 0x8028) }, { back: true, payload: answer });
    expect(lines).toEqual([`${ends} read 2, unit 3 32808+1, x1`]);
  });

  test('an error status refuses what was asked', async () => {
    const error = bytesOf([0xde, 0x80, 0xb0, 0x07], new Uint8Array(16));
    const { lines } = await read(
      { payload: readRequest(0, 0xaff0) },
      { back: true, payload: rpc(error, { type: 2, operation: 2 }) },
    );
    expect(lines).toEqual([`${ends} read 2, unit 0 45040+1, x1, refused 1`]);
  });

  test('an answer from another port belongs to the call', async () => {
    const { lines } = await read(
      { payload: rpc(args, { operation: 0 }) },
      { back: true, ports: [49_200, 49_152], payload: rpc(ok, { type: 3 }) },
    );
    expect(lines).toEqual([`${ends} session 0, x1, refused 1`]);
  });

  test('a write of several records counts each', async () => {
    const inner = bytesOf(
      record(8, 1, 0x8020, Uint8Array.of(1, 2, 3)),
      [0],
      record(8, 2, 0x8021, Uint8Array.of(1, 2, 3, 4)),
    );
    const { lines } = await read({ payload: rpc(bytesOf(args, record(8, 0xffff, 0xe040, inner)), { operation: 3 }) });
    expect(lines).toEqual([`${ends} write 3, unit 1 32800+1, x1`, `${ends} write 3, unit 2 32801+1, x1`]);
  });

  test('the records of a write in fragments are counted, those that only a later fragment names too', async () => {
    const inner = bytesOf(
      record(8, 1, 0x8020, Uint8Array.of(1, 2, 3, 4)),
      record(8, 2, 0x8021, Uint8Array.of(5, 6, 7, 8)),
    );
    const body = bytesOf(args, record(8, 0xffff, 0xe040, inner));
    const cut = 20 + 64 + 80;
    const { lines } = await read(
      { payload: rpc(body.subarray(0, cut), { operation: 3, flags: 0x24 }) },
      { payload: rpc(body.subarray(cut), { operation: 3, flags: 0x26, fragment: 1 }) },
      { back: true, payload: rpc(Uint8Array.of(1, 0, 0, 0), { type: 2, operation: 3 }) },
    );
    expect(lines).toEqual([
      `${ends} write 3, unit 1 32800+1, x1, refused 1`,
      `${ends} write 3, unit 2 32801+1, x1, refused 1`,
    ]);
  });

  test('an answer alone tells what was asked, but not of what', async () => {
    const { lines } = await read({ back: true, payload: rpc(ok, { type: 2, operation: 3 }) });
    expect(lines).toEqual([`${ends} write 3, missing object, x1`]);
  });

  test('the endpoint mapper is asked where interfaces listen', async () => {
    expect((await read({ payload: rpc(args, { operation: 2, mapper: true }) })).lines).toEqual([
      `${ends} discovery epm, x1`,
    ]);
  });

  test('other RPC is none of it', async () => {
    const other = rpc(args);
    other[24] = 0x77;
    expect((await read({ ports: [50_000, 2000], payload: other })).lines).toEqual([
      '10.0.0.1 -> 10.0.0.2 udp/2000, -, -, missing operation, x1',
    ]);
  });

  test('who connects tells its name, and I&M0 what a module is', async () => {
    const relation = bytesOf(word(0x0101), word(60), [1, 0], new Uint8Array(50), word(8), text('plc-main'));
    const module = bytesOf(
      word(0x0020),
      word(56),
      [1, 0],
      word(0x2a),
      text('6ES7 155-6AU01-0BN0 '),
      text('S C-J9T123456789'),
      word(3),
      text('V'),
      [4, 2, 1],
      new Uint8Array(10),
    );
    const answer = bytesOf(new Uint8Array(20), record(0x8009, 2, 0xaff0), module);
    const { facts } = await read(
      { payload: rpc(bytesOf(args, relation)) },
      { back: true, payload: rpc(answer, { type: 2, operation: 2, sequence: 9 }) },
    );
    expect(facts).toEqual([
      '10.0.0.1 name: plc-main',
      '10.0.0.2 unit 2 order-number: 6ES7 155-6AU01-0BN0',
      '10.0.0.2 unit 2 firmware: V4.2.1',
      '10.0.0.2 unit 2 hardware: 3',
      '10.0.0.2 unit 2 serial-number: S C-J9T123456789',
    ]);
  });

  test('cut off at any byte it is read or counted, and nothing fails', async () => {
    const whole = rpc(bytesOf(args, record(8, 1, 0x8020, Uint8Array.of(1, 2, 3, 4))), { operation: 3 });
    for (let length = 1; length < whole.length; length++)
      expect((await read({ payload: whole.subarray(0, length) })).lines).toHaveLength(1);
  });
});
