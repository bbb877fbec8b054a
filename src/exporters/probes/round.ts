/**
 * What a round of probes must do, phase by phase. Every phase gives its shots in order and notes what the kernel has to
 * remember of them, so that the next one knows which conversations have begun.
 */
import {
  answeringPacket,
  canBeCut,
  carryingPacket,
  errorAbout,
  firstPacket,
  isTcp,
  messageOf,
  nextPacket,
  quoteOf,
  replyPacket,
  strayPacket,
} from './conversation.ts';
import { isRedirect, judgedErrors, neededErrors } from './message-types.ts';
import type { Answer, Oracle } from './oracle.ts';
import type { Packet } from './packet/packet.ts';
import { brokenFragmentations, wholeFragmentations } from './packet/write-fragments.ts';
import { type Carried, carriedIn, judgeCarried, looksInside } from './payloads.ts';
import type { LabWiring } from './port.ts';
import type { Probe } from './probe.ts';
import type { Shot } from './shooter.ts';
import { across, type Translator } from './translate.ts';

/** Counts how often the elements of grants are found: by the numbers of the grants, joined with commas. */
export type Tally = Map<string, number>;

/** A phase of a round. */
export interface Phase {
  readonly name: PhaseName;
  readonly shots: (round: Round) => Iterable<Shot>;
  /** Whether the kernel must forget all connections first. */
  readonly forgets: boolean;
}

export type PhaseName =
  | 'no rules'
  | 'live connections'
  | 'first packets'
  | 'replies'
  | 'established'
  | 'functions'
  | 'icmp errors'
  | 'fragments'
  | 'stray packets'
  | 'stray replies';

export interface Round {
  readonly probes: readonly Probe[];
  readonly oracle: Oracle;
  readonly wiring: LabWiring;
  readonly tally: Tally;
  readonly translator: Translator;
  /** Conversations that the kernel knows: those of the probes, and those that only an answer to a denied one began. */
  readonly begun: Uint8Array;
  readonly begunBack: Uint8Array;
}

/** A round in which nothing has been sent. */
export function openRound(
  probes: readonly Probe[],
  { oracle, wiring, translator }: Pick<Round, 'oracle' | 'wiring' | 'translator'>,
  tally: Tally,
): Round {
  const size = probes.length;
  return { probes, oracle, wiring, tally, translator, begun: new Uint8Array(size), begunBack: new Uint8Array(size) };
}

/** The phases behind the export, in their order. */
export const phases: readonly Phase[] = [
  { name: 'first packets', shots: firstPackets, forgets: true },
  { name: 'replies', shots: replies, forgets: false },
  { name: 'established', shots: nextPackets, forgets: false },
  { name: 'functions', shots: requests, forgets: false },
  { name: 'icmp errors', shots: errors, forgets: false },
  { name: 'fragments', shots: fragments, forgets: true },
  { name: 'stray packets', shots: strayPackets, forgets: true },
  { name: 'stray replies', shots: strayReplies, forgets: false },
];

/** What the policy says to the first packet of a conversation, and what the kernel makes of it before it asks. */
interface FirstJudgement {
  readonly answer: Answer | null;
  readonly passes: boolean;
  /** Whether a packet that passes begins something that the kernel remembers. */
  readonly isTracked: boolean;
}

const invalid: FirstJudgement = { answer: null, passes: false, isTracked: false };

/** Judges a probe as the first packet of a conversation. */
function judgeFirst(probe: Probe, oracle: Oracle): FirstJudgement {
  if (probe.form === 'wrong checksum' || probe.form === 'too short') return invalid;
  const message = messageOf(probe);
  if (message?.kind === 'error' || message?.kind === 'invalid') return invalid;
  const answer = oracle.ask(probe);
  return { answer, passes: answer.verdict === 'passes', isTracked: message?.kind !== 'untracked' };
}

/** Notes that the elements of an answer's grants were found once. */
export function note(tally: Tally, answer: Answer | null): void {
  if (answer === null || answer.grants.length === 0) return;
  const key =
    answer.grants.length === 1 ? String(answer.grants[0]?.number) : answer.grants.map(({ number }) => number).join();
  tally.set(key, (tally.get(key) ?? 0) + 1);
}

