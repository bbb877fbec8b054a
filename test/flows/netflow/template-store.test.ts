import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDatagramReader } from '../../../src/flows/netflow/datagram-reader.ts';
import { createFlowRecord } from '../../../src/flows/netflow/flow-record.ts';
import { createTally } from '../../../src/flows/tally.ts';
import { timed } from '../../support/cpu-time.ts';
import {
  type FieldDraft,
  flowData,
  flowFields,
  flowSet,
  ipfix,
  template,
  version9,
} from '../../support/flow-datagrams.ts';
import { bytesOf, word } from '../../support/frames.ts';

/** A reader that only counts the flows it finds. */
function openCounter() {
  const tally = createTally('input', 5);
  let flows = 0;
  const account = { record: createFlowRecord(), add: () => void flows++, report() {}, settle() {} };
  const reader = createDatagramReader(tally, account, 'datagram');
  let position = 0;
  return {
    read(bytes: Uint8Array, exporter = 0): number {
      const before = flows;
      reader.read({ host: exporter, session: exporter }, bytes, 0, bytes.length, ++position);
      return flows - before;
    },
    finish: reader.finish,
    skipped: () => tally.statistics().skipped['no-template'] ?? 0,
  };
}

const definition = flowSet(2, template(256, flowFields));
const data = flowSet(256, flowData());
/** A template that takes much room: no neighbours of its fields are passed over together. */
const wide: readonly FieldDraft[] = Array.from({ length: 4000 }, () => [8, 4]);

describe('templates are kept within bounds over all exporters', () => {
  test('the domains that were not used for longest are forgotten', () => {
    const counter = openCounter();
    for (let domain = 0; domain < 1200; domain++) counter.read(ipfix([definition], { domain }));
    expect(counter.read(ipfix([data], { domain: 1199 }))).toBe(1);
    expect(counter.read(ipfix([data], { domain: 300 }))).toBe(1);
    expect(counter.read(ipfix([data], { domain: 0 }))).toBe(0);
  });

  test('large templates make others go, and the domain in use stays', () => {
    const counter = openCounter();
    counter.read(ipfix([definition]), 1);
    for (let exporter = 2; exporter < 30; exporter++) {
      counter.read(ipfix([flowSet(2, template(300, wide))]), exporter);
      counter.read(ipfix([definition]), exporter);
      expect(counter.read(ipfix([data]), exporter)).toBe(1);
    }
    expect(counter.read(ipfix([data]), 1)).toBe(0);
  });

  test('a template that is defined again takes no more room', () => {
    const counter = openCounter();
    counter.read(ipfix([definition]), 1);
    for (let again = 0; again < 40; again++) counter.read(ipfix([flowSet(2, template(300, wide))]), 2);
    expect(counter.read(ipfix([data]), 1)).toBe(1);
  });

  test('room that data gave up is there for other data', () => {
    const counter = openCounter();
    const large = flowSet(256, bytesOf(...Array.from({ length: 2000 }, () => flowData())));
    for (let sent = 0; sent < 60; sent++) counter.read(ipfix([large]));
    const lost = counter.skipped();
    expect(counter.read(ipfix([definition]))).toBeGreaterThan(0);
    for (let sent = 0; sent < 10; sent++) counter.read(ipfix([flowSet(257, flowData())]));
    expect(counter.skipped()).toBe(lost);
    expect(counter.read(ipfix([flowSet(2, template(257, flowFields))]))).toBe(10);
  });

  test('room of data that was read is there for other data', () => {
    const counter = openCounter();
    const records = bytesOf(...Array.from({ length: 2000 }, () => flowData()));
    for (let id = 256; id < 260; id++) {
      for (let sent = 0; sent < 15; sent++) counter.read(ipfix([flowSet(id, records)]));
      expect(counter.read(ipfix([flowSet(2, template(id, flowFields))]))).toBe(30_000);
    }
    expect(counter.skipped()).toBe(0);
  });

  test('data waits for its template in bounded room, the oldest goes first, and what goes is counted', () => {
    const counter = openCounter();
    const large = flowSet(256, bytesOf(...Array.from({ length: 2000 }, () => flowData())));
    for (let sent = 0; sent < 40; sent++) expect(counter.read(ipfix([large]))).toBe(0);
    const lost = counter.skipped();
    expect(lost).toBeGreaterThan(10);
    expect(counter.read(ipfix([definition]))).toBe((40 - lost) * 2000);
    counter.finish();
    expect(counter.skipped()).toBe(lost);
  });

  test('many small sets without a template are bounded too', () => {
    const counter = openCounter();
    const small = ipfix(Array.from({ length: 5000 }, () => flowSet(256, [1])));
    counter.read(small);
    expect(counter.skipped()).toBe(5000 - 4096);
    counter.finish();
    expect(counter.skipped()).toBe(5000);
  });
});

describe('work is bounded by bytes', () => {
  const byte: FieldDraft = [4, 1];

  test('fields without bytes cost nothing', () => {
    const fields: readonly FieldDraft[] = [...Array.from({ length: 8000 }, (): FieldDraft => [8, 0]), byte];
    const counter = openCounter();
    counter.read(ipfix([flowSet(2, template(256, fields))]));
    const { value, took } = timed(() => counter.read(ipfix([flowSet(256, new Uint8Array(60_000))])));
    expect(value).toBe(60_000);
    expect(took).toBeLessThan(2000);
  });

  test('sets that wait cost the same, however many there are', () => {
    const counter = openCounter();
    const small = ipfix(Array.from({ length: 12_000 }, () => flowSet(256, [1])));
    const { took } = timed(() => {
      for (let sent = 0; sent < 10; sent++) counter.read(small);
    });
    expect(took).toBeLessThan(4000);
  });
});

test('whatever templates and data say, a reader stays within them', () => {
  const field: fc.Arbitrary<FieldDraft> = fc.oneof(
    fc.tuple(
      fc.constantFrom(1, 2, 4, 6, 7, 8, 11, 12, 21, 22, 27, 56, 58, 80, 154, 160, 239, 256),
      fc.constantFrom(0, 1, 2, 4, 8, 16, 65_535, 500),
    ),
    fc.tuple(fc.nat(32_767), fc.nat(65_535), fc.constantFrom(9, 29_305)),
  );
  const content = fc.uint8Array({ maxLength: 120 });
  const set = fc.oneof(
    fc
      .tuple(fc.constantFrom(0, 1, 2, 3), fc.integer({ min: 254, max: 259 }), fc.array(field, { maxLength: 12 }))
      .map(([kind, id, fields]) => flowSet(kind, template(id, fields))),
    fc.tuple(fc.constantFrom(0, 1, 2, 3), content).map(([kind, bytes]) => flowSet(kind, bytes)),
    fc
      .tuple(fc.integer({ min: 255, max: 259 }), content, fc.option(fc.nat(70_000)))
      .map(([id, bytes, length]) => (length === null ? flowSet(id, bytes) : bytesOf(word(id), word(length), bytes))),
  );
  const message = fc
    .tuple(fc.boolean(), fc.array(set, { maxLength: 6 }))
    .map(([isNine, sets]) => (isNine ? version9(sets, { count: 1 }) : ipfix(sets)));
  fc.assert(
    fc.property(fc.array(message, { maxLength: 8 }), (messages) => {
      const counter = openCounter();
      let flows = 0;
      for (const bytes of messages) flows += counter.read(bytes);
      counter.finish();
      // A record has a byte at least, also one that waited.
      expect(flows).toBeLessThanOrEqual(messages.reduce((sum, { length }) => sum + length, 0));
    }),
    { numRuns: 300 },
  );
});
