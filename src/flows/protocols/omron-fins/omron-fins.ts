/**
 * Omron FINS (Omron W227, W342): commands over UDP, one in each datagram, and over TCP behind a header, whose own
 * commands exchange node addresses.
 */
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput } from '../decoder.ts';
import type { OperationLookup, TableLookup } from '../operation-index.ts';
import { createFramedDialogue, moreBytes, noMessage } from '../shared/framed-dialogue.ts';
import { createOperationCache, type OperationCache } from '../shared/operation-cache.ts';
import {
  isTcpHeader,
  probeFinsDatagram,
  probeFinsStream,
  tcpCommandOf,
  tcpCommands,
  tcpEnd,
  tcpHeaderBytes,
} from './fins-frame.ts';
import { createFinsMessages, type FinsMessages } from './fins-messages.ts';
import { createFinsObjects } from './fins-objects.ts';

export const omronFinsDatagramDecoder: Decoder = {
  protocol: 'omron-fins',
  transports: ['udp'],
  trusted: 'any-port',
  probe: probeFinsDatagram,
  prepare(lookup, tables) {
    const open = prepareMessages(lookup, tables);
    return (output) => openDatagrams(open(output));
  },
};

export const omronFinsStreamDecoder: Decoder = {
  protocol: 'omron-fins',
  transports: ['tcp'],
  trusted: 'any-port',
  probe: probeFinsStream,
  prepare(lookup, tables) {
    const open = prepareMessages(lookup, tables);
    const headers = createOperationCache(lookup, (command) => `t${command}`);
    return (output) => openStream(open(output), headers, output);
  },
};

type Side = 'client' | 'server';

function prepareMessages(lookup: OperationLookup, tables: TableLookup): (output: OperationOutput) => FinsMessages {
  const operations = createOperationCache(lookup, (command) => `0x${command.toString(16).padStart(4, '0')}`);
  const objects = createFinsObjects(tables);
  return (output) => createFinsMessages(operations, objects, output);
}

function openDatagrams(messages: FinsMessages): Dialogue {
  const read = (from: Side, bytes: Uint8Array, start: number, end: number): number =>
    messages.read(from, bytes, start, end) ? end : start;
  return {
    client: (bytes, start, end) => read('client', bytes, start, end),
    server: (bytes, start, end) => read('server', bytes, start, end),
    // A datagram that is not whole is not read, and the next is a message of its own.
    lost: () => undefined,
  };
}

function openStream(messages: FinsMessages, headers: OperationCache, output: OperationOutput): Dialogue {
  /** Slots of the request for a node address, until it is answered. */
  let addressAsked: number[] | null = null;

  function countHeader(command: number): number[] {
    return headers(command).map(({ operation, table }) =>
      output.operation(operation, absent, table, absent, absent, 0),
    );
  }

  function message(from: Side, bytes: Uint8Array, at: number, end: number): void {
    const command = tcpCommandOf(bytes, at);
    if (command === tcpCommands.frame) {
      if (!messages.read(from, bytes, at + tcpHeaderBytes, end)) output.unreadable();
    } else if (command === tcpCommands.addressRequest) addressAsked = countHeader(command);
    else if (command === tcpCommands.addressAnswer && addressAsked !== null) {
      for (const slot of addressAsked) output.answered(slot);
      addressAsked = null;
    } else countHeader(command);
  }

  return createFramedDialogue({ lengthAt, message, sure: 'header' }, output);
}

function lengthAt(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < tcpHeaderBytes) return moreBytes;
  return isTcpHeader(bytes, at) ? tcpEnd(bytes, at) - at : noMessage;
}
