/** What the first bytes of frames say, against what the decoders of this project say of the same bytes. */
import { expect, test } from 'vitest';
import { answerHeads, canCarry, requestHeads, unitsIn } from '../../../src/exporters/frames/frame-heads.ts';
import { profinetDcpDecoder } from '../../../src/flows/protocols/profinet/profinet-dcp.ts';
import { profinetRtDecoder } from '../../../src/flows/protocols/profinet/profinet-rt.ts';
import type { PlanGrant } from '../../../src/model/plan.ts';
import { buildGrant } from '../../support/plan-builder.ts';
import { shippedCatalogue } from '../../support/shipped-catalogue.ts';

const grantOf = (protocol: string, more: Partial<PlanGrant> = {}): PlanGrant =>
  buildGrant('g', ['a/b'], ['c/d'], ['ethernet/34962'], { protocol, ...more });
const headsOf = (protocol: string, more: Partial<PlanGrant> = {}) =>
  requestHeads(grantOf(protocol, more), shippedCatalogue.protocols.get(protocol));
type Heads = ReturnType<typeof headsOf>;
const holds = (heads: Heads, bytes: readonly number[]): boolean => {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  const lead = first * 0x1_0000 + second * 0x100 + third;
  return (heads ?? []).some(
    ({ lead: { from, to }, type }) => from <= lead && lead <= to && type.from <= fourth && fourth <= type.to,
  );
};
const frame = (id: number, service: number, type: number): Uint8Array =>
  Uint8Array.from([id >> 8, id & 0xff, service, type, ...new Array<number>(40).fill(0)]);

test('frame ids of RT are those that its decoder takes', () => {
  const heads = headsOf('profinet-rt');
  for (let id = 0; id <= 0xffff; id++) {
    const bytes = frame(id, 1, 2);
    const taken = profinetRtDecoder.probe(bytes, 0, bytes.length) !== 'no';
    if (holds(heads, [...bytes]) !== taken) throw new Error(`frame id 0x${id.toString(16)}`);
  }
});

test('requests and answers of DCP are those that its decoder takes for the one and the other', () => {
  const heads = headsOf('profinet-dcp');
  const answers = answerHeads('profinet-dcp', heads);
  for (const id of [0xfefb, 0xfefc, 0xfefd, 0xfefe, 0xfeff, 0xff00]) {
    for (let service = 0; service <= 0xff; service++) {
      for (const type of [0, 1, 2, 5, 6, 255]) {
        const bytes = frame(id, service, type);
        const said = profinetDcpDecoder.probe(bytes, 0, bytes.length);
        const found = [holds(heads, [...bytes]), holds(answers, [...bytes])];
        expect({ id, service, type, found }).toEqual({
          id,
          service,
          type,
          found: [said === 'client', said === 'server'],
        });
      }
    }
  }
});

test('a class of operations has the heads of its codes, and those of no other', () => {
  const read = headsOf('profinet-dcp', { operations: [{ class: 'read', name: null }] });
  expect(holds(read, [0xfe, 0xfd, 3, 0])).toBe(true);
  expect(holds(read, [0xfe, 0xfd, 4, 0])).toBe(false);
  const alarms = headsOf('profinet-rt', { operations: [{ class: 'report', name: null }] });
  expect([holds(alarms, [0xfc, 1, 0, 0]), holds(alarms, [0x80, 0, 0, 0])]).toEqual([true, false]);
  const unknown = headsOf('profinet-dcp', { operations: [{ class: 'unknown', name: 'code:9' }] });
  expect([holds(unknown, [0xfe, 0xfc, 9, 0]), holds(unknown, [0xfe, 0xfc, 10, 0])]).toEqual([true, false]);
});

test('an APPID is the unit of GOOSE and sampled values, and says nothing of operations', () => {
  const heads = headsOf('goose', { objects: [{ unit: { from: 1, to: 3 }, table: null, range: null }] });
  expect([holds(heads, [0, 0, 0, 9]), holds(heads, [0, 1, 0, 0]), holds(heads, [0, 3, 0xff, 0xff])]).toEqual([
    false,
    true,
    true,
  ]);
  expect(heads?.map((head) => unitsIn('goose', head))).toEqual([{ from: 1, to: 3 }]);
  expect(headsOf('goose')).toBeNull();
  const [head] = heads ?? [];
  if (head === undefined) throw new Error('no head');
  expect(canCarry(null, shippedCatalogue.protocols.get('goose'), head)).toBe(true);
});
