/** Observations of a few hosts, so that many of them are of one conversation. */
import fc from 'fast-check';
import type { BoundaryDrop } from '../../src/model/boundary-drop.ts';
import type { Observation } from '../../src/model/conversation.ts';

const drop: BoundaryDrop = {
  action: 'denied',
  boundary: 'fw',
  hook: 'forward',
  entry: { index: 2 },
  exit: null,
};

export const arbitraryObservation: fc.Arbitrary<Observation> = fc.record({
  drop: fc.constantFrom(null, drop, { ...drop, action: 'spoofed' }, { ...drop, entry: { name: 'eth0' } }),
  scope: fc.constantFrom(null, 'a', 'b'),
  source: fc.constantFrom('10.0.0.1', '10.0.0.2'),
  destination: fc.constantFrom('10.0.0.1', '10.0.0.2'),
  transport: fc.constantFrom('tcp', 'udp'),
  port: fc.constantFrom(null, 1, 502),
  protocol: fc.constantFrom(null, 'modbus'),
  operation: fc.constantFrom(
    null,
    { class: 'read', code: '3', name: 'read' },
    { class: 'write', code: '3', name: 'read' },
    { class: 'unknown', code: '3', name: null },
  ),
  object: fc.option(
    fc.record({
      unit: fc.constantFrom(0, 1),
      table: fc.constantFrom(null, 'coils'),
      first: fc.constantFrom(null, 0, 2 ** 32 - 1),
      count: fc.constantFrom(null, 1),
    }),
  ),
  missing: fc.constantFrom([], ['object'], ['operation', 'object']),
  bucket: fc.constantFrom(0, 1),
  time: fc.integer({ min: 0, max: 5 }),
  refused: fc.boolean(),
  evidence: fc.record({
    file: fc.constantFrom('a', 'b'),
    position: fc.integer({ min: 1, max: 50 }),
    unit: fc.constant('frame'),
    uid: fc.constant(null),
  }),
});
