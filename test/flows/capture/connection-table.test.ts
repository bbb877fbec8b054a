import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createConnectionTable } from '../../../src/flows/capture/connection-table.ts';
import { createPacket } from '../../../src/flows/capture/packet.ts';

/** Few values, so that connections come back and hash chains form. */
const endpoint = fc.record({ address: fc.constantFrom(1, 2, -5, 0x7fffffff), port: fc.constantFrom(0, 1, 65_535) });
const passing = fc.record({
  source: endpoint,
  destination: endpoint,
  family: fc.constantFrom(4, 6),
  protocol: fc.constantFrom(6, 17),
  domain: fc.constantFrom(0, 1),
});

test('finds the connections of packets in both directions and lets the one idle longest go', () => {
  fc.assert(
    fc.property(fc.array(passing, { maxLength: 120 }), fc.integer({ min: 1, max: 6 }), (packets, limit) => {
      const evicted: string[] = [];
      const table = createConnectionTable<string>(limit, (value) => evicted.push(value));
      /** The same in plain words: keys in the order of their last use. */
      const model = new Map<string, true>();
      const expectedEvictions: string[] = [];
      const packet = createPacket();
      for (const { source, destination, family, protocol, domain } of packets) {
        packet.family = family;
        packet.protocol = protocol;
        packet.domain = domain;
        packet.source.fill(7);
        packet.destination.fill(7);
        packet.source[0] = source.address;
        packet.destination[0] = destination.address;
        const ends = [source, destination].map(({ address, port }) => `${address}:${port}`).sort();
        const key = `${family} ${protocol} ${domain} ${ends.join(' ')}`;
        const place = table.locate(packet, source.port, destination.port);
        const isKnown = model.delete(key);
        if (!isKnown && model.size === limit) {
          const [oldest = ''] = model.keys();
          model.delete(oldest);
          expectedEvictions.push(oldest);
        }
        model.set(key, true);
        expect(table.values[place]).toBe(isKnown ? key : undefined);
        table.values[place] = key;
      }
      expect(evicted).toEqual(expectedEvictions);
      expect([...table.values].filter((value) => value !== undefined).sort()).toEqual([...model.keys()].sort());
    }),
    { numRuns: 300 },
  );
});

test('the two directions of a connection are its two sides', () => {
  const table = createConnectionTable<string>(10, () => undefined);
  const packet = createPacket();
  packet.family = 4;
  packet.source[0] = 5;
  packet.destination[0] = 9;
  table.locate(packet, 1000, 502);
  const there = table.side();
  packet.source[0] = 9;
  packet.destination[0] = 5;
  table.locate(packet, 502, 1000);
  expect(table.side()).not.toBe(there);
});
