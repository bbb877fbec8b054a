import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createChannels } from '../../src/flows/channels.ts';
import type { Channel, Endpoints } from '../../src/flows/observation-sink.ts';

const between = (port: number): Endpoints => ({
  scope: null,
  source: '10.0.0.1',
  destination: '10.0.0.2',
  transport: 'tcp',
  port,
  protocol: null,
});

test('equal endpoints are one channel, and every channel has a number of its own', () => {
  const channels = createChannels(10, () => {});
  const [one, other] = [channels.channel(between(1)), channels.channel(between(2))];
  expect(channels.channel(between(1))).toBe(one);
  expect(channels.numberOf(one)).not.toBe(channels.numberOf(other));
});

test('those in use keep their numbers, others lose theirs to new ones, and get one again when they are used', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30_000), { maxLength: 300, size: 'max' }), fc.nat(20), (ports, inUse) => {
      const used = new Set<number>();
      const channels = createChannels(20, (mark) => used.forEach(mark));
      const kept = new Map<number, number>();
      for (const port of ports.slice(0, inUse)) {
        const number = channels.numberOf(channels.channel(between(port)));
        used.add(number);
        kept.set(port, number);
      }
      // More than can be remembered, so that some are forgotten while a reader still has them.
      const held: Channel[] = [];
      for (let port = 40_000; port < 60_000; port++) held.push(channels.channel(between(port)));
      for (const [port, number] of kept) {
        expect(channels.numberOf(channels.channel(between(port)))).toBe(number);
        expect(channels.numbered(number)?.endpoints.port).toBe(port);
      }
      for (const channel of [held[0], held[5000], held.at(-1)]) {
        if (channel === undefined) continue;
        const number = channels.numberOf(channel);
        expect(channels.numbered(number)?.endpoints).toEqual(channel.endpoints);
        expect(used.has(number)).toBe(false);
        expect(channels.numberOf(channel)).toBe(number);
      }
    }),
    { numRuns: 10 },
  );
});

test('a channel that was forgotten and asked for again has the number of its twin', () => {
  const channels = createChannels(0, () => {});
  const old = channels.channel(between(1));
  for (let port = 2; port < 15_000; port++) channels.channel(between(port));
  const twin = channels.channel(between(1));
  expect(twin).not.toBe(old);
  expect(channels.numberOf(old)).toBe(channels.numberOf(twin));
});
