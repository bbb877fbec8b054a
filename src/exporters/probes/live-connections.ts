/**
 * Connections that were begun before a ruleset was loaded: each is judged again, from whichever end its next packet comes,
 * as its first packet would be (docs/nftables.md, "Live connections").
 */
import { firstPacket, isTcp, messageOf, nextPacket, replyPacket } from './conversation.ts';
import type { Answer, Oracle } from './oracle.ts';
import type { Probe } from './probe.ts';
import { note, type Round, shotOf } from './round.ts';
import type { Shot } from './shooter.ts';

/** A ruleset that lets everything through and remembers it; it shows as well that the lab's router forwards every probe. */
export const openRuleset: string = `add table inet zonewright_lab
delete table inet zonewright_lab
table inet zonewright_lab {
	chain forward {
		type filter hook forward priority filter; policy accept;
		ct state new accept
	}
}
`;

/** Removes it again. Until then it keeps connection tracking at work while another ruleset is loaded. */
export const closeRuleset: string = 'delete table inet zonewright_lab\n';

/** Every probe of a round, where nothing is filtered. */
export function* unfiltered({ probes }: Round): Generator<Shot> {
  for (const probe of probes) yield shotOf(firstPacket(probe), probe.exit, probe, null);
}

/** The answers, so that every conversation is one of both sides. */
export function* unfilteredReplies({ probes }: Round): Generator<Shot> {
  for (const probe of probes) {
    const reply = replyPacket(probe);
    if (reply !== null) yield shotOf(reply, reply.destination.route, probe, null);
  }
}

/** Whether the answer is tried first. */
const fromServer = (index: number): boolean => index % 2 === 1;

/** One packet of every live conversation, from its client or from its server. */
export function* firstOfLive({ probes, oracle, tally, begun }: Round): Generator<Shot> {
  for (const [index, probe] of probes.entries()) {
    const shot = fromServer(index) ? fromTheServer(probe, oracle) : fromTheClient(probe, oracle);
    if (shot === null) continue;
    note(tally, shot.answer);
    begun[index] = shot.exit === null ? 0 : 1;
    yield shot;
  }
}

/** Then one from the other end, which passes when the conversation does already, and else is judged as well. */
export function* otherEndOfLive({ probes, oracle, tally, begun }: Round): Generator<Shot> {
  for (const [index, probe] of probes.entries()) {
    const shot = fromServer(index) ? fromTheClient(probe, oracle) : fromTheServer(probe, oracle);
    if (shot === null) continue;
    if (begun[index] === 1) {
      yield { ...shot, exit: fromServer(index) ? probe.exit : probe.source.route };
      continue;
    }
    note(tally, shot.answer);
    yield shot;
  }
}

function fromTheClient(probe: Probe, oracle: Oracle): Shot | null {
  if (replyPacket(probe) === null) return null;
  const answer = oracle.ask(probe);
  return shotOf(nextPacket(probe), answer.verdict === 'passes' ? probe.exit : null, probe, answer);
}

/** An answer says nothing of the interface that the question came from; it is the one that the answer leaves by. */
function fromTheServer(probe: Probe, oracle: Oracle): Shot | null {
  const reply = replyPacket(probe);
  if (reply === null) return null;
  const packet = isTcp(probe) ? { ...reply, flags: nextPacket(probe).flags, sequence: reply.sequence + 1 } : reply;
  // ICMP queries are not judged from their replies: the next request is.
  if (messageOf(probe) !== null) return shotOf(packet, null, probe, null);
  const answer: Answer = oracle.ask({ ...probe, entry: probe.source.route });
  if (answer.verdict === 'changes') return null;
  return shotOf(packet, answer.verdict === 'passes' ? probe.source.route : null, probe, answer);
}
