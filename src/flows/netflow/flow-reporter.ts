/** Hands what flow records showed of a conversation to the sink: as one observation, without its operation. */
import type { PlaceUnit } from '../../model/conversation.ts';
import type { SideNumber } from '../capture/connection.ts';
import type { ReadingSession } from '../format.ts';
import { absent, missingBits, unconditional } from '../observation-sink.ts';
import { type FlowConversation, flowFlags } from './flow-conversation.ts';
import { clientOfFlows } from './flow-direction.ts';
import { createServiceFinder } from './flow-pair.ts';

export interface FlowReporter {
  /** Reports the observation that waits in a conversation, if there is one. */
  report(conversation: FlowConversation): void;
}

/** A reporter whose evidence is counted in `unit`. */
export function createFlowReporter(session: ReadingSession, unit: PlaceUnit): FlowReporter {
  const { sink, file, context, trace, tally } = session;
  const serviceOf = createServiceFinder(session);
  const noTable = sink.table(null);

  function slotOf(conversation: FlowConversation, client: SideNumber): number {
    const { pair, transport, ports, icmp, timed, bucket } = conversation;
    const isIcmp = transport === 'icmp' || transport === 'icmpv6';
    const port = isIcmp ? (icmp?.asked ?? unknownType) : ports[client === 0 ? 1 : 0];
    const service = serviceOf(pair, client, port, icmp);
    if (service.bucket === bucket && sink.holds(service.slot)) return service.slot;
    const { channel, operation, missing } = service;
    const mask = timed ? missing : missing | missingBits.time;
    service.slot = sink.slot(channel, operation, absent, noTable, absent, absent, mask, bucket, unconditional);
    service.bucket = bucket;
    return service.slot;
  }

  return {
    report(conversation) {
      if (!conversation.isWaiting) return;
      conversation.isWaiting = false;
      const { firstMicros, position } = conversation;
      const client = clientOfFlows(conversation, context.catalogue, tally);
      const slot = slotOf(conversation, client);
      if (sink.observe(slot, firstMicros)) sink.evidence(slot, firstMicros, { file, position, unit, uid: null });
      if (conversation.refused || isReset(conversation, client)) sink.refuse(slot);
      for (const place of conversation.places) {
        if (place.side === client) trace?.shows(place.position, slot);
        else trace?.answers(place.position, slot);
      }
    },
  };
}

/** Stands for an ICMP type that is not shown. */
export const unknownType = 0xffff;

/** The server answered the request to connect with a reset, as Zeek's state `REJ`. */
function isReset({ transport, parts }: FlowConversation, client: 0 | 1): boolean {
  if (transport !== 'tcp') return false;
  const asked = parts[client];
  const answered = parts[client === 0 ? 1 : 0];
  if (asked.begun !== answered.begun || (asked.flags & flowFlags.syn) === 0) return false;
  return (answered.flags & (flowFlags.syn | flowFlags.reset)) === flowFlags.reset;
}
