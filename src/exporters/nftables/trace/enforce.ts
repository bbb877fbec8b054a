/**
 * What a ruleset does with first packets, and whether it treats all others accordingly: a live connection is accepted
 * exactly as long as it could begin, whoever marked it, and packets that belong to none never pass for one.
 */
import { type DiagramNode, everything, nothing } from '../../../algebra/diagram-runs.ts';
import type { LinkedRuleset } from '../../nft/trace/link-ruleset.ts';
import type { Question } from '../../nft/trace/packet-model.ts';
import { createTracer, type Traced } from '../../nft/trace/trace-hook.ts';
import type { Enforcement } from '../../proof/read-back.ts';
import type { Refusal } from '../../proof/refusal.ts';
import { icmpOf, packetsWith, type WireSpace, wireAxes } from '../../proof/wire-space.ts';
import type { Mentioned } from './mentioned.ts';
import { createPacketModel } from './packet-fields.ts';

type Faults = { readonly what: string; readonly packets: DiagramNode }[];
type Accepted = Traced['accepted'];

/** ICMP errors about a connection that its ends cannot do without: RFC 792; RFC 4443. */
const errorTypes = { 4: [3, 11, 12], 6: [1, 2, 3, 4] } as const;

/** Each of them is asked about like a first packet. */
const mostForeignMarks = 64;

export function enforceRuleset(ruleset: LinkedRuleset, mentioned: Mentioned, space: WireSpace): Enforcement {
  const trace = createTracer(ruleset, createPacketModel(space));
  const faults: Faults = [];
  let refusal: Refusal | null = null;
  const ask = (question: Question): Accepted => {
    const traced = trace(question);
    refusal ??= traced.refusal;
    add(faults, 'is dropped, and still marks its connection as allowed', traced.markedInVain);
    add(faults, 'passes and keeps the mark that it was judged by', traced.passedWithMark);
    return traced.accepted;
  };
  const { diagrams } = space;
  const first = ask({ state: 'new', direction: 'original', connectionMark: 0 });
  const opened = diagrams.union(first.values());
  add(faults, 'passes without a mark on its connection', first.get(null) ?? nothing);
  add(faults, 'passes although it begins no TCP connection', diagrams.intersect(opened, midstream(space)));
  add(faults, 'passes in state invalid', diagrams.union(ask(outside('invalid')).values()));
  const untracked = diagrams.union(ask(outside('untracked')).values());
  compare(space, faults, 'without connection tracking', opened, untracked);
  checkRelated(space, faults, first, mentioned, ask);
  checkOwn(space, faults, first, opened, ask);
  const { connectionMarks, ownMarks } = mentioned;
  // Packets of a connection that has begun carry any TCP flags.
  const later = new Map([...first].map(([mark, packets]) => [mark, diagrams.forSome(packets, wireAxes.flags)]));
  const known = new Set([foreignMark(connectionMarks, ownMarks), 0, ...connectionMarks]);
  const foreign = [...known].filter((mark) => !ownMarks.has(mark));
  if (foreign.length > mostForeignMarks)
    refusal ??= { at: 'ct mark', found: `${foreign.length} marks of connections that no rule sets` };
  else for (const mark of foreign) checkForeign(space, faults, later, mark, ask);
  return { opened, faults, refusal };
}

type Ask = (question: Question) => Accepted;

function outside(state: 'invalid' | 'untracked'): Question {
  return { state, direction: null, connectionMark: null };
}

/** A packet that a helper or an error message relates to a connection: errors pass, all else as a first packet. */
function checkRelated(space: WireSpace, faults: Faults, first: Accepted, mentioned: Mentioned, ask: Ask): void {
  const { diagrams } = space;
  const errors = errorMessages(space, wireAxes.port);
  const connectionMark = foreignMark(mentioned.connectionMarks, mentioned.ownMarks);
  const forth = ask({
    state: 'related',
    direction: 'original',
    connectionMark,
  });
  compare(space, faults, 'as an error about a connection', errors, forth.get(null) ?? nothing);
  for (const [mark, packets] of unitedKeys(first, forth)) {
    const related = diagrams.union([packets, errors]);
    compare(space, faults, 'as related to a connection', related, diagrams.union([forth.get(mark) ?? nothing, errors]));
  }
  const back = ask({ state: 'related', direction: 'reply', connectionMark });
  const messages = diagrams.intersect(diagrams.union(back.values()), icmp(space));
  compare(space, faults, 'as an error about a reply', errorMessages(space, wireAxes.client), messages);
}

