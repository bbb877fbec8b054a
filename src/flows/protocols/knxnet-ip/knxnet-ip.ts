/**
 * KNXnet/IP (ISO 22510) over UDP and TCP: searches, connections to a server, telegrams through it and between routers,
 * settings of devices. A telegram counts by its application code, with the address of its group.
 */
import { read16 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../decoder.ts';
import type { OperationLookup } from '../operation-index.ts';
import { createFramedDialogue, moreBytes, noMessage } from '../shared/framed-dialogue.ts';
import { createOperationCache, hexCode, type OperationCache } from '../shared/operation-cache.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { dataIndication, readTelegram, type Telegram } from './cemi.ts';
import { answers, connectionEnd, frameLength, headerBytes, isRequestCode, senderOf, services } from './knx-frame.ts';
import { sayDescription } from './knx-identity.ts';

export const knxnetIpDecoder: Decoder = {
  protocol: 'knxnet-ip',
  transports: ['udp', 'tcp'],
  trusted: 'any-port',
  probe,
  prepare(lookup) {
    const operations = createOperations(lookup);
    /** Requests to a group whose answers come in conversations of their own. */
    const searched = new Set<number>();
    return (output) => openKnxnetIp(operations, searched, output);
  },
};

/** Behind a service: one more than the application code of the telegram, or what stands for it. */
const applications = 0x1_0000;
const controlCode = 0x20;
const indicationCode = 0x21;

function createOperations(lookup: OperationLookup): OperationCache {
  return createOperationCache(lookup, (code) => {
    const service = `0x${(code % applications).toString(16).padStart(4, '0')}`;
    const application = Math.floor(code / applications) - 1;
    if (application < 0) return service;
    if (application === controlCode) return `${service}.control`;
    return application === indicationCode ? `${service}.indication` : `${service}.${hexCode(application)}`;
  });
}

function probe(bytes: Uint8Array, start: number, end: number): Recognition {
  const length = frameLength(bytes, start, end);
  if (length === noMessage) return 'no';
  if (length === moreBytes || length > end - start) return 'more';
  return senderOf(bytes, start, start + length);
}

function openKnxnetIp(operations: OperationCache, searched: Set<number>, output: OperationOutput): Dialogue {
  const pending = createPendingRequests();
  const telegram: Telegram = { messageCode: 0, application: absent, isControl: false, group: absent };

  /** Counts an operation that is answered under `key`, or never where that is `absent`. */
  function count(code: number, group: number, key: number): void {
    if (key !== absent) pending.begin(key);
    for (const { operation, table } of operations(code)) {
      const slot = output.operation(operation, absent, table, group, group === absent ? absent : 1, 0);
      if (key !== absent) pending.add(slot);
    }
  }

  /** Channel and sequence counter, which an acknowledgement repeats. */
  function sequenceKey(bytes: Uint8Array, at: number): number {
    return applications + read16(bytes, at + headerBytes + 1);
  }

  /** A telegram behind `at` plus `offset`: of a client, of a router, or one that a server passes on. */
  function telegrams(from: 'client' | 'server', bytes: Uint8Array, at: number, offset: number, end: number): void {
    const service = read16(bytes, at + 2);
    if (!readTelegram(bytes, at + offset, end, telegram)) {
      output.unreadable();
      return;
    }
    const { messageCode, application, isControl, group } = telegram;
    const isRouted = service === services.routingIndication;
    if (!isRouted && (from === 'server' || !isRequestCode(messageCode))) {
      // What a server confirms was asked before; what it saw on the bus is news.
      if (messageCode === dataIndication) count(service + (indicationCode + 1) * applications, group, absent);
      return;
    }
    const inside = isControl ? controlCode : application;
    const code = inside === absent ? service : service + (inside + 1) * applications;
    count(code, group, isRouted ? absent : sequenceKey(bytes, at));
  }

  /** Marks what waits under `key`; false when nothing does. */
  function mark(key: number, isRefused: boolean): boolean {
    if (!pending.take(key)) return false;
    for (const slot of pending.taken) {
      output.answered(slot);
      if (isRefused) output.refuse(slot);
    }
    return true;
  }

  function answer(service: number, asked: number, bytes: Uint8Array, at: number, end: number): void {
    const statusAt = at + (statusOffsets.get(service) ?? end);
    const isRefused = statusAt < end && bytes[statusAt] !== 0;
    if (!mark(asked, isRefused)) {
      if (searched.has(asked)) output.answersElsewhere();
      // Features are read and set with one answer.
      else if (service === services.featureResponse) output.concealed();
      else {
        count(asked, absent, asked);
        mark(asked, isRefused);
      }
    }
    if (service === services.descriptionResponse) sayDescription(bytes, at + headerBytes, end, output);
    else if (isSearchAnswer(service)) sayDescription(bytes, at + headerBytes + endpointBytes, end, output);
  }

  function fromClient(service: number, bytes: Uint8Array, at: number, end: number): void {
    switch (service) {
      case services.secureWrapper:
        output.concealed();
        break;
      case services.configurationRequest:
        if (isRequestCode(bytes[at + connectionEnd] ?? 0)) count(service, absent, sequenceKey(bytes, at));
        break;
      case services.tunnellingRequest:
        telegrams('client', bytes, at, connectionEnd, end);
        break;
      case services.routingIndication:
        telegrams('client', bytes, at, headerBytes, end);
        break;
      case services.searchRequest:
      case services.extendedSearchRequest:
        searched.add(service);
        count(service, absent, service);
        break;
      default:
        if (!isAnswer(service)) count(service, absent, service === featureSet ? featureGet : service);
    }
  }

  function fromServer(service: number, bytes: Uint8Array, at: number, end: number): void {
    const asked = answers.get(service);
    if (asked !== undefined) answer(service, asked, bytes, at, end);
    else if (service === services.tunnellingAck || service === services.configurationAck)
      mark(sequenceKey(bytes, at), at + connectionEnd <= end && bytes[at + connectionEnd - 1] !== 0);
    else if (service === services.tunnellingRequest) telegrams('server', bytes, at, connectionEnd, end);
    else if (service === services.routingIndication) telegrams('server', bytes, at, headerBytes, end);
    else if (service === services.featureInfo) count(service, absent, absent);
  }

  function message(from: 'client' | 'server', bytes: Uint8Array, at: number, end: number): void {
    const service = read16(bytes, at + 2);
    if (from === 'client') fromClient(service, bytes, at, end);
    else fromServer(service, bytes, at, end);
  }

  return createFramedDialogue({ lengthAt: frameLength, message }, output);
}

const featureGet = 0x0422;
const featureSet = 0x0424;
/** The endpoint in front of descriptions. */
const endpointBytes = 8;

/** Where answers have a status; others have none. */
const statusOffsets: ReadonlyMap<number, number> = new Map([
  [0x0206, headerBytes + 1],
  [0x0208, headerBytes + 1],
  [services.disconnectResponse, headerBytes + 1],
  [services.featureResponse, connectionEnd + 1],
]);

function isSearchAnswer(service: number): boolean {
  return service === services.searchResponse || service === services.extendedSearchResponse;
}

/** True for what a client sends only because it was asked or told something. */
function isAnswer(service: number): boolean {
  return answers.has(service) || service === services.tunnellingAck || service === services.configurationAck;
}
