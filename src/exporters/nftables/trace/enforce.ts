/**
 * What a ruleset does with first packets, and whether it treats all others accordingly: a live connection is accepted
 * exactly as long as it could begin, whoever marked it, and packets that belong to none never pass for one.
 */
import { type DiagramNode, everything, nothing } from '../../../algebra/diagram-runs.ts';
import type { LinkedRuleset } from '../../nft/trace/link-ruleset.ts';
import type { Question } from '../../nft/trace/packet-model.ts';
import { createTracer, type Traced } from '../../nft/trace/trace-hook.ts';
import type { Enforcement, Fault } from '../../proof/read-back.ts';
import type { Refusal } from '../../proof/refusal.ts';
import { icmpOf, packetsWith, sessionAxis, type WireSpace, wireAxes, withAnyContent } from '../../proof/wire-space.ts';
import type { Mentioned } from './mentioned.ts';
import { createPacketModel } from './packet-fields.ts';

type Faults = Fault[];
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
    add(faults, question, 'opens', 'is dropped, and still marks its connection as allowed', traced.markedInVain);
    add(faults, question, 'marks', 'passes and keeps the mark that it was judged by', traced.passedWithMark);
    return traced.accepted;
  };
  const { diagrams } = space;
  const first = ask(beginningOf);
  const opened = diagrams.union(first.values());
  const stray = diagrams.intersect(opened, midstream(space));
  add(faults, beginningOf, 'marks', 'passes without a mark on its connection', first.get(null) ?? nothing);
  add(faults, beginningOf, 'opens', 'passes although it begins no TCP connection', stray);
  const invalid = outside('invalid');
  add(faults, invalid, 'opens', 'passes in state invalid', diagrams.union(ask(invalid).values()));
  const untracked = outside('untracked');
  const passing = diagrams.union(ask(untracked).values());
  // What is translated is tracked.
  const asSent = packetsWith(space, wireAxes.translated, [{ from: 0, to: 0 }]);
  const [wanted, found] = [opened, passing].map((packets) => diagrams.intersect(packets, asSent));
  compare(space, faults, untracked, 'without connection tracking', wanted ?? nothing, found ?? nothing);
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

const beginningOf: Question = { state: 'new', direction: 'original', connectionMark: 0 };

function outside(state: 'invalid' | 'untracked'): Question {
  return { state, direction: null, connectionMark: null };
}

/** A packet that a helper or an error message relates to a connection: errors pass, all else as a first packet. */
function checkRelated(space: WireSpace, faults: Faults, first: Accepted, mentioned: Mentioned, ask: Ask): void {
  const { diagrams } = space;
  const errors = errorMessages(space, wireAxes.port);
  const connectionMark = foreignMark(mentioned.connectionMarks, mentioned.ownMarks);
  const asked: Question = { state: 'related', direction: 'original', connectionMark };
  const forth = ask(asked);
  compare(space, faults, asked, 'as an error about a connection', errors, forth.get(null) ?? nothing);
  for (const [mark, packets] of unitedKeys(first, forth)) {
    const related = diagrams.union([packets, errors]);
    const passing = diagrams.union([forth.get(mark) ?? nothing, errors]);
    compare(space, faults, asked, 'as related to a connection', related, passing);
  }
  const answered: Question = { state: 'related', direction: 'reply', connectionMark };
  const messages = diagrams.intersect(diagrams.union(ask(answered).values()), icmp(space));
  compare(space, faults, answered, 'as an error about a reply', errorMessages(space, wireAxes.client), messages);
}

/** Connections that this ruleset marked pass, both ways and by nothing but the time, and to the server by what they carry. */
function checkOwn(space: WireSpace, faults: Faults, first: Accepted, opened: DiagramNode, ask: Ask): void {
  const { diagrams } = space;
  const times = [wireAxes.moment, wireAxes.week, ...space.sessions.map((_, index) => sessionAxis(index))];
  for (const [mark, packets] of first) {
    if (mark === null) continue;
    const ever = withAnyContent(space, times.reduce(diagrams.forSome, packets));
    const begun = diagrams.forSome(ever, wireAxes.flags);
    const [forth, back] = (['original', 'reply'] as const).map((direction) => {
      const question: Question = { state: 'established', direction, connectionMark: mark };
      const accepted = ask(question);
      for (const [other, wrong] of accepted)
        if (other !== null && other !== mark)
          add(faults, question, 'opens', 'gets the mark of connections with other times', wrong, begun);
      return { question, passing: diagrams.union(accepted.values()) };
    });
    if (forth === undefined || back === undefined) continue;
    const there = forth.passing;
    compare(space, faults, back.question, 'as a reply', withAnyContent(space, there), back.passing, begun);
    if (diagrams.axisOf(there) < wireAxes.urgent) {
      const others = diagrams.subtract(everything, there);
      const what = 'decides about a live connection by more than the time and what it carries';
      add(faults, forth.question, 'closes', what, others, begun);
    }
    const now = diagrams.intersect(ever, diagrams.intersect(there, beginning(space)));
    compare(space, faults, forth.question, 'in a live connection', diagrams.intersect(ever, opened), now, begun);
  }
}

/** Connections that another ruleset marked are judged like new ones, from whichever end their packets come. */
function checkForeign(space: WireSpace, faults: Faults, later: Accepted, mark: number, ask: Ask): void {
  const { diagrams } = space;
  for (const direction of ['original', 'reply'] as const) {
    const question: Question = { state: 'established', direction, connectionMark: mark };
    const how = `${direction === 'reply' ? 'as a reply ' : ''}in a connection of another ruleset`;
    const accepted = ask(question);
    const passing = diagrams.union(accepted.values());
    for (const [stamp, packets] of unitedKeys(later, accepted)) {
      const answers = (): DiagramNode => diagrams.subtract(withAnyContent(space, packets), icmp(space));
      const wanted = direction === 'reply' ? answers() : packets;
      const found = accepted.get(stamp) ?? nothing;
      compare(space, faults, question, how, wanted, diagrams.union([found, diagrams.intersect(wanted, passing)]));
      const unmarked = diagrams.intersect(diagrams.subtract(wanted, found), passing);
      add(faults, question, 'marks', `passes ${how}, with another mark than as a first packet`, unmarked);
    }
  }
}

function compare(
  space: WireSpace,
  faults: Faults,
  question: Question,
  how: string,
  wanted: DiagramNode,
  found: DiagramNode,
  within: DiagramNode = everything,
): void {
  const { diagrams } = space;
  const more = diagrams.subtract(found, wanted);
  add(faults, question, 'opens', `passes ${how}, and not as a first packet`, more, within);
  add(faults, question, 'closes', `does not pass ${how}`, diagrams.subtract(wanted, found), within);
}

function add(
  faults: Faults,
  question: Question,
  effect: Fault['effect'],
  what: string,
  packets: DiagramNode,
  within: DiagramNode = everything,
): void {
  if (packets !== nothing) faults.push({ question, effect, what, packets, within });
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