/** Connections that this ruleset marked pass, both ways and by nothing but the time. */
function checkOwn(space: WireSpace, faults: Faults, first: Accepted, opened: DiagramNode, ask: Ask): void {
  const { diagrams } = space;
  for (const [mark, packets] of first) {
    if (mark === null) continue;
    const [there, back] = (['original', 'reply'] as const).map((direction) => {
      const accepted = ask({ state: 'established', direction, connectionMark: mark });
      for (const [other, wrong] of accepted)
        if (other !== null && other !== mark) add(faults, 'gets the mark of connections with other times', wrong);
      return diagrams.union(accepted.values());
    });
    if (there === undefined || back === undefined) continue;
    compare(space, faults, 'as a reply', there, back);
    if (diagrams.axisOf(there) < wireAxes.moment)
      add(faults, 'decides about a live connection by more than the time', diagrams.subtract(everything, there));
    const ever = diagrams.forSome(diagrams.forSome(packets, wireAxes.moment), wireAxes.week);
    const now = diagrams.intersect(ever, diagrams.intersect(there, beginning(space)));
    compare(space, faults, 'in a live connection', diagrams.intersect(ever, opened), now);
  }
}

/** Connections that another ruleset marked are judged like new ones, from whichever end their packets come. */
function checkForeign(space: WireSpace, faults: Faults, later: Accepted, mark: number, ask: Ask): void {
  const { diagrams } = space;
  const there = ask({ state: 'established', direction: 'original', connectionMark: mark });
  const back = ask({ state: 'established', direction: 'reply', connectionMark: mark });
  for (const [stamp, packets] of unitedKeys(later, there)) {
    compare(space, faults, 'in a connection of another ruleset', packets, there.get(stamp) ?? nothing);
  }
  for (const [stamp, packets] of unitedKeys(later, back)) {
    const wanted = diagrams.subtract(packets, icmp(space));
    compare(space, faults, 'as a reply in a connection of another ruleset', wanted, back.get(stamp) ?? nothing);
  }
}

function compare(space: WireSpace, faults: Faults, how: string, wanted: DiagramNode, found: DiagramNode): void {
  add(faults, `passes ${how}, and not as a first packet`, space.diagrams.subtract(found, wanted));
  add(faults, `does not pass ${how}`, space.diagrams.subtract(wanted, found));
}

function add(faults: Faults, what: string, packets: DiagramNode): void {
  if (packets !== nothing) faults.push({ what, packets });
}

/** Sets of the first by marks of either. */
function unitedKeys(a: Accepted, b: Accepted): readonly (readonly [number | null, DiagramNode])[] {
  return [...new Set([...a.keys(), ...b.keys()])].map((key) => [key, a.get(key) ?? nothing] as const);
}

function errorMessages(space: WireSpace, axis: typeof wireAxes.port | typeof wireAxes.client): DiagramNode {
  const types = errorTypes[space.family].map((type) => ({ from: type, to: type }));
  return space.diagrams.intersect(packetsWith(space, axis, types), icmp(space));
}

function icmp(space: WireSpace): DiagramNode {
  const number = icmpOf(space.family);
  return packetsWith(space, wireAxes.protocol, [{ from: number, to: number }]);
}

function midstream(space: WireSpace): DiagramNode {
  const tcp = packetsWith(space, wireAxes.protocol, [{ from: 6, to: 6 }]);
  return space.diagrams.intersect(tcp, packetsWith(space, wireAxes.flags, [{ from: 1, to: 1 }]));
}

function beginning(space: WireSpace): DiagramNode {
  return space.diagrams.subtract(everything, midstream(space));
}

/** A mark that neither the ruleset nor its connections know. */
function foreignMark(mentioned: readonly number[], own: ReadonlySet<number>): number {
  let mark = 1;
  while (mentioned.includes(mark) || own.has(mark)) mark += 1;
  return mark;
}