/** A whole packet of a conversation, that of its probe or another one. */
export function shotOf(
  packet: Packet,
  exit: number | null,
  probe: Probe,
  answer: Answer | null,
  conversation: Probe = probe,
): Shot {
  return { packet, out: across(packet, conversation), fragmentation: null, exit, probe, answer };
}

function* firstPackets({ probes, oracle, tally, begun }: Round): Generator<Shot> {
  for (const [index, probe] of probes.entries()) {
    const { answer, passes, isTracked } = judgeFirst(probe, oracle);
    note(tally, answer);
    begun[index] = passes && isTracked ? 1 : 0;
    yield shotOf(firstPacket(probe), passes ? probe.exit : null, probe, answer);
  }
}

/** The way back of a probe, as a conversation of its own: what an answer is when nothing was asked. */
function reversed(probe: Probe, reply: Packet, { settle }: Translator): Probe {
  const sent = {
    ...probe,
    source: reply.source,
    destination: reply.destination,
    entry: reply.entry,
    exit: reply.destination.route,
    service: 0,
    port: reply.destinationPort,
  };
  return { ...sent, ...settle(sent), clientPort: reply.sourcePort };
}

/** Whether one end sees another address of the other than it has. */
function isTranslated({ translated, shown, source }: Probe): boolean {
  return translated || shown !== source;
}

/** Judges an answer to something that was not asked, or denied: a datagram is then the first of a conversation. */
function judgeUnasked(probe: Probe, back: Probe, oracle: Oracle): Answer | null {
  return isTcp(probe) || messageOf(probe) !== null ? null : oracle.ask(back);
}

/** One packet of a connection in so many comes in by another interface than its connection began with. */
const elsewhere = 8;

/** An allowed connection is known by its addresses and ports, so that a change of routes does not end it. */
function asKnown(packet: Packet, index: number, { interfaces }: LabWiring): Packet {
  return index % elsewhere === 0 ? { ...packet, entry: (packet.entry + 1) % interfaces.length } : packet;
}

function* replies({ probes, oracle, wiring, tally, translator, begun, begunBack }: Round): Generator<Shot> {
  for (const [index, probe] of probes.entries()) {
    const reply = replyPacket(probe);
    if (reply === null) continue;
    if (begun[index] === 1) {
      yield shotOf(asKnown(reply, index, wiring), probe.source.route, probe, oracle.ask(probe));
      continue;
    }
    const back = reversed(probe, reply, translator);
    const answer = judgeUnasked(probe, back, oracle);
    if (answer?.verdict === 'changes') continue;
    note(tally, answer);
    const passes = answer?.verdict === 'passes';
    begunBack[index] = passes ? 1 : 0;
    yield shotOf(reply, passes ? back.exit : null, probe, answer, back);
  }
}

function* nextPackets({ probes, oracle, wiring, tally, translator, begun, begunBack }: Round): Generator<Shot> {
  for (const [index, probe] of probes.entries()) {
    const reply = replyPacket(probe);
    if (reply === null) continue;
    const knows = begun[index] === 1 || begunBack[index] === 1;
    const answer = oracle.ask(probe);
    const back = reversed(probe, reply, translator);
    const isUnknown = begunBack[index] === 0 && judgeUnasked(probe, back, oracle)?.verdict === 'changes';
    if (!knows && isUnknown) continue;
    // The answer went to who was shown to have asked, and what the other asks now goes on with it.
    if (begunBack[index] === 1 && (isTranslated(back) || isTranslated(probe))) continue;
    // Without a connection a datagram is judged again, and so is a request; of TCP it begins nothing.
    if (!knows && !isTcp(probe)) note(tally, answer);
    const next = nextPacket(probe);
    yield shotOf(begun[index] === 1 ? asKnown(next, index, wiring) : next, knows ? probe.exit : null, probe, answer);
  }
}

