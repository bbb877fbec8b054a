/** First messages of protocols between servers and devices, by protocol: what a connection may begin with. */
import type { Transport } from '../../src/model/catalogue.ts';
import {
  bacnet,
  bacnetToAll,
  confirmed,
  context,
  errorAnswer,
  network,
  objectId,
  unconfirmed,
} from './bacnet-messages.ts';
import { bytesOf } from './frames.ts';
import { acknowledge, chunk, hello, openSecured, readNodes } from './opc-ua-messages.ts';

interface DeviceSample {
  readonly sender: 'client' | 'server' | 'either';
  readonly bytes: Uint8Array;
  readonly transports?: readonly Transport[];
}

/** Who is there, to everyone. */
const whoIs = bacnetToAll(unconfirmed(8));
const readRequest = confirmed(1, 12, [...context(0, ...objectId(2, 1)), ...context(1, 85)]);

/** By protocol. */
export const deviceSamples: Readonly<Record<string, readonly DeviceSample[]>> = {
  bacnet: [
    { sender: 'client', bytes: whoIs, transports: ['udp'] },
    { sender: 'client', bytes: bacnet(readRequest), transports: ['udp'] },
    { sender: 'server', bytes: bacnet(errorAnswer(1, 12)), transports: ['udp'] },
    { sender: 'client', bytes: bytesOf(network(readRequest)), transports: ['ethernet'] },
    { sender: 'server', bytes: bytesOf(network(errorAnswer(1, 12))), transports: ['ethernet'] },
  ],
  'opc-ua': [
    { sender: 'client', bytes: hello('opc.tcp://plc:4840') },
    { sender: 'server', bytes: acknowledge },
    { sender: 'either', bytes: openSecured('Basic256Sha256') },
    { sender: 'client', bytes: chunk('F', 1, readNodes([0, 85])) },
  ],
};
