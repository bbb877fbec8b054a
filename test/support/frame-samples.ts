/** One frame of each protocol that is read behind an EtherType, and of the PROFINET context manager. */
import { bytesOf, word } from './frames.ts';

interface FrameSample {
  readonly sender: 'client' | 'server' | 'either';
  readonly bytes: Uint8Array;
  readonly transports: readonly ('ethernet' | 'udp')[];
}

const behindEtherType = ['ethernet'] as const;

function processBus(apdu: readonly number[]): Uint8Array {
  return bytesOf(word(0x3001), word(apdu.length + 8), word(0), word(0), apdu);
}

function dcp(frameId: number, service: number, type: number): Uint8Array {
  return bytesOf(word(frameId), service, type, new Uint8Array(32));
}

function contextManager(type: number): Uint8Array {
  const identifier = [0x01, 0, 0xa0, 0xde, 0x97, 0x6c, 0xd1, 0x11, 0x82, 0x71, 0x00, 0xa0, 0x24, 0x42, 0xdf, 0x7d];
  return bytesOf([4, type, 0x20, 0, 0x10, 0, 0, 0], new Uint8Array(16), identifier, new Uint8Array(60));
}

/** By protocol. */
export const frameSamples: Readonly<Record<string, readonly FrameSample[]>> = {
  ethercat: [
    {
      sender: 'client',
      bytes: bytesOf([14, 0x10], [7, 1, 0, 0, 0x30, 1, 2, 0, 0, 0, 0, 0, 0, 0]),
      transports: behindEtherType,
    },
  ],
  goose: [{ sender: 'client', bytes: processBus([0x61, 3, 0x80, 1, 65]), transports: behindEtherType }],
  'gse-management': [
    { sender: 'client', bytes: processBus([0x60, 4, 0xa1, 2, 0xa1, 0]), transports: behindEtherType },
    { sender: 'server', bytes: processBus([0x60, 4, 0xa2, 2, 0xa1, 0]), transports: behindEtherType },
  ],
  lldp: [{ sender: 'client', bytes: bytesOf(word(0x0204), [7, 97, 98, 99], word(0)), transports: behindEtherType }],
  'profinet-cm': [
    { sender: 'client', bytes: contextManager(0), transports: ['udp'] },
    { sender: 'server', bytes: contextManager(2), transports: ['udp'] },
    { sender: 'either', bytes: contextManager(1), transports: ['udp'] },
  ],
  'profinet-dcp': [
    { sender: 'client', bytes: dcp(0xfefe, 5, 0), transports: behindEtherType },
    { sender: 'server', bytes: dcp(0xfeff, 5, 1), transports: behindEtherType },
  ],
  'profinet-rt': [
    { sender: 'either', bytes: bytesOf(word(0x8001), new Uint8Array(44)), transports: behindEtherType },
    { sender: 'server', bytes: bytesOf(word(0xfe01), new Uint8Array(44)), transports: behindEtherType },
  ],
  'sampled-values': [{ sender: 'client', bytes: processBus([0x60, 3, 0x80, 1, 1]), transports: behindEtherType }],
};
