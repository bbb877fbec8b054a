/** All packets at once against one packet at a time: the tracer and the interpreter of the tests share no line. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseNftText } from '../../../../src/exporters/nft/read/parse-text.ts';
import { linkRuleset } from '../../../../src/exporters/nft/trace/link-ruleset.ts';
import type { Question } from '../../../../src/exporters/nft/trace/packet-model.ts';
import { createTracer } from '../../../../src/exporters/nft/trace/trace-hook.ts';
import { mentionedIn } from '../../../../src/exporters/nftables/trace/mentioned.ts';
import { createPacketModel } from '../../../../src/exporters/nftables/trace/packet-fields.ts';
import {
  addressesIn,
  createWireSpace,
  interfacesIn,
  type WireSpace,
} from '../../../../src/exporters/proof/wire-space.ts';
import {
  type BoundaryCase,
  boundaryCase,
  type Probe,
  probes,
  wideningCase,
} from '../../../support/arbitrary-boundary.ts';
import { exportCase } from '../../../support/export-request.ts';
import { evaluatePacket, parseNumber, parseRuleset } from '../../../support/nft-interpreter.ts';

const interfaces = ['eth0', 'eth1', 'eth2', 'eth3'];
const casesWithProbes = fc
  .oneof(boundaryCase, wideningCase)
  .chain((each) =>
    fc.tuple(
      fc.constant(each),
      fc.array(fc.tuple(probes(each), fc.constantFrom(...interfaces)), { minLength: 30, maxLength: 40 }),
    ),
  );

test.each<readonly [string, Question['state'], 'original' | 'reply']>([
  ['first packets', 'new', 'original'],
  ['packets of connections', 'established', 'original'],
  ['replies', 'established', 'reply'],
  ['related packets', 'related', 'original'],
])('judges %s as the interpreter does, and gives connections the same marks', (_, state, direction) => {
  let accepted = 0;
  fc.assert(
    fc.property(casesWithProbes, fc.nat({ max: 3 }), ([each, list], which) => {
      const { has, marks, interpret } = prepare(each);
      const connectionMark = state === 'new' ? 0 : (marks[which % marks.length] ?? 0);
      const question: Question = { state, direction, connectionMark };
      for (const [asked, exit] of list) {
        const [probe, oif] = direction === 'reply' ? [turned(asked, exit), asked.iif] : [asked, exit];
        const outcome = interpret(probe, oif, question);
        const found = has(probe, oif, question);
        expect({ probe, oif, question, found }).toEqual({ probe, oif, question, found: outcome });
        if (outcome !== null) accepted++;
      }
    }),
    { numRuns: 60 },
  );
  expect(accepted).toBeGreaterThan(state === 'established' ? 20 : 5);
});

/** The connection's mark after a packet passes, null when it does not. */
interface Prepared {
  readonly has: (probe: Probe, oif: string, question: Question) => number | null;
  readonly interpret: (probe: Probe, oif: string, question: Question) => number | null;
  readonly marks: readonly number[];
}

function prepare(each: BoundaryCase): Prepared {
  const text = exportCase(each);
  const table = parseNftText(text).value;
  const linked = table === null ? null : linkRuleset(table).value;
  if (table === null || linked === null) throw new Error('unreadable');
  const mentioned = mentionedIn(table);
  const sessions = each.plan.windows.filter(({ span }) => span.kind === 'session').map(({ id }) => id);
  const spaces = [4, 6].map((family) =>
    createWireSpace(family === 4 ? 4 : 6, mentioned.addresses, interfaces, { sessions }),
  );
  const tracers = spaces.map((space) => createTracer(linked, createPacketModel(space)));
  const traced = new Map<string, ReturnType<(typeof tracers)[number]>>();
  const ruleset = parseRuleset(text);
  return {
    marks: [...mentioned.ownMarks, 0xbad],
    has: (probe, oif, question) => {
      const index = probe.source.includes(':') ? 1 : 0;
      const space = spaces[index];
      const trace = tracers[index];
      if (space === undefined || trace === undefined) throw new Error('unreachable');
      const key = `${index} ${JSON.stringify(question)}`;
      const answer = traced.get(key) ?? trace(question);
      traced.set(key, answer);
      expect(answer.refusal).toBeNull();
      const point = pointOf(space, probe, oif, question.direction === 'reply');
      for (const [stamp, packets] of answer.accepted)
        if (space.diagrams.has(packets, point)) return stamp ?? question.connectionMark ?? 0;
      return null;
    },
    interpret: (probe, oif, question) => {
      const { state, direction, connectionMark } = question;
      const { verdict, connectionMark: mark } = evaluatePacket(ruleset, {
        ...probe,
        oif,
        sourcePort: direction === 'reply' ? probe.port : 40_000,
        port: direction === 'reply' ? 40_000 : probe.port,
        state,
        direction: direction ?? 'original',
        connectionMark: connectionMark ?? 0,
      });
      return verdict === 'accept' ? mark : null;
    },
  };
}

/** The answer to a probe that left by an interface; its port is that of the server. */
function turned(probe: Probe, exit: string): Probe {
  return { ...probe, iif: exit, source: probe.destination, destination: probe.source };
}

/** A reply is a point from the side of whoever began. */
function pointOf(space: WireSpace, probe: Probe, oif: string, reply: boolean): number[] {
  const { family } = space;
  const address = (text: string): number => {
    const value = parseNumber(text);
    return addressesIn(space, [{ family, from: value, to: value }])[0]?.from ?? 0;
  };
  const name = (text: string): number => interfacesIn(space, [text])[0]?.from ?? 0;
  const isIcmp = probe.protocol === (family === 4 ? 1 : 58);
  const own = isIcmp ? probe.icmpType : probe.port;
  const ends = [address(probe.destination), address(probe.source), name(probe.iif), name(oif)];
  const [destination = 0, source = 0, entry = 0, exit = 0] = ends;
  const front = reply ? [source, destination, exit, entry] : [destination, source, entry, exit];
  // The type of a message is not the server's port, and stands where the reply has its own.
  const ports = reply && isIcmp ? [40_000, own] : [own, 40_000];
  const open = space.sessions.map((window) => (probe.sessions.includes(window) ? 1 : 0));
  const nothingCarried = [0, 0, 0, 0, 0, 0];
  return [
    ...front,
    probe.protocol,
    ...ports,
    0,
    0,
    ...nothingCarried,
    probe.time,
    (probe.time + 4 * 86_400) % 604_800,
    ...open,
  ];
}
