/**
 * Connections that were begun before a ruleset was loaded: each is judged again, from whichever end its next packet comes,
 * as its first packet would be (docs/nftables.md, "Live connections").
 */
import { firstPacket, isTcp, messageOf, nextPacket, replyPacket } from './conversation.ts';
import type { Answer, Oracle } from './oracle.ts';
import type { Packet } from './packet/packet.ts';
import type { LabWiring } from './port.ts';
import type { Probe } from './probe.ts';
import { note, type Round, shotOf } from './round.ts';
import type { Shot } from './shooter.ts';
import { untranslated } from './translate.ts';

/** Every probe of a round, where nothing is filtered. */
export function* unfiltered({ probes }: Round): Generator<Shot> {
  for (const probe of probes) yield shotOf(firstPacket(probe), probe.exit, probe, null);
}

/**
 * Conversations as they are where nothing translates yet: most to the address inside, some to the one outside, which leads
 * nowhere.
 */
export function plainRound(probes: readonly Probe[]): readonly Probe[] {
  return probes.map((probe, index) => {
    if (!probe.translated || index % 3 > 0) return untranslated(probe);
    const { destination, port } = probe.asked;
    const exit = probe.service === 0 ? destination.route : probe.exit;
    return untranslated({ ...probe, destination, port, exit });
  });
}

/** The answers, so that every conversation is one of both sides. */
export function* unfilteredReplies({ probes }: Round): Generator<Shot> {
  for (const probe of probes) {
    const reply = replyPacket(probe);
    if (reply !== null) yield shotOf(reply, reply.destination.route, probe, null);
  }
}

/** One packet of every live conversation, from its client or from its server. */
export function* firstOfLive({ probes, oracle, wiring, tally, begun }: Round): Generator<Shot> {
  for (const [index, probe] of probes.entries()) {
    const next = isServersTurn(index) ? fromTheServer(probe, index, oracle, wiring) : fromTheClient(probe, oracle);
    if (next === null) continue;
    note(tally, next.answer);
    const passes = next.answer?.verdict === 'passes';
    begun[index] = passes ? 1 : 0;
    yield shotOf(next.packet, passes ? next.egress : null, probe, next.answer);
  }
}

/** Then one from the other end, which passes when the conversation does already, and else is judged as well. */
export function* otherEndOfLive({ probes, oracle, wiring, tally, begun }: Round): Generator<Shot> {
  for (const [index, probe] of probes.entries()) {
    const next = isServersTurn(index) ? fromTheClient(probe, oracle) : fromTheServer(probe, index, oracle, wiring);
    if (next === null) continue;
    const isKnown = begun[index] === 1;
    if (!isKnown) note(tally, next.answer);
    const passes = isKnown || next.answer?.verdict === 'passes';
    yield shotOf(next.packet, passes ? next.egress : null, probe, next.answer);
  }
}

function isServersTurn(index: number): boolean {
  return index % 2 === 1;
}

/** The next packet of a live conversation. */
interface Next {
  readonly packet: Packet;
  /** Where it comes out when it passes. */
  readonly egress: number;
  /** What the policy says when nothing is known of the conversation; null where it is not asked, so that it is dropped. */
  readonly answer: Answer | null;
}

function fromTheClient(probe: Probe, oracle: Oracle): Next | null {
  if (replyPacket(probe) === null) return null;
  return { packet: nextPacket(probe), egress: probe.exit, answer: oracle.ask(probe) };
}

/**
 * An answer says nothing of the interface that the question came from: it is the one that the answer leaves by. Most go back
 * to where the question came from; some come in by another interface than the server's, some leave by another than the
 * client's, and some go back to where the server is.
 */
function fromTheServer(probe: Probe, index: number, oracle: Oracle, { interfaces, detours }: LabWiring): Next | null {
  const reply = replyPacket(probe);
  if (reply === null) return null;
  const turn = (index >> 1) % 5;
  const isAstray = turn === 2 || turn === 4;
  const to = (wanted: number) => detours.find((detour) => detour.interface === wanted);
  const detour = turn === 3 ? detours[index % detours.length] : to(turn === 4 ? probe.exit : probe.entry);
  const packet = {
    ...reply,
    ...(isTcp(probe) ? { flags: nextPacket(probe).flags, sequence: reply.sequence + 1 } : {}),
    entry: isAstray ? index % interfaces.length : reply.entry,
    service: detour?.service ?? 0,
  };
  const egress = detour?.interface ?? probe.source.route;
  // ICMP queries are not judged from their replies: the next request is.
  if (messageOf(probe) !== null) return { packet, egress, answer: null };
  const answer = oracle.ask({ ...probe, entry: egress, exit: packet.entry });
  return answer.verdict === 'changes' ? null : { packet, egress, answer };
}
