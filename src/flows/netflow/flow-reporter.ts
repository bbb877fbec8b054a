/** Hands what flow records showed of a conversation to the sink: as one observation, without its operation. */

import type { PlaceUnit } from '../../model/conversation.ts';
import type { ReadingSession } from '../format.ts';
import { absent, missingBits, unconditional } from '../observation-sink.ts';
import { createOperationLookup } from '../protocols/operation-index.ts';
import { missingOfUndecoded } from '../undecoded.ts';
import { type FlowConversation, flowFlags } from './flow-conversation.ts';
import { clientOfFlows } from './flow-direction.ts';

export interface FlowReporter {
  /** Reports the observation that waits in a conversation, if there is one. */
  report(conversation: FlowConversation): void;
}

/** A reporter whose evidence is counted in `unit`. */
export function createFlowReporter(session: ReadingSession, unit: PlaceUnit): FlowReporter {
  const { sink, file, context, trace, tally } = session;
  const notShown = sink.operation(null);
  const noTable = sink.table(null);
  const knownIcmp = new Map<string, number>();

  function icmpOperation(transport: string, type: number): number {
    const key = `${transport} ${type}`;
    let operation = knownIcmp.get(key);
    if (operation === undefined) {
      operation = createOperationLookup(context.catalogue, transport, sink)(String(type))[0]?.operation ?? notShown;
      knownIcmp.set(key, operation);
    }
    return operation;
  }

  /** What is known of the service, in the numbers of the sink. */
  function serviceOf({ transport, icmp }: FlowConversation, port: number | null): Service {
    const isIcmp = transport === 'icmp' || transport === 'icmpv6';
    const protocol = icmp?.protocol ?? (isIcmp ? transport : null);
    // What is granted whole, such as neighbour discovery, has no operations of ICMPv6.
    if (icmp !== null && protocol === transport)
      return { protocol, operation: icmpOperation(transport, icmp.asked), missing: 0 };
    return { protocol, operation: notShown, missing: missingOfUndecoded(context.catalogue, protocol, transport, port) };
  }

  return {
    report(conversation) {
      if (!conversation.isWaiting) return;
      conversation.isWaiting = false;
      const { transport, scope, addresses, ports, protocolNumber, firstMicros, timed, bucket, position } = conversation;
      const client = clientOfFlows(conversation, context.catalogue, tally);
      const server = client === 0 ? 1 : 0;
      const port = transport === 'tcp' || transport === 'udp' ? ports[server] : protocolNumber;
      const { protocol, operation, missing } = serviceOf(conversation, port);
      const source = addresses[client];
      const destination = addresses[server];
      const channel = sink.channel({ scope, source, destination, transport, port, protocol });
      const mask = timed ? missing : missing | missingBits.time;
      const slot = sink.slot(channel, operation, absent, noTable, absent, absent, mask, bucket, unconditional);
      if (sink.observe(slot, firstMicros)) sink.evidence(slot, firstMicros, { file, position, unit, uid: null });
      if (conversation.refused || isReset(conversation, client)) sink.refuse(slot);
      for (const place of conversation.places) {
        if (place.side === client) trace?.shows(place.position, slot);
        else trace?.answers(place.position, slot);
      }
    },
  };
}

interface Service {
  readonly protocol: string | null;
  readonly operation: number;
  /** Mask of `missingBits`. */
  readonly missing: number;
}

/** The server answered the request to connect with a reset, as Zeek's state `REJ`. */
function isReset({ transport, parts }: FlowConversation, client: 0 | 1): boolean {
  if (transport !== 'tcp') return false;
  const asked = parts[client];
  const answered = parts[client === 0 ? 1 : 0];
  if (asked.begun !== answered.begun || (asked.flags & flowFlags.syn) === 0) return false;
  return (answered.flags & (flowFlags.syn | flowFlags.reset)) === flowFlags.reset;
}
