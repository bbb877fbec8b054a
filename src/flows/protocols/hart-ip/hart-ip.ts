/** HART-IP: commands to field devices behind a gateway, those in command 31 and those passed on to sub-devices too. */
import { read16 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../decoder.ts';
import type { KnownOperation, OperationLookup } from '../operation-index.ts';
import { createFramedDialogue } from '../shared/framed-dialogue.ts';
import { createOperationCache, type OperationCache } from '../shared/operation-cache.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import {
  type HartFrame,
  hartHeaderBytes,
  hartIds,
  hartLength,
  hartType,
  hartTypes,
  hasCheckOctet,
  readHartFrame,
} from './hart-frame.ts';
import { identifyDevice } from './hart-identity.ts';
import { isHartRefusal } from './hart-refusals.ts';

const extended = 31;
const toSubDevice = 77;
/** Card, channel and preambles in front of the frame for a sub-device. */
const subDeviceBytes = 3;
const deepest = 4;
const mostCommands = 64;
/** Requests without an answer that are remembered for the whole file. */
const mostAsked = 1024;

export const hartIpDecoder: Decoder = {
  protocol: 'hart-ip',
  transports: ['tcp', 'udp'],
  trusted: 'any-port',
  probe(bytes, start, end): Recognition {
    const length = hartLength(bytes, start, end);
    if (length === 0) return 'no';
    if (length < 0 || length > end - start) return 'more';
    if (!isSure(bytes, start, start + length)) return 'no';
    return hartType(bytes, start) === hartTypes.request ? 'client' : 'server';
  },
  prepare(lookup) {
    const messages = Object.values(hartIds).map((id) => lookup(`m${id}`));
    const commands = createOperationCache(lookup, String);
    // A server may answer from a port of its own, in what looks like another conversation.
    const asked = new Map<number, readonly number[]>();
    return (output) => openHart(messages, commands, asked, output);
  },
};

const probed: HartFrame = { command: 0, start: 0, end: 0 };

/** A header alone is a weak sign: the message must have the length of its kind, or a frame with a right check octet. */
function isSure(bytes: Uint8Array, start: number, end: number): boolean {
  const id = bytes[start + 2];
  const payload = start + hartHeaderBytes;
  if (id === hartIds.initiate) return end - start === 13 || hartType(bytes, start) === hartTypes.refusal;
  if (id === hartIds.close || id === hartIds.keepAlive) return end === payload;
  if (id !== hartIds.tokenPassing) return hartType(bytes, start) === hartTypes.request && end - payload >= 2;
  return readHartFrame(bytes, payload, end, probed) && hasCheckOctet(bytes, payload, probed, end);
}

function openHart(
  messages: readonly ReturnType<OperationLookup>[],
  commands: OperationCache,
  asked: Map<number, readonly number[]>,
  output: OperationOutput,
): Dialogue {
  let counted: number[] = [];
  const pending = createPendingRequests();
  const frame: HartFrame = { command: 0, start: 0, end: 0 };

  function count(known: readonly KnownOperation[]): void {
    for (const { operation, table } of known) {
      const slot = output.operation(operation, absent, table, absent, absent, 0);
      pending.add(slot);
      counted.push(slot);
    }
  }

  /** The command of the frame in `frame`, or the one that it carries. */
  function countCommand(bytes: Uint8Array, depth: number): void {
    const { command, start, end } = frame;
    if (command === extended && end - start >= 2) count(commands(read16(bytes, start)));
    else if (command === toSubDevice && depth < deepest && readHartFrame(bytes, start + subDeviceBytes, end, frame))
      countCommand(bytes, depth + 1);
    else count(commands(command));
  }

  /** Device status and extended status, then commands with their length. */
  function countDirect(bytes: Uint8Array, start: number, end: number): void {
    let at = start + 2;
    let found = 0;
    for (; found < mostCommands && end - at >= 3; found++) {
      count(commands(read16(bytes, at)));
      at += 3 + (bytes[at + 2] ?? 0);
    }
    if (found === 0) count(messages[hartIds.directPdu] ?? []);
  }

  function request(bytes: Uint8Array, at: number, end: number): void {
    const id = bytes[at + 2] ?? 0;
    const payload = at + hartHeaderBytes;
    pending.begin(keyOf(bytes, at));
    counted = [];
    if (id === hartIds.tokenPassing && readHartFrame(bytes, payload, end, frame)) countCommand(bytes, 0);
    else if (id === hartIds.directPdu) countDirect(bytes, payload, end);
    else count(messages[id] ?? []);
    if (asked.size >= mostAsked) asked.clear();
    asked.set(keyOf(bytes, at), counted);
  }

  function answer(bytes: Uint8Array, at: number, end: number): void {
    const isToken = bytes[at + 2] === hartIds.tokenPassing && readHartFrame(bytes, at + hartHeaderBytes, end, frame);
    const isRefusal = hartType(bytes, at) === hartTypes.refusal || (isToken && isHartRefusal(bytes[frame.start] ?? 0));
    if (isToken && !isRefusal) identifyDevice(bytes, frame, output);
    const elsewhere = asked.get(keyOf(bytes, at));
    asked.delete(keyOf(bytes, at));
    if (!pending.take(keyOf(bytes, at))) {
      if (elsewhere !== undefined) {
        output.answersElsewhere();
        settle(elsewhere, isRefusal);
        return;
      }
      // The request was not captured; its answer repeats the command.
      pending.begin(keyOf(bytes, at));
      if (isToken) countAnswered(bytes);
      else count(messages[bytes[at + 2] ?? 0] ?? []);
      pending.take(keyOf(bytes, at));
    }
    settle(pending.taken, isRefusal);
  }

  function settle(slots: readonly number[], isRefusal: boolean): void {
    for (const slot of slots) {
      output.answered(slot);
      if (isRefusal) output.refuse(slot);
    }
  }

  /** In an answer the two octets of a 16-bit command stand behind the status. */
  function countAnswered(bytes: Uint8Array): void {
    const { command, start, end } = frame;
    count(commands(command === extended && end - start >= 4 ? read16(bytes, start + 2) : command));
  }

  function message(_from: 'client' | 'server', bytes: Uint8Array, at: number, end: number): void {
    const type = hartType(bytes, at);
    if (type === hartTypes.request) request(bytes, at, end);
    else if (type !== hartTypes.publish) answer(bytes, at, end);
    else if (readHartFrame(bytes, at + hartHeaderBytes, end, frame)) {
      pending.begin(-1);
      countAnswered(bytes);
      pending.take(-1);
    } else output.unreadable();
  }

  return createFramedDialogue({ lengthAt: hartLength, message }, output);
}

/** Message id and sequence number. */
function keyOf(bytes: Uint8Array, at: number): number {
  return (bytes[at + 2] ?? 0) * 65_536 + read16(bytes, at + 4);
}
