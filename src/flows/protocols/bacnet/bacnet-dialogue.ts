/**
 * One conversation of two BACnet stations (ANSI/ASHRAE 135-2020): messages of the application, of the network layer and of
 * the virtual link. The stations are peers: each of the two may ask the other.
 */
import { read16 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { Dialogue, OperationOutput, PeerOutput } from '../decoder.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import type { BacnetDiscoveries } from './bacnet-discoveries.ts';
import { createBacnetExchange } from './bacnet-exchange.ts';
import type { BacnetIndex } from './bacnet-index.ts';
import { ipv4Link, isLinkMessage, isToGroup, networkOf } from './bacnet-link.ts';
import { createNetworkHeader, kinds, readNetworkHeader } from './bacnet-network.ts';

type End = 'client' | 'server';

/** Answers of the network layer, by what they answer. */
const networkAnswerOf: Readonly<Record<number, number>> = { 1: 0, 7: 6, 19: 18 };

const linkResult = 0;
const distributeBroadcast = 9;
/** Link functions that ask, by the upper half of a result that says no to them; and those that a good result answers. */
const linkNegatives: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 5, 4: 6, 5: 8, 6: distributeBroadcast };
const linkRequests: ReadonlySet<number> = new Set([1, 2, 5, 6, 8]);
const linkPositives: readonly number[] = [5, 1, 8];
const linkAnswerOf: Readonly<Record<number, number>> = { 3: 2, 7: 6 };
/** The same of IPv6. */
const ipv6Requests: ReadonlySet<number> = new Set([3, 4, 6, 9, 10]);
const ipv6Negatives: Readonly<Record<number, number>> = { 3: 3, 6: 6, 9: 9, 10: 10, 12: 12 };
const ipv6Positives: readonly number[] = [9, 10];
const ipv6AnswerOf: Readonly<Record<number, number>> = { 5: 3, 7: 6 };

/** Opens a conversation over what carries it. */
export function openBacnet(
  index: BacnetIndex,
  discoveries: BacnetDiscoveries,
  output: OperationOutput,
  carrier: 'virtual link' | 'ethernet',
): Dialogue {
  const outputs: Readonly<Record<End, PeerOutput>> = { client: output, server: output.reverse };
  const exchanges = {
    client: createBacnetExchange(index, discoveries, output, output.reverse),
    server: createBacnetExchange(index, discoveries, output.reverse, output),
  };
  /** What the link and network layers of each end wait for, by function. */
  const waiting = { client: createPendingRequests(), server: createPendingRequests() };
  const header = createNetworkHeader();

  function count(from: End, layer: 'n' | 'b' | 'v', choice: number, unit: number, waits: boolean): void {
    if (waits) waiting[from].begin(keyOf(layer, choice));
    for (const known of index.operationsOf(layer, choice)) {
      const slot = outputs[from].operation(known.operation, unit, index.noTable, absent, absent, 0);
      if (waits) waiting[from].add(slot);
    }
  }

  /** Settles what the other end waits for; false when it is not that. */
  function settle(from: End, layer: 'n' | 'b' | 'v', choice: number, refused: boolean): boolean {
    const asker = otherEnd(from);
    if (!waiting[asker].take(keyOf(layer, choice))) return false;
    for (const slot of waiting[asker].taken) {
      output.answered(slot);
      if (refused) output.refuse(slot);
    }
    return true;
  }

  function networkMessage(from: End, bytes: Uint8Array): void {
    const type = bytes[header.next] ?? 0;
    const asked = networkAnswerOf[type];
    if (asked !== undefined && settle(from, 'n', asked, false)) return;
    count(from, 'n', type, header.destination, Object.values(networkAnswerOf).includes(type));
  }

  function network(from: End, bytes: Uint8Array, start: number, end: number, toGroup: boolean): void {
    if (!readNetworkHeader(bytes, start, end, header)) output.unreadable();
    else if (header.isNetworkMessage) networkMessage(from, bytes);
    else application(from, bytes, end, toGroup);
  }

  function application(from: End, bytes: Uint8Array, end: number, toGroup: boolean): void {
    const first = bytes[header.next] ?? 0;
    const kind = first >>> 4;
    if (kind <= kinds.unconfirmedRequest) exchanges[from].asks(bytes, end, header, toGroup || header.isToAll);
    else if (kind > kinds.abort) output.unreadable();
    else if (kind === kinds.abort && (first & 1) === 0) exchanges[from].givesUp(bytes, header);
    else if (kind === kinds.segmentAnswer && (first & 1) === 0) return;
    else exchanges[otherEnd(from)].isAnswered(bytes, end, header);
  }

  /** A message of the virtual link itself. */
  function link(from: End, bytes: Uint8Array, start: number, end: number): void {
    const isIpv4 = bytes[start] === ipv4Link;
    const layer = isIpv4 ? 'b' : 'v';
    const code = bytes[start + 1] ?? 0;
    const answered = (isIpv4 ? linkAnswerOf : ipv6AnswerOf)[code];
    if (code === linkResult && settleResult(from, bytes, isIpv4 ? start + 4 : start + 7, isIpv4)) return;
    if (answered !== undefined && settle(from, layer, answered, false)) return;
    const isAnswer = code === linkResult || answered !== undefined;
    const waits = (isIpv4 ? linkRequests : ipv6Requests).has(code);
    // An answer by itself tells that the other end has asked.
    count(isAnswer ? otherEnd(from) : from, layer, code, absent, waits && end > start);
  }

  function settleResult(from: End, bytes: Uint8Array, at: number, isIpv4: boolean): boolean {
    const result = read16(bytes, at);
    const layer = isIpv4 ? 'b' : 'v';
    const refused = (isIpv4 ? linkNegatives : ipv6Negatives)[result >>> 4];
    if (result !== 0) return refused !== undefined && settle(from, layer, refused, true);
    return (isIpv4 ? linkPositives : ipv6Positives).some((choice) => settle(from, layer, choice, false));
  }

  function datagram(from: End, bytes: Uint8Array, start: number, end: number): number {
    if (carrier === 'ethernet') network(from, bytes, start, end, output.toGroup);
    else if (!isLinkMessage(bytes, start, end)) return start;
    else {
      const networkAt = networkOf(bytes, start);
      if (networkAt >= 0) network(from, bytes, networkAt, end, output.toGroup || isToGroup(bytes, start));
      else link(from, bytes, start, end);
    }
    return end;
  }

  return {
    client: (bytes, start, end) => datagram('client', bytes, start, end),
    server: (bytes, start, end) => datagram('server', bytes, start, end),
    lost() {
      // Every datagram stands by itself.
    },
  };
}

function otherEnd(end: End): End {
  return end === 'client' ? 'server' : 'client';
}

function keyOf(layer: 'n' | 'b' | 'v', choice: number): number {
  return choice * 4 + (layer === 'n' ? 0 : layer === 'b' ? 1 : 2);
}
