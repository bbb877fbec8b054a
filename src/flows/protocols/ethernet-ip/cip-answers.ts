/**
 * CIP answers (The CIP Networks Library volume 1, 2-4.2): service with bit 7, status, additional status, data. A
 * status marks what it answers as refused; a few answers tell who the device is or which connection was opened.
 */
import { read16Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import { isPcccRefusal, pcccHeaderBytes } from '../shared/pccc.ts';
import {
  askedModule,
  carrierService,
  describedAttribute,
  describedClass,
  describedService,
  firstAsked,
  numbersPerAsked,
  sameService,
} from './asked-services.ts';
import { farModule } from './cip-connections.ts';
import { type SayIdentity, sayAllAttributes, sayAttributeList, saySingleAttribute } from './cip-identity.ts';
import {
  answerData,
  classes,
  dataHighwayBytes,
  dataHighwayService,
  mostServices,
  services,
  statuses,
} from './cip-services.ts';

export interface CipAnswers {
  /** Marks what was asked by the answer in `bytes[at, end)`. */
  read(asked: readonly number[], bytes: Uint8Array, at: number, end: number): void;
  /** Marks all that was asked as refused, as the message was. */
  refuse(asked: readonly number[]): void;
  /** Counts what was asked for by an answer whose request was not captured: it repeats the service, not the class. */
  count(bytes: Uint8Array, at: number, end: number): void;
}

/** Reads answers; `opened` gets the data of those that agree to open a connection. */
export function createCipAnswers(
  output: OperationOutput,
  opened: (bytes: Uint8Array, at: number, end: number) => void,
): CipAnswers {
  let module: number = absent;
  const say: SayIdentity = (field, value) => output.identify('server', module, field, value);

  function serviceAt(asked: readonly number[], from: number): number {
    return describedService(asked[from] ?? 0);
  }

  /** Marks one request; answers where the next begins. */
  function mark(asked: readonly number[], from: number, isRefused: boolean): number {
    let at = from;
    do {
      const slot = asked[at + 1] ?? absent;
      output.answered(slot);
      if (isRefused) output.refuse(slot);
      at += numbersPerAsked;
    } while (at < asked.length && serviceAt(asked, at) === sameService);
    return at;
  }

  function refuse(asked: readonly number[]): void {
    for (let at = firstAsked; at < asked.length; ) at = mark(asked, at, true);
  }

  /** One request answered by `bytes[at, end)`; answers where the next request begins. */
  function one(asked: readonly number[], from: number, bytes: Uint8Array, at: number, end: number): number {
    const description = asked[from] ?? 0;
    const service = describedService(description);
    if (service === dataHighwayService) {
      const command = at + dataHighwayBytes;
      return mark(asked, from, command + pcccHeaderBytes <= end && isPcccRefusal(bytes, command));
    }
    const classId = describedClass(description);
    const status = bytes[at + 2] ?? 0;
    const data = answerData(bytes, at);
    if (status === statuses.success && classId === classes.connectionManager && isForwardOpen(service))
      opened(bytes, data, end);
    module = asked[askedModule] ?? absent;
    if (classId === classes.identity && module !== farModule)
      tell(service, describedAttribute(description), status, bytes, data, end);
    return mark(asked, from, isRefusal(status) || refusesPccc(service, classId, bytes, data, end));
  }

  /** What the identity object says about its device. */
  function tell(service: number, attribute: number, status: number, bytes: Uint8Array, at: number, end: number): void {
    if (service === services.getAttributeList) {
      if (!isRefusal(status) || status === statuses.attributeListError) sayAttributeList(bytes, at, end, say);
    } else if (isRefusal(status)) return;
    else if (service === services.getAttributesAll) sayAllAttributes(bytes, at, end, say);
    else if (service === services.getAttributeSingle) saySingleAttribute(bytes, at, end, attribute, say);
  }

  /** The answers in a Multiple Service Packet, each to the request with its number. */
  function packet(asked: readonly number[], first: number, bytes: Uint8Array, at: number, end: number): void {
    const data = answerData(bytes, at);
    if (data + 2 > end) {
      if (isRefusal(bytes[at + 2] ?? 0)) refuse(asked);
      return;
    }
    let from = first;
    for (let left = read16Little(bytes, data), offset = data + 2; left > 0 && from < asked.length; left--) {
      const answer = data + read16Little(bytes, offset);
      if (answer + 4 > end) return;
      from = one(asked, from, bytes, answer, end);
      offset += 2;
    }
  }

  return {
    refuse,
    read(asked, bytes, at, end) {
      const service = (bytes[at] ?? 0) & 0x7f;
      let from = firstAsked;
      const isCarried = from < asked.length && serviceAt(asked, from) === carrierService;
      // Where a carried request did not get through, its carrier is answered instead.
      if (service === services.unconnectedSend && isCarried && serviceAt(asked, asked.length - 2) !== service) {
        if (isRefusal(bytes[at + 2] ?? 0)) refuse(asked);
        return;
      }
      while (from < asked.length && serviceAt(asked, from) === carrierService) from = mark(asked, from, false);
      if (from >= asked.length) return;
      if (service === services.multipleServicePacket && serviceAt(asked, from) !== service)
        packet(asked, from, bytes, at, end);
      else one(asked, from, bytes, at, end);
    },
    count(bytes, at, end) {
      const status = bytes[at + 2] ?? 0;
      const data = answerData(bytes, at);
      const number = ((bytes[at] ?? 0) & 0x7f) === services.multipleServicePacket ? read16Little(bytes, data) : 0;
      if (number === 0 || data + 2 + number * 2 > end) {
        const slot = output.concealed();
        if (isRefusal(status)) output.refuse(slot);
        return;
      }
      for (let index = 0; index < Math.min(number, mostServices); index++) {
        const slot = output.concealed();
        const answer = data + read16Little(bytes, data + 2 + index * 2);
        if (answer + 4 <= end && isRefusal(bytes[answer + 2] ?? 0)) output.refuse(slot);
      }
    },
  };
}

function isRefusal(status: number): boolean {
  return status !== statuses.success && status !== statuses.partialTransfer;
}

function isForwardOpen(service: number): boolean {
  return service === services.forwardOpen || service === services.largeForwardOpen;
}

/** The command in Execute PCCC has a status of its own, behind the address of the one who asked. */
function refusesPccc(service: number, classId: number, bytes: Uint8Array, data: number, end: number): boolean {
  if (service !== services.executePccc || classId !== classes.pccc) return false;
  const command = data + Math.max(bytes[data] ?? 0, 1);
  return command + pcccHeaderBytes <= end && isPcccRefusal(bytes, command);
}
