/** Functions of Modbus inside of open ports: what the kernel lets through to a server, against what the specification says. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { nftables } from '../../src/exporters/nftables/nftables.ts';
import { readBackNftText } from '../../src/exporters/nftables/read-back.ts';
import { proveExport } from '../../src/exporters/proof/prove.ts';
import { exportBoundary } from '../../src/exporters/registry.ts';
import { exportCase, exportText, requestOf } from '../support/export-request.ts';
import { goldenBoundaries } from '../support/golden-boundaries.ts';
import { noRulesets, openRouter, packetTest, type Router } from '../support/kernel.ts';
import { buildPacket, isSamePacket, type PacketSpec, replyTo } from '../support/packets.ts';
import { buildAsset, buildBoundary, buildGrant, buildPlan, buildZone } from '../support/plan-builder.ts';
import { runs } from '../support/runs.ts';
import { shippedCatalogue } from '../support/shipped-catalogue.ts';

const ends = [
  ['10.1.1.10', '10.1.2.10'],
  ['fd01:1::10', 'fd01:2::10'],
] as const;
const write = 6;
let router: Router | null = null;
let port = 20_000;

beforeAll(async () => {
  const each = goldenBoundaries['functions'];
  if (each === undefined || noRulesets !== null) return;
  router = await openRouter({ eth0: ['10.1.1.0/24', 'fd01:1::/64'], eth1: ['10.1.2.0/24', 'fd01:2::/64'] });
  await router.run(['nft', '-f', '-'], exportCase(each));
});
afterAll(() => router?.close());

/** A request of Modbus over TCP; what is given replaces what is right. */
function request(code: number, more: { identifier?: number; length?: number; data?: Buffer } = {}): Buffer {
  const { identifier = 0, data = Buffer.from([0, 1, 0, 2]), length = 2 + data.length } = more;
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x1234, 0);
  head.writeUInt16BE(identifier, 2);
  head.writeUInt16BE(length, 4);
  head[6] = 1;
  head[7] = code;
  return Buffer.concat([head, data]);
}

/** Which of some packets came out on the other side. */
async function sent(packets: readonly (readonly [string, PacketSpec])[]): Promise<readonly boolean[]> {
  const bytes = packets.map(([entry, spec]) => [entry, buildPacket(spec)] as const);
  const out = (await router?.send(bytes)) ?? [];
  return bytes.map(([, packet], index) => (out[index] ?? []).some((each) => isSamePacket(packet, each.bytes)));
}

/** The client's next packet in a new connection; a port is never used twice. */
async function connect(family: number): Promise<PacketSpec> {
  const [source, destination] = ends[family] ?? ends[0];
  const spec: PacketSpec = { source, destination, protocol: 6, sourcePort: port++, port: 502, mark: port & 0xffff };
  const next: PacketSpec = { ...spec, flags: 'ack', sequence: 1_001, acknowledgement: 5_001 };
  expect(
    await sent([
      ['eth0', spec],
      ['eth1', replyTo(spec)],
      ['eth0', next],
    ]),
  ).toEqual([true, true, true]);
  return next;
}

/** MODBUS Messaging on TCP/IP V1.0b, 3.1.3, and the two functions that are granted. */
function isGranted(payload: Buffer): boolean {
  if (payload.length === 0) return true;
  const isWhole = payload.length === 12 && payload.readUInt16BE(2) === 0 && payload.readUInt16BE(4) === 6;
  return isWhole && (payload[7] === 1 || payload[7] === 3);
}

