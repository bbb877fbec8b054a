/** First messages of protocols between servers and devices, by protocol: what a connection may begin with. */
import { acknowledge, chunk, hello, openSecured, readNodes } from './opc-ua-messages.ts';

interface DeviceSample {
  readonly sender: 'client' | 'server' | 'either';
  readonly bytes: Uint8Array;
}

/** By protocol. */
export const deviceSamples: Readonly<Record<string, readonly DeviceSample[]>> = {
  'opc-ua': [
    { sender: 'client', bytes: hello('opc.tcp://plc:4840') },
    { sender: 'server', bytes: acknowledge },
    { sender: 'either', bytes: openSecured('Basic256Sha256') },
    { sender: 'client', bytes: chunk('F', 1, readNodes([0, 85])) },
  ],
};
