/**
 * Counts flow records as conversations. Both directions of a connection are one conversation, begun by its client, so
 * that a reply is not judged as something that the server began.
 */

import type { Transport } from '../../model/catalogue.ts';
import type { PlaceUnit } from '../../model/conversation.ts';
import type { BoundaryDrops } from '../boundary-drops.ts';
import { type AddressDomains, createAddressDomains } from '../capture/address-domains.ts';
import type { SideNumber } from '../capture/connection.ts';
import { createConnectionTable } from '../capture/connection-table.ts';
import type { ReadingSession } from '../format.ts';
import { type IcmpMeaning, icmpMeaning } from '../icmp-meaning.ts';
import { absent } from '../observation-sink.ts';
import { createFlowConversation, type FlowConversation, openFlowConversation, takeFlow } from './flow-conversation.ts';
import { createFlowPair, type FlowPair } from './flow-pair.ts';
import { createFlowRecord, type FlowRecord } from './flow-record.ts';
import { createFlowReporter, unknownType } from './flow-reporter.ts';

export interface FlowAccount {
  /** Filled by a source before each `add`. */
  readonly record: FlowRecord;
  /** Counts the record. */
  add(): void;
  /** Reports what waits in a conversation for records of the other side. */
  report(conversation: FlowConversation): void;
  /** Reports everything that still waits, be it that nothing has come for a while or that nothing more will. */
  settle(): void;
}

/** What an account shares with the capture that carries its records. */
export interface FlowSurroundings {
  readonly domains: AddressDomains;
  /** True when the capture itself shows the connection of the record. */
  readonly isCaptured: (record: FlowRecord, sourcePort: number, destinationPort: number) => boolean;
  /** Called when an observation of a conversation begins to wait for records of the other side. */
  readonly began: (conversation: FlowConversation) => void;
}

const tcpProtocol = 6;
const udpProtocol = 17;
const icmpProtocol = 1;
const icmpv6Protocol = 58;

/** An account of one file; `drops` knows what boundaries did with packets, by the numbers of the records. */
export function createFlowAccount(
  session: ReadingSession,
  unit: PlaceUnit,
  surroundings: FlowSurroundings | null = null,
  drops: BoundaryDrops | null = null,
): FlowAccount {
  const { tally, limits, bucketOf, trace } = session;
  const record = createFlowRecord();
  const domains = surroundings?.domains ?? createAddressDomains(session.context);
  const reporter = createFlowReporter(session, unit);
  const pairs = createConnectionTable<FlowPair>(limits.connections, () => {});
  const conversations = createConnectionTable<FlowConversation>(limits.connections, giveWay);
  let isFull = false;
  /** One that is over, to be used again. */
  let spare: FlowConversation | null = null;

  function giveWay(conversation: FlowConversation): void {
    reporter.report(conversation);
    // A capture may ask for a report of it later.
    if (surroundings === null) spare = conversation;
    if (isFull) return;
    isFull = true;
    tally.note(`more than ${limits.connections} connections at once; the idle ones were closed`, unit, record.position);
  }

  /** Both directions have one pair, whose sides are those of its conversations. */
  function pairOf(transport: Transport): FlowPair {
    const place = pairs.locate(record, 0, 0);
    const known = pairs.values[place];
    if (known !== undefined) return known;
    const created = createFlowPair(record, pairs.side(), transport, {
      scope: domains.scope(record.domain),
      drop: drops?.drop(record.drop) ?? null,
    });
    pairs.values[place] = created;
    return created;
  }

  function open(transport: Transport, side: SideNumber, icmp: IcmpMeaning | null): FlowConversation {
    const pair = pairOf(transport);
    const conversation = spare ?? createFlowConversation(pair);
    spare = null;
    openFlowConversation(conversation, pair, record, side, icmp);
    return conversation;
  }

  function count(transport: Transport, sourcePort: number, destinationPort: number, icmp: IcmpMeaning | null): void {
    record.domain = domains.numberOf(record.vlan, record.drop);
    if (surroundings?.isCaptured(record, sourcePort, destinationPort) === true) {
      tally.skip('also-captured');
      return;
    }
    const place = conversations.locate(record, sourcePort, destinationPort);
    const side = conversations.side();
    let conversation = conversations.values[place];
    if (conversation === undefined) {
      conversation = open(transport, side, icmp);
      conversations.values[place] = conversation;
    }
    const bucket = record.timed ? bucketOf(record.firstMicros) : absent;
    if (takeFlow(conversation, side, record, bucket, reporter.report)) surroundings?.began(conversation);
    if (trace?.wants(record.position) === true)
      conversation.places = [...conversation.places, { position: record.position, side }];
  }

  function service(transport: 'tcp' | 'udp'): void {
    const { sourcePort, destinationPort } = record;
    if (sourcePort === absent || destinationPort === absent) tally.skip('no-ports');
    // Exporters cannot see the ports of a later fragment; its first one has a record of its own.
    else if (sourcePort === 0 && destinationPort === 0) tally.skip('later-fragment');
    else count(transport, sourcePort, destinationPort, null);
  }

  function icmp(transport: 'icmp' | 'icmpv6'): void {
    // There is no ICMPv6 type 0, so that it stands for a type that was not exported.
    const isShown = record.icmpType !== absent && (transport === 'icmp' || record.icmpType !== 0);
    if (!isShown) {
      count(transport, unknownType, unknownType, null);
      return;
    }
    const meaning = icmpMeaning(transport, record.icmpType);
    if (meaning.kind === 'error') {
      tally.skip('icmp-error');
      return;
    }
    if (meaning.kind === 'request') record.initiator ??= 'source';
    else if (meaning.kind === 'reply') record.initiator ??= 'destination';
    count(transport, meaning.asked, meaning.asked, meaning);
  }

  return {
    record,
    add() {
      tally.records++;
      if (record.family === absent) tally.skip('no-addresses');
      else if (record.packets === 0 && !record.isEvent) tally.skip('no-packets');
      else if (record.protocol === absent) tally.skip('no-protocol');
      else if (record.family === 0) count('ethernet', 0, 0, null);
      else if (record.protocol === tcpProtocol) service('tcp');
      else if (record.protocol === udpProtocol) service('udp');
      else if (record.protocol === icmpProtocol) icmp('icmp');
      else if (record.protocol === icmpv6Protocol) icmp('icmpv6');
      else count('ip', 0, 0, null);
    },
    report: reporter.report,
    settle() {
      for (const conversation of conversations.values) if (conversation !== undefined) reporter.report(conversation);
    },
  };
}