const named: Readonly<Record<string, readonly [passes: boolean, payload: Buffer, more?: Partial<PacketSpec>]>> = {
  'a granted function': [true, request(3)],
  'another granted function': [true, request(1)],
  'a function that is not granted': [false, request(write)],
  'a function that the catalogue does not know': [false, request(200)],
  'two requests in a segment': [false, Buffer.concat([request(3), request(write)])],
  'two granted requests in a segment': [false, Buffer.concat([request(3), request(3)])],
  'a request whose length hides the next one': [
    false,
    request(3, { length: 18, data: Buffer.concat([Buffer.from([0, 1, 0, 2]), request(write)]) }),
  ],
  'one byte more than it says': [false, request(3, { length: 6, data: Buffer.alloc(5) })],
  'one byte more, and says so': [false, request(3, { data: Buffer.alloc(5) })],
  'one byte less than it says': [false, request(3, { length: 6, data: Buffer.alloc(3) })],
  'the head of a request alone': [false, request(3).subarray(0, 7)],
  'one byte': [false, Buffer.from([0])],
  'the rest of a request': [false, request(3).subarray(7)],
  'another protocol identifier': [false, request(3, { identifier: 1 })],
  'a granted function with urgent data': [false, request(3), { flags: 'urg-ack' }],
  'urgent data without any': [false, Buffer.alloc(0), { flags: 'urg-ack' }],
  'an acknowledgement': [true, Buffer.alloc(0)],
  'an acknowledgement with options': [true, Buffer.alloc(0), { tcpOptions: 12 }],
  'the end of a connection': [true, Buffer.alloc(0), { flags: 'fin-ack' }],
  'the end of a connection with a function that is not granted': [false, request(write), { flags: 'fin-ack' }],
  'a reset': [true, Buffer.alloc(0), { flags: 'rst-ack' }],
  ...Object.fromEntries(
    [4, 8, 12, 16, 20, 24, 28, 32, 36, 40].flatMap((tcpOptions) => [
      [`a granted function behind ${tcpOptions} bytes of options`, [true, request(3), { tcpOptions }] as const],
      [`another behind ${tcpOptions} bytes of options`, [false, request(write), { tcpOptions }] as const],
    ]),
  ),
};

packetTest.each([0, 1])('lets through what is granted and nothing else, in family %i', async (family) => {
  for (const [name, [passes, payload, more]] of Object.entries(named)) {
    const next = await connect(family);
    const [found] = await sent([['eth0', { ...next, payload, ...more }]]);
    expect([name, found]).toEqual([name, passes]);
  }
});

packetTest.each([0, 1])('judges segments one by one, whatever came before, in family %i', async (family) => {
  const next = await connect(family);
  const at = (sequence: number, payload: Buffer): readonly [string, PacketSpec] => [
    'eth0',
    { ...next, sequence: next.sequence === undefined ? sequence : next.sequence + sequence, payload },
  ];
  const [head, tail] = [request(write).subarray(0, 8), request(write).subarray(8)];
  const packets = [at(0, head), at(8, tail), at(0, request(3)), at(0, request(write)), at(12, request(1))];
  expect(await sent(packets)).toEqual([false, false, true, false, true]);
});

packetTest('lets segments overlap, as every residual report of functions says', async () => {
  const next = await connect(0);
  const at = (sequence: number): readonly [string, PacketSpec] => [
    'eth0',
    { ...next, sequence: 1_001 + sequence, payload: request(3) },
  ];
  expect(await sent([at(0), at(5), at(12 + 4)])).toEqual([true, true, true]);
  const { residual } = exportBoundary(requestOf(goldenBoundaries['functions'] ?? fail()));
  const entry = residual.wider.find(({ grant }) => grant === 'conduit/poll-a');
  expect(entry?.losses[0]).toMatchObject({ kind: 'operations', passes: ['write', 'program', 'unknown'] });
  expect(entry?.losses[0]?.detail).toContain('makes segments of TCP overlap on purpose');
  // So nothing of the kind is opened into a safety zone.
  expect(residual.refused.map(({ grant }) => grant)).toContain('conduit/poll-trip');
});

packetTest('lets the server answer what it likes', async () => {
  const next = await connect(0);
  const answer: PacketSpec = { ...replyTo(next), flags: 'ack', sequence: 5_001 };
  const payloads = [request(write), Buffer.alloc(1), Buffer.concat([request(3), request(3)])];
  expect(await sent(payloads.map((payload) => ['eth1', { ...answer, payload }] as const))).toEqual([true, true, true]);
});

packetTest('judges what a connection begins with', async () => {
  const [source, destination] = ends[0];
  const spec: PacketSpec = { source, destination, protocol: 6, port: 502, mark: 1 };
  const [granted, other] = [request(3), request(write)].map((payload): PacketSpec => ({ ...spec, payload }));
  if (granted === undefined || other === undefined) throw new Error('unreachable');
  const packets = [
    ['eth0', { ...other, sourcePort: port++ }],
    ['eth0', { ...granted, sourcePort: port++ }],
  ] as const;
  expect(await sent(packets)).toEqual([false, true]);
});

packetTest('judges connections that another ruleset allowed', async () => {
  const each = goldenBoundaries['functions'];
  const next = await connect(0);
  if (each === undefined) throw new Error('no boundary');
  // Another stamp: the marks of its connections are those of no element of `flows`.
  const text = exportCase({ ...each, plan: { ...each.plan, grants: each.plan.grants.slice(0, 1) } });
  await router?.run(['nft', '-f', '-'], text);
  const packets = [request(write), request(3)].map((payload) => ['eth0', { ...next, payload }] as const);
  expect(await sent(packets)).toEqual([false, true]);
  await router?.run(['nft', '-f', '-'], exportCase(each));
});

