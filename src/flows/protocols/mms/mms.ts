/**
 * MMS (ISO 9506) as IEC 61850-8-1 uses it, and as links between control centres do (TASE.2, IEC 60870-6), in ISO
 * transport. Confirmed services become operations, of a read or a write one for each variable.
 */
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import { createBerElement, readLooseBer } from '../shared/ber.ts';
import { createIsoTransport } from '../shared/iso-transport.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { refuseAll, tellAnswered } from '../shared/slot-parts.ts';
import { controlCentres, createMmsAssociation } from './mms-association.ts';
import { findPdu } from './mms-layers.ts';
import { controlOf, deviceControl, plainVariable, plateAttributeOf } from './mms-names.ts';
import { createMmsOperations, type MmsOperations } from './mms-operations.ts';
import { contextNumber, pdus, services, unsignedInteger } from './mms-pdu.ts';
import { probeMms } from './mms-probe.ts';
import { createMmsResults, partOf, wholeList } from './mms-results.ts';
import { createMmsVariables, type MmsVariables, type NamedVariable } from './mms-variables.ts';

export const mmsDecoder: Decoder = {
  protocol: 'mms',
  kindred: [controlCentres],
  transports: ['tcp'],
  trusted: 'any-port',
  probe: probeMms,
  prepare(lookup, _tables, lookupOf) {
    const own = createMmsOperations(lookup);
    const ofCentres = createMmsOperations(lookupOf(controlCentres));
    const variables = createMmsVariables();
    return (output) => openMms(own, ofCentres, variables, output);
  },
};

type Side = 'client' | 'server';

/** Invoke ids have 32 bits; added to those of requests to cancel one. */
const cancelling = 2 ** 32;
/** In errors and rejects, the invoke id of what they answer. */
const originalInvocation = 0x80;
/** Read, write, attributes of a variable, and what defines, describes and deletes lists of them. */
const namingServices: ReadonlySet<number> = new Set([4, 5, 6, 11, 12, 13]);
/** Open, read and close a file. */
const fetchingServices: ReadonlySet<number> = new Set([72, 73, 74]);
/** Values without parts: a boolean, numbers, bits, texts, times. */
const firstScalar = 0x83;
const lastScalar = 0x91;