/** What clients of live connections ask for, where somebody looks into it, and the same bytes from servers, who send what they like. */
function* requests({ probes, oracle, begun }: Round): Generator<Shot> {
  let turn = 0;
  for (const [index, probe] of probes.entries()) {
    const answer = oracle.ask(probe);
    if (begun[index] === 0 || !isTcp(probe) || !looksInside(answer)) continue;
    const carried = carriedIn(answer, turn++);
    const back = answeringPacket(probe, carried);
    if (back === null) continue;
    yield shotOf(back, back.destination.route, probe, answer);
    const verdict = judgeCarried(answer, carried);
    if (verdict === 'changes') continue;
    yield shotOf(carryingPacket(probe, carried), verdict === 'passes' ? probe.exit : null, probe, answer);
  }
}

/** Errors of both ends about each other's packets, some of a kind that belongs to every conversation and some of others. */
function* errors({ probes, oracle, tally, begun, begunBack }: Round): Generator<Shot> {
  for (const [index, probe] of probes.entries()) {
    const reply = replyPacket(probe);
    if (begunBack[index] === 1 || reply === null) continue;
    const isClients = index % 2 === 1;
    const isNeeded = index % 8 < 6;
    const { family } = probe.source;
    const types = isNeeded ? neededErrors(family) : judgedErrors(family);
    const type = types[(index >> 3) % types.length] ?? 0;
    const about = isClients ? reply : firstPacket(probe);
    const packet = errorAbout(across(about, probe), isClients ? probe.source.route : probe.exit, type);
    const out = { ...across(packet, probe), quotes: quoteOf(about) };
    const exit = out.destination.route;
    const shot = (passes: boolean, answer: Answer | null): Shot => ({
      ...shotOf(packet, passes ? exit : null, probe, answer),
      out,
    });
    const isStopped = isRedirect(family, type) && isTranslated(probe);
    if (isNeeded || isStopped || !isClients || begun[index] === 0) {
      yield shot(isNeeded && begun[index] === 1, null);
      continue;
    }
    const way = { entry: packet.entry, exit };
    const answer = oracle.ask({ ...probe, ...way, protocol: packet.protocol, port: type });
    if (answer.verdict === 'changes') continue;
    note(tally, answer);
    yield shot(answer.verdict === 'passes', answer);
  }
}

/** One probe in so many is tried in pieces as well. */
const inPieces = 8;
/** One of these in so many is no whole packet: the kernel keeps such pieces for a minute, and it has room for few. */
const broken = 16;
const padding: Carried = { bytes: new Uint8Array(1), isUrgent: false };

function* fragments({ probes, oracle, tally }: Round): Generator<Shot> {
  let count = 0;
  for (const [index, probe] of probes.entries()) {
    if (index % inPieces !== 0 || !canBeCut(probe)) continue;
    count += 1;
    const isBroken = count % broken === 0;
    const ways = isBroken ? brokenFragmentations(probe) : wholeFragmentations(probe);
    const way = ways[(isBroken ? count / broken : count) % ways.length] ?? 'in order';
    const answer = oracle.ask(probe);
    if (!isBroken) note(tally, answer);
    // What comes in pieces has a payload, which is none of any request.
    const verdict = isTcp(probe) ? judgeCarried(answer, padding) : answer.verdict;
    const exit = !isBroken && verdict === 'passes' ? probe.exit : null;
    const fragmentation = { way, isBroken };
    yield { ...shotOf(firstPacket(probe), exit, probe, answer), fragmentation };
  }
}

function* strayPackets({ probes }: Round): Generator<Shot> {
  for (const [index, probe] of probes.entries())
    if (isTcp(probe) && probe.form === 'plain') yield shotOf(strayPacket(probe, index), null, probe, null);
}

function* strayReplies({ probes, oracle, tally, translator }: Round): Generator<Shot> {
  for (const probe of probes) {
    const reply = replyPacket(probe);
    if (reply === null) continue;
    const back = reversed(probe, reply, translator);
    const answer = judgeUnasked(probe, back, oracle);
    if (answer?.verdict === 'changes') continue;
    note(tally, answer);
    yield shotOf(reply, answer?.verdict === 'passes' ? back.exit : null, probe, answer, back);
  }
}