packetTest('lets through of any bytes what the specification calls a whole granted request', async () => {
  const byte = fc.oneof(fc.constantFrom(0, 1, 3, 6, 12), fc.nat({ max: 255 }));
  const payloads = fc.oneof(
    fc.array(byte, { maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
    fc
      .record({ code: byte, identifier: fc.constantFrom(0, 0, 0, 1, 256), length: fc.constantFrom(6, 6, 6, 5, 262) })
      .chain((each) =>
        fc.constantFrom(0, 3, 4, 5, 16).map((size) => request(each.code, { ...each, data: Buffer.alloc(size) })),
      ),
  );
  const options = fc.nat({ max: 10 }).map((words) => 4 * words);
  const next = [await connect(0), await connect(1)];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat({ max: 1 }), payloads, options), { minLength: 1, maxLength: 60 }),
      async (all) => {
        const specs = all.map(
          ([family, payload, tcpOptions]): PacketSpec => ({ ...(next[family] ?? fail()), payload, tcpOptions }),
        );
        const found = await sent(specs.map((spec) => ['eth0', spec] as const));
        expect(found).toEqual(all.map(([, payload]) => isGranted(payload)));
      },
    ),
    { numRuns: runs(60) },
  );
});

/** MODBUS Application Protocol V1.1b3: bytes of data behind the code, for each request that always has as many. */
const dataOfCode = new Map([
  ...[1, 2, 3, 4, 5, 6].map((code) => [code, 4] as const),
  ...[7, 11, 12, 17].map((code) => [code, 0] as const),
  [22, 6],
  [24, 2],
]);
/** Writing several coils and registers; a count of the bytes behind it is the fifth byte of data (6.11 and 6.12). */
const counted = [15, 16];

/** Loads a boundary at which the requests of some functions are granted. */
async function grantCodes(codes: readonly number[]): Promise<void> {
  const names = (shippedCatalogue.protocols.get('modbus')?.operations ?? []).filter(({ code }) =>
    codes.includes(Number(code)),
  );
  expect(new Set(names.map(({ code }) => Number(code)))).toEqual(new Set(codes));
  const boundary = buildBoundary({ eth0: ['control'], eth1: ['cell'] });
  const grant = buildGrant('all', ['control/scada'], ['cell/plc'], ['tcp/502'], {
    protocol: 'modbus',
    operations: names.map(({ class: kind, name }) => ({ class: kind, name })),
    enforce: 'functions',
  });
  const plan = buildPlan({
    zones: [buildZone('cell', ['10.1.2.0/24', 'fd01:2::/64']), buildZone('control', ['10.1.1.0/24', 'fd01:1::/64'])],
    assets: [
      buildAsset('plc', 'cell', ['10.1.2.10', 'fd01:2::10']),
      buildAsset('scada', 'control', ['10.1.1.10', 'fd01:1::10']),
    ],
    grants: [grant],
    boundaries: [boundary],
  });
  const request = requestOf({ plan, boundary }, { catalogue: shippedCatalogue });
  const result = exportBoundary(request);
  expect(result.residual.refused).toEqual([]);
  const read = readBackNftText(exportText(result));
  if (read.value === null) throw new Error(JSON.stringify(read.refusal));
  expect(proveExport(request, nftables.capabilities, result.residual, read.value)).toMatchObject({ kind: 'equal' });
  await router?.run(['nft', '-f', '-'], exportText(result));
}

packetTest('lets through every function of known length with its own length, and no other function', async () => {
  await grantCodes([...dataOfCode.keys(), ...counted]);
  const next = await connect(0);
  const tried = Array.from({ length: 256 }, (_, code) => code).flatMap((code) =>
    [0, 1, 2, 3, 4, 5, 6, 7].map((size) => [code, size] as const),
  );
  // Filled with ones, so that what writes several counts one byte.
  const found = await sent(
    tried.map(
      ([code, size]) => ['eth0', { ...next, payload: request(code, { data: Buffer.alloc(size, 1) }) }] as const,
    ),
  );
  expect(tried.filter((_, index) => found[index] === true)).toEqual(
    [...dataOfCode, [15, 6] as const].sort(([a], [b]) => a - b),
  );
});