function openMms(
  own: MmsOperations,
  ofCentres: MmsOperations,
  variables: MmsVariables,
  output: OperationOutput,
): Dialogue {
  const pending = { client: createPendingRequests(), server: createPendingRequests() };
  const association = createMmsAssociation(own, ofCentres, output);
  const results = createMmsResults(variables, output);
  const pdu = createBerElement();
  const element = createBerElement();
  let isConcluding = false;
  /** The message that is being read, and what it asks for or answers. */
  let bytes: Uint8Array = new Uint8Array(0);
  let asker: Side = 'client';
  let service = 0;
  let invocation = 0;

  function count(asked: readonly KnownOperation[], part: number): void {
    // A server that is asked to obtain a file fetches it on behalf of the client; other servers that ask are peers.
    const isPeer = asker === 'server' && !fetchingServices.has(service);
    const to = isPeer ? output.reverse : output;
    for (const { operation, table } of asked) {
      pending[asker].add(to.operation(operation, absent, table, absent, absent, 0));
      pending[asker].add(part);
    }
  }

  function countVariable({ start, end, value, isList }: NamedVariable, place: number): void {
    const isCommand = association.isBetweenCentres() && value >= firstScalar && value <= lastScalar;
    const control = isCommand ? deviceControl : controlOf(bytes, start, end);
    const attribute = service === services.read ? plateAttributeOf(bytes, start, end) : 0;
    count(association.operations().confirmed(service, control), partOf(place, isList ? wholeList : attribute));
  }

  /** Reads the invoke id, and goes to the service behind it; false when one is missing. */
  function readInvocation(): boolean {
    service = -1;
    if (!readLooseBer(bytes, pdu.start, pdu.end, element)) return false;
    invocation = unsignedInteger(bytes, element.start, element.end);
    for (let at = element.end; service < 0 && readLooseBer(bytes, at, pdu.end, element); at = element.end)
      service = contextNumber(element.tag);
    return service >= 0;
  }

  function request(): boolean {
    if (!readInvocation()) return false;
    association.decide(bytes, pdu.start, pdu.end, namingServices.has(service));
    pending[asker].begin(invocation);
    if (isAccess(service)) variables.visit(bytes, element, service, countVariable);
    else count(association.operations().confirmed(service, plainVariable), 0);
    return true;
  }

  function response(from: Side): boolean {
    if (!readInvocation()) return false;
    const requests = pending[asker];
    if (service === services.identify) results.identify(bytes, element, from);
    if (requests.take(invocation)) {
      tellAnswered(requests.taken, output);
      if (isAccess(service)) results.read(bytes, element, service, requests.taken, from);
    } else if (isAccess(service)) output.concealed();
    else countAlone(association.operations().confirmed(service, plainVariable));
    return true;
  }

  function countAlone(asked: readonly KnownOperation[]): void {
    for (const { operation, table } of asked) output.operation(operation, absent, table, absent, absent, 0);
  }

  /** An error or a reject, whose request may not have been captured. */
  function refusal(added: number): boolean {
    const requests = pending[asker];
    for (let at = pdu.start; readLooseBer(bytes, at, pdu.end, element); at = element.end) {
      if (element.tag !== originalInvocation) continue;
      if (requests.take(added + unsignedInteger(bytes, element.start, element.end))) {
        tellAnswered(requests.taken, output);
        refuseAll(requests.taken, output);
      } else output.refuse(output.concealed());
      break;
    }
    return true;
  }

  function unconfirmed(): boolean {
    if (!readLooseBer(bytes, pdu.start, pdu.end, element)) return false;
    association.decide(bytes, pdu.start, pdu.end, true);
    countAlone(association.operations().unconfirmed(contextNumber(element.tag)));
    return true;
  }

  function cancel(): boolean {
    association.decide(bytes, pdu.start, pdu.start, false);
    pending[asker].begin(cancelling + unsignedInteger(bytes, pdu.start, pdu.end));
    count(association.operations().cancel, 0);
    return true;
  }

  function conclude(isRequest: boolean): boolean {
    association.end();
    if (isRequest || !isConcluding) countAlone(association.operations().conclude);
    isConcluding = isRequest;
    return true;
  }

  function read(from: Side): boolean {
    switch (pdu.tag) {
      case pdus.confirmedRequest:
        return request();
      case pdus.confirmedResponse:
        return response(from);
      case pdus.unconfirmed:
        return unconfirmed();
      case pdus.confirmedError:
      case pdus.reject:
        return refusal(0);
      case pdus.cancelError:
        return refusal(cancelling);
      case pdus.cancelRequest:
        return cancel();
      case pdus.concludeRequest:
      case pdus.concludeResponse:
        return conclude(pdu.tag === pdus.concludeRequest);
      case pdus.initiateRequest:
        association.requested();
        return true;
      case pdus.initiateResponse:
        association.accepted();
        return true;
      case pdus.initiateError:
        association.refused();
        return true;
      default:
        return true;
    }
  }

  function message(from: Side, content: Uint8Array, start: number, end: number): boolean {
    const carried = findPdu(content, start, end, pdu);
    if (carried === 'refusal') association.refused();
    if (carried !== 'pdu') return carried !== 'foreign';
    bytes = content;
    asker = isAsking(pdu.tag) ? from : opposite(from);
    return read(from);
  }

  const client = createIsoTransport({
    message: (content, start, end) => message('client', content, start, end),
    unreadable: output.unreadable,
  });
  const server = createIsoTransport({
    message: (content, start, end) => message('server', content, start, end),
    unreadable: output.unreadable,
  });
  return {
    client: client.read,
    server: server.read,
    lost: (from) => (from === 'client' ? client : server).lost(),
    end: association.end,
  };
}

function isAccess(service: number): boolean {
  return service === services.read || service === services.write;
}

function isAsking(tag: number): boolean {
  return tag === pdus.confirmedRequest || tag === pdus.cancelRequest;
}

function opposite(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}
