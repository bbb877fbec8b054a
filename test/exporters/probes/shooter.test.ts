/** The shooter sees everything that a kernel could do wrong with a packet. */
import { expect, test } from 'vitest';
import { firstPacket } from '../../../src/exporters/probes/conversation.ts';
import { describeMiss } from '../../../src/exporters/probes/describe-miss.ts';
import { batchLimit, type Lab } from '../../../src/exporters/probes/port.ts';
import { shotOf } from '../../../src/exporters/probes/round.ts';
import { createShooter, type Shot, type Volley } from '../../../src/exporters/probes/shooter.ts';
import { requestOf } from '../../support/export-request.ts';
import { prepareTrial } from '../../support/lab.ts';
import { linePlant } from '../../support/line-plant.ts';

const { prepared } = prepareTrial(requestOf(linePlant()), 4_500);
const { interfaces } = prepared.wiring;
const shots: readonly Shot[] = prepared.drawn.rounds
  .flat()
  .map((probe) => shotOf(firstPacket(probe), probe.exit, probe, null));

interface Frame {
  readonly interface: number;
  readonly packet: Buffer;
}

/** A lab whose router sends each packet out by its right interface, and then does something to all that came out. */
async function shootAt(
  some: readonly Shot[],
  twist: (out: Frame[]) => Frame[],
): Promise<Volley & { batches: number[] }> {
  const batches: number[] = [];
  let next = 0;
  const lab = {
    send: async (bytes: Uint8Array) => {
      const sent = unpack(Buffer.from(bytes));
      batches.push(sent.length);
      const out = sent.map(({ packet }) => ({ interface: some[next++]?.exit ?? 0, packet: routed(packet) }));
      return pack(twist(out));
    },
  } as Pick<Lab, 'send'> as Lab;
  const told: number[] = [];
  const volley = await createShooter(lab, (count) => told.push(count))(some);
  expect(told).toEqual(batches);
  return { ...volley, batches };
}

function routed(packet: Buffer): Buffer {
  const copy = Buffer.from(packet);
  copy[(copy[0] ?? 0) >> 4 === 4 ? 8 : 7] = 63;
  return copy;
}

function unpack(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt16BE(at + 2);
    frames.push({ interface: bytes.readUInt16BE(at), packet: bytes.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return frames;
}

function pack(frames: readonly Frame[]): Uint8Array {
  return Buffer.concat(
    frames.flatMap((frame) => {
      const head = Buffer.alloc(4);
      head.writeUInt16BE(frame.interface);
      head.writeUInt16BE(frame.packet.length, 2);
      return [head, frame.packet];
    }),
  );
}

test('finds nothing wrong when every packet comes out where it must, in batches that fit', async () => {
  const volley = await shootAt(shots, (out) => out.reverse());
  expect(volley).toMatchObject({ sent: 4_500, passed: 4_500, missed: 0, misses: [] });
  expect(volley.batches.length).toBe(3);
  expect(Math.max(...volley.batches)).toBeLessThanOrEqual(batchLimit);
});

const ten = shots.slice(0, 10);

test.each<[string, (out: Frame[]) => Frame[], Partial<Volley>, string]>([
  ['a packet that is missing', (out) => out.slice(1), { passed: 9 }, 'dropped'],
  [
    'a packet at another interface',
    ([one, ...rest]) => [{ interface: 3, packet: one?.packet ?? Buffer.alloc(0) }, ...rest],
    { passed: 10 },
    'came out of elsewhere',
  ],
  ['a packet that comes twice', (out) => [...out, out[0] as Frame], { passed: 10 }, ' and '],
  [
    'a packet with another byte',
    ([one, ...rest]) => [changed(one as Frame), ...rest],
    { passed: 9 },
    'with other bytes',
  ],
  [
    'a packet with more bytes',
    ([one, ...rest]) => [
      { ...(one as Frame), packet: Buffer.concat([one?.packet ?? Buffer.alloc(0), Buffer.alloc(1)]) },
      ...rest,
    ],
    { passed: 9 },
    'with other bytes',
  ],
])('sees %s', async (_, twist, expected, words) => {
  const volley = await shootAt(ten, twist);
  expect(volley).toMatchObject({ sent: 10, missed: 1, ...expected });
  const [miss] = volley.misses;
  if (miss === undefined) throw new Error('nothing missed');
  expect(describeMiss('first packets', miss, interfaces).kernel).toContain(words);
});

function changed({ interface: number, packet }: Frame): Frame {
  const copy = Buffer.from(packet);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
  return { interface: number, packet: copy };
}

test('sees a packet that passes although it must be dropped, and names it', async () => {
  const [shot] = ten;
  if (shot === undefined) throw new Error('no shot');
  const { misses } = await shootAt([{ ...shot, exit: null, answer: { grants: [], verdict: 'dropped' } }], (out) => out);
  const [miss] = misses;
  if (miss === undefined) throw new Error('nothing missed');
  const words = describeMiss('first packets', miss, interfaces);
  expect(words).toMatchObject({
    phase: 'first packets',
    expected: 'dropped, as no grant opens the boundary for it',
    kernel: 'came out of eth0',
    grants: [],
  });
  expect(words.packet).toContain(`${shot.probe.source.text}`);
  expect(words.packet).toContain(` behind ${interfaces[shot.packet.entry]} -> `);
});

test('what the router says itself is nobody else’s packet', async () => {
  const report = Buffer.alloc(76);
  report[0] = 0x60;
  expect(await shootAt(ten, (out) => [{ interface: 0, packet: report }, ...out])).toMatchObject({ missed: 0 });
});

test('shows the first twenty of many', async () => {
  const volley = await shootAt(shots.slice(0, 500), () => []);
  expect(volley).toMatchObject({ sent: 500, passed: 0, missed: 500 });
  expect(volley.misses).toHaveLength(20);
});

test('says why when the lab ends', async () => {
  const lab = { send: () => Promise.reject(new Error('gone')) } as unknown as Lab;
  await expect(createShooter(lab, () => undefined)(shots)).rejects.toThrow('gone');
});