/** Writes several coils or registers, as many bytes as it says, unless it is told to say something else. */
function writing(code: number, bytes: number, more: { says?: number; length?: number } = {}): Buffer {
  const quantity = code === 16 ? bytes >> 1 : 8 * bytes;
  const says = more.says ?? bytes;
  const data = Buffer.concat([
    Buffer.from([0, 100, quantity >> 8, quantity & 255, says & 255]),
    Buffer.alloc(bytes, 0x55),
  ]);
  return request(code, more.length === undefined ? { data } : { data, length: more.length });
}

packetTest.each([0, 1])(
  'lets what writes several through at every length that it may have, in family %i',
  async (family) => {
    await grantCodes([15, 16]);
    const next = await connect(family);
    const sizes = Array.from({ length: 300 }, (_, bytes) => bytes);
    for (const code of [15, 16]) {
      const right = (bytes: number): boolean => bytes > 0 && bytes <= 246 && (code === 15 || bytes % 2 === 0);
      const variants: readonly (readonly [string, (bytes: number) => Buffer, (bytes: number) => boolean])[] = [
        ['as it should be', (bytes) => writing(code, bytes), right],
        ['one more than it counts', (bytes) => writing(code, bytes, { says: bytes - 1 }), () => false],
        ['one less than it counts', (bytes) => writing(code, bytes, { says: bytes + 1 }), () => false],
        ['a length of one more', (bytes) => writing(code, bytes, { length: 8 + bytes }), () => false],
        ['a length of one less', (bytes) => writing(code, bytes, { length: 6 + bytes }), () => false],
        ['a byte behind it', (bytes) => Buffer.concat([writing(code, bytes), Buffer.alloc(1)]), () => false],
        ['without its last byte', (bytes) => writing(code, bytes).subarray(0, -1), () => false],
        ['another function', (bytes) => writing(code + 1 === 17 ? 23 : 22, bytes), () => false],
      ];
      for (const [name, make, passes] of variants) {
        const packets = sizes.map((bytes) => ['eth0', { ...next, payload: make(bytes) }] as const);
        const found = await sent(packets);
        // A request of one length may be another one that is whole: what counts is what it is.
        const wanted = sizes.map((bytes) => passes(bytes) || isWholeWriting(make(bytes)));
        expect({ code, name, found }).toEqual({ code, name, found: wanted });
      }
    }
  },
);

/** Read off the specification, by itself. */
function isWholeWriting(payload: Buffer): boolean {
  if (payload.length < 14 || payload.length > 259) return false;
  const [identifier, length, code, says] = [
    payload.readUInt16BE(2),
    payload.readUInt16BE(4),
    payload[7],
    payload[12] ?? 0,
  ];
  if (identifier !== 0 || length !== payload.length - 6 || says !== payload.length - 13) return false;
  return code === 15 || (code === 16 && says % 2 === 0);
}

packetTest('hides no other request in or behind what writes several', async () => {
  await grantCodes([3, 16]);
  const next = await connect(0);
  const other = request(write);
  const hidden: Readonly<Record<string, Buffer>> = {
    'behind it': Buffer.concat([writing(16, 4), other]),
    'behind it, within its length': Buffer.concat([writing(16, 4, { length: 11 + other.length }), other]),
    'behind it, within its length and its count': Buffer.concat([
      writing(16, 4, { length: 11 + other.length, says: 4 }),
      other,
    ]),
    'behind a granted one of fixed length': Buffer.concat([request(3), writing(16, 4)]),
    'in what is written, behind a count that stops before it': Buffer.concat([
      request(16, { length: 7 + 16, data: Buffer.from([0, 100, 0, 2, 4, 0, 1, 0, 2]) }),
      other,
    ]),
    'in the next segment': writing(16, 8).subarray(0, 17),
  };
  for (const [name, payload] of Object.entries(hidden))
    expect([name, await sent([['eth0', { ...next, payload }]])]).toEqual([name, [false]]);
  // What is written may look like a request; a server that keeps to the length reads it as what is written.
  const inside = Buffer.concat([request(16, { length: 7 + 12, data: Buffer.from([0, 100, 0, 6, 12]) }), other]);
  expect(await sent([['eth0', { ...next, payload: inside }]])).toEqual([true]);
  for (const tcpOptions of [12, 40])
    expect(await sent([['eth0', { ...next, payload: writing(16, 246), tcpOptions }]])).toEqual([true]);
});

function fail(): never {
  throw new Error('no connection');
}
