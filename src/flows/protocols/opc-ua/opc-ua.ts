/**
 * OPC UA binary over TCP (OPC 10000-6): services become operations on nodes, as long as a channel only signs. What an
 * encrypted channel carries is counted as concealed.
 */
import { read32Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import { createFramedDialogue, moreBytes, noMessage } from '../shared/framed-dialogue.ts';
import { createOperationCache, type OperationCache } from '../shared/operation-cache.ts';
import { createChunkAssembly } from './opc-ua-assembly.ts';
import {
  bodyType,
  isAbort,
  isFinalChunk,
  isMessageHeader,
  messageBodyOffset,
  messageEnd,
  messageHeaderBytes,
  messageType,
  messageTypes,
  openBody,
  probeOpcUa,
} from './opc-ua-chunk.ts';
import { identifyHost } from './opc-ua-identity.ts';
import { createOpcUaMessages } from './opc-ua-messages.ts';
import { signatureBytes } from './opc-ua-security.ts';
import { isRequestType, requestTypeOf, serviceFault } from './opc-ua-services.ts';

export const opcUaDecoder: Decoder = {
  protocol: 'opc-ua',
  transports: ['tcp'],
  trusted: 'any-port',
  probe: probeOpcUa,
  prepare(lookup, tables) {
    const index: Index = {
      operationsOf: createOperationCache(lookup, String),
      hello: lookup('hel'),
      acknowledge: lookup('ack'),
      error: lookup('err'),
      reverseHello: lookup('rhe'),
      noTable: tables(null),
    };
    return (output) => openOpcUa(index, output);
  },
};

interface Index {
  readonly operationsOf: OperationCache;
  readonly hello: readonly KnownOperation[];
  readonly acknowledge: readonly KnownOperation[];
  readonly error: readonly KnownOperation[];
  readonly reverseHello: readonly KnownOperation[];
  readonly noTable: number;
}

type End = 'client' | 'server';

const openSecureChannel = 446;
const closeSecureChannel = 452;
/** Types of services are all larger. */
const largestOtherType = 255;

/** No request of its kind waits. */
const nothing = -2;

function openOpcUa(index: Index, output: OperationOutput): Dialogue {
  const messages = createOpcUaMessages(index.operationsOf, index.noTable, output);
  const assemblies = { client: createChunkAssembly(), server: createChunkAssembly() };
  let helloSlot = nothing;
  /** Slot of an opening that is encrypted, and number of one that is not. */
  let openSlot = nothing;
  let openRequest = 0;
  /** Bytes behind each body; 0 without a security policy, -1 when the policy was not captured or is not known. */
  let signature = -1;

  function count(operations: readonly KnownOperation[]): number {
    let slot = absent;
    for (const known of operations) slot = output.operation(known.operation, absent, index.noTable, absent, absent, 0);
    return slot;
  }

  /** Settles what waits in a slot; false when nothing does. */
  function settle(slot: number, refused: boolean): boolean {
    if (slot === nothing) return false;
    output.answered(slot);
    if (refused) output.refuse(slot);
    return true;
  }

  function error(): void {
    const isSettled = settle(helloSlot, true) || settle(openSlot, true) || messages.giveUp(openRequest);
    helloSlot = nothing;
    openSlot = nothing;
    if (!isSettled) count(index.error);
  }

  function open(from: End, bytes: Uint8Array, at: number, end: number): void {
    signature = signatureBytes(bytes, at, end);
    const body = openBody(bytes, at, end);
    if (body < 0 || bodyType(bytes, body, end) < 0) {
      if (from === 'client') openSlot = count(index.operationsOf(openSecureChannel));
      else {
        settle(openSlot, false);
        openSlot = nothing;
      }
      return;
    }
    // The request number stands right before the body.
    const requestId = read32Little(bytes, body - 4);
    if (from === 'client') openRequest = requestId;
    service(from, bytes, body, end, requestId);
  }

  function service(from: End, bytes: Uint8Array, body: number, end: number, requestId: number): void {
    if (from === 'client') messages.request(bytes, body, end, requestId);
    else messages.answer(bytes, body, end, requestId);
  }

  /** A chunk of a message in a channel. */
  function chunk(from: End, bytes: Uint8Array, at: number, end: number): void {
    const assembly = assemblies[from];
    const channel = read32Little(bytes, at + 8);
    const requestId = read32Little(bytes, at + messageBodyOffset - 4);
    const body = at + messageBodyOffset;
    const bodyEnd = end - Math.max(signature, 0);
    if (assembly.continues(channel, requestId)) {
      continueMessage(from, bytes, at, bodyEnd, requestId);
      return;
    }
    const type = bodyType(bytes, body, end);
    const isVisible = isServiceType(type) || (signature === 0 && type > largestOtherType);
    if (isAbort(bytes, at)) messages.giveUp(requestId);
    else if (isVisible && isFinalChunk(bytes, at)) service(from, bytes, body, bodyEnd, requestId);
    else if (isVisible) {
      assembly.begin(channel, requestId);
      assembly.add(bytes, body, bodyEnd);
    } else if (signature === 0) output.unreadable();
    else if (from === 'client' && isFinalChunk(bytes, at)) output.concealed();
  }

  function continueMessage(from: End, bytes: Uint8Array, at: number, bodyEnd: number, requestId: number): void {
    const assembly = assemblies[from];
    if (isAbort(bytes, at)) {
      assembly.forget();
      messages.giveUp(requestId);
      return;
    }
    // Where the signature begins is known only with the policy: then the first chunk is all that is read.
    if (signature >= 0) assembly.add(bytes, at + messageBodyOffset, bodyEnd);
    if (!isFinalChunk(bytes, at)) return;
    const whole = assembly.finish();
    service(from, whole.bytes, 0, whole.length, requestId);
  }

  function message(from: End, bytes: Uint8Array, at: number, end: number): void {
    switch (messageType(bytes, at)) {
      case messageTypes.hello:
        helloSlot = count(index.hello);
        identifyHost(bytes, at + 28, end, output);
        break;
      case messageTypes.acknowledge:
        if (!settle(helloSlot, false)) count(index.acknowledge);
        helloSlot = nothing;
        break;
      case messageTypes.error:
        error();
        break;
      case messageTypes.reverseHello:
        count(index.reverseHello);
        break;
      case messageTypes.open:
        open(from, bytes, at, end);
        break;
      case messageTypes.close:
        count(index.operationsOf(closeSecureChannel));
        break;
      default:
        chunk(from, bytes, at, end);
    }
  }

  const framed = createFramedDialogue({ lengthAt, message, sure: 'header' }, output);
  return {
    ...framed,
    lost(from) {
      framed.lost(from);
      assemblies[from].forget();
    },
  };
}

function lengthAt(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < messageHeaderBytes) return moreBytes;
  return isMessageHeader(bytes, at) ? messageEnd(bytes, at) - at : noMessage;
}

function isServiceType(type: number): boolean {
  return type === serviceFault || isRequestType(type) || requestTypeOf(type) !== undefined;
}
