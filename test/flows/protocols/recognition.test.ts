import { describe, expect, test } from 'vitest';
import { decoders } from '../../../src/flows/protocols/registry.ts';
import type { Transport } from '../../../src/model/catalogue.ts';
import { bsapSamples } from '../../support/bsap-messages.ts';
import { c1222Samples } from '../../support/c12-22-messages.ts';
import { deviceSamples } from '../../support/device-samples.ts';
import { dnp3Answer, dnp3Request, linkFrame } from '../../support/dnp3-messages.ts';
import {
  answer,
  encapsulated,
  implicitDatagram,
  listIdentity,
  sendRRData,
  service,
} from '../../support/ethernet-ip-messages.ts';
import { finsSamples } from '../../support/fins-messages.ts';
import { frameSamples } from '../../support/frame-samples.ts';
import { bytesOf } from '../../support/frames.ts';
import { genisysSamples } from '../../support/genisys-messages.ts';
import { hartFrame, hartIp } from '../../support/hart-messages.ts';
import { acknowledgementFrame, asduFrame, informationObject, linkControl } from '../../support/iec-104-messages.ts';
import { knxSamples } from '../../support/knxnet-ip-messages.ts';
import { mmsSamples } from '../../support/mms-messages.ts';
import {
  exception,
  readRequest,
  registersAnswer,
  serialFrame,
  serialRequest,
  writeRegisters,
} from '../../support/modbus-messages.ts';
import { rocSamples } from '../../support/roc-plus-messages.ts';
import { s7commSamples } from '../../support/s7comm-messages.ts';
import { s7commPlusSamples } from '../../support/s7comm-plus-messages.ts';
import { slmpSamples } from '../../support/slmp-messages.ts';
import { adsDiscovery, ams, amsIndex, fox, srtp, synchrophasor } from '../../support/small-protocol-messages.ts';
import { snmp, snmp3, snmpPdu } from '../../support/snmp-messages.ts';

/** Messages that a connection may begin with, by protocol. */
const samples: Readonly<Record<string, readonly Sample[]>> = {
  bsap: bsapSamples,
  'c12-22': c1222Samples,
  dnp3: [
    { sender: 'client', bytes: dnp3Request(1, [60, 1, 6]) },
    { sender: 'client', bytes: linkFrame(0xc9, 4, 3) },
    { sender: 'server', bytes: dnp3Answer(130) },
  ],
  'ethernet-ip': [
    { sender: 'client', bytes: listIdentity() },
    { sender: 'client', bytes: encapsulated(0x65, [1, 0, 0, 0]) },
    { sender: 'client', bytes: sendRRData(service(0x0e, [0x20, 1, 0x24, 1, 0x30, 7])) },
    { sender: 'server', bytes: sendRRData(answer(0x0e, 0, [1, 2])) },
    { sender: 'either', bytes: implicitDatagram(0x1234, 8), transports: ['udp'] },
  ],
  'iec-104': [
    { sender: 'client', bytes: linkControl(0x07) },
    { sender: 'client', bytes: asduFrame(45, 6, informationObject(5, 1)) },
    { sender: 'server', bytes: linkControl(0x0b) },
    { sender: 'server', bytes: asduFrame(13, 3, informationObject(5, 5)) },
    { sender: 'server', bytes: bytesOf(acknowledgementFrame, asduFrame(45, 7, informationObject(5, 1))) },
    { sender: 'either', bytes: linkControl(0x43) },
    { sender: 'either', bytes: acknowledgementFrame },
  ],
  mms: mmsSamples,
  modbus: [
    { sender: 'client', bytes: readRequest(1, 3, 0, 10) },
    { sender: 'client', bytes: writeRegisters(1, 0, 3) },
    { sender: 'server', bytes: registersAnswer(1, 3, 10) },
    { sender: 'server', bytes: exception(1, 3, 2) },
    { sender: 'client', bytes: serialRequest(3, 0, 10) },
    { sender: 'server', bytes: serialFrame(1, 3, [2, 0, 7]) },
    { sender: 'server', bytes: serialFrame(1, 0x83, [2]) },
  ],
  mqtt: [
    { sender: 'client', bytes: bytesOf([0x10, 16, 0, 4], [77, 81, 84, 84], [4, 2, 0, 60, 0, 4], [97, 98, 99, 100]) },
  ],
  ntp: [
    { sender: 'client', bytes: bytesOf(0x23, new Uint8Array(47)), transports: ['udp'] },
    { sender: 'server', bytes: bytesOf(0x24, new Uint8Array(47)), transports: ['udp'] },
  ],
  genisys: genisysSamples,
  'knxnet-ip': knxSamples,
  'roc-plus': rocSamples,
  s7comm: s7commSamples,
  snmp: [
    { sender: 'client', bytes: snmp(0, snmpPdu(0, 1)), transports: ['udp'] },
    { sender: 'server', bytes: snmp(1, snmpPdu(2, 1)), transports: ['udp'] },
    { sender: 'either', bytes: snmp3(null), transports: ['udp'] },
  ],
  ...deviceSamples,
  ...frameSamples,
  'hart-ip': [
    { sender: 'client', bytes: hartIp(0, 0, [1, 0, 0, 0xea, 0x60]) },
    { sender: 'client', bytes: hartIp(0, 3, hartFrame(3)) },
    { sender: 'server', bytes: hartIp(1, 3, hartFrame(3, [0, 0], 6)) },
  ],
  'beckhoff-ads': [
    { sender: 'client', bytes: ams(2, amsIndex(0x4020, 0, 2)), transports: ['tcp'] },
    { sender: 'server', bytes: ams(2, [0, 0, 0, 0], { isAnswer: true }), transports: ['tcp'] },
    { sender: 'client', bytes: adsDiscovery(1, false), transports: ['udp'] },
    { sender: 'server', bytes: adsDiscovery(1, true), transports: ['udp'] },
  ],
  'ge-srtp': [
    { sender: 'client', bytes: srtp(0) },
    { sender: 'server', bytes: srtp(3, { kind: 0xd4 }) },
  ],
  'niagara-fox': [
    { sender: 'either', bytes: fox(1, -1, 'fox', 'hello') },
    { sender: 'server', bytes: fox(1, 1, 'fox', 'version') },
  ],
  synchrophasor: [
    { sender: 'client', bytes: synchrophasor(4, Uint8Array.of(0, 2)) },
    { sender: 'server', bytes: synchrophasor(0, new Uint8Array(8)) },
  ],
  's7comm-plus': s7commPlusSamples,
  'omron-fins': finsSamples,
  slmp: slmpSamples,
};

interface Sample {
  readonly sender: 'client' | 'server' | 'either';
  readonly bytes: Uint8Array;
  /** Only over these; over all that a decoder reads unless said otherwise. */
  readonly transports?: readonly Transport[];
}

describe('recognising protocols by their first message', () => {
  test('every decoder has samples', () => {
    expect(decoders.map(({ protocol }) => protocol).filter((protocol) => !(protocol in samples))).toEqual([]);
  });

  test.each(Object.entries(samples))('%s is taken by its own decoder, which knows who sent it', (protocol, own) => {
    for (const [index, { sender, bytes, transports }] of own.entries()) {
      const readers = decoders.filter(
        (each) =>
          each.protocol === protocol && (transports ?? each.transports).some((one) => each.transports.includes(one)),
      );
      const answers = readers
        .map((each) => each.probe(bytes, 0, bytes.length))
        .filter((answer) => answer !== 'no' && answer !== 'more');
      expect([index, answers]).toEqual([index, [sender]]);
    }
  });

  test.each(Object.entries(samples))('%s is taken by no other decoder that looks at any port', (protocol, own) => {
    const others = decoders.filter((each) => each.protocol !== protocol && each.trusted === 'any-port');
    for (const [index, { bytes }] of own.entries()) {
      const takers = others.filter(({ probe }) => !['no', 'more'].includes(probe(bytes, 0, bytes.length)));
      expect([index, takers.map((each) => each.protocol)]).toEqual([index, []]);
    }
  });

  test.each(Object.entries(samples))('%s is not ruled out by any of its beginnings', (protocol, own) => {
    // Datagrams come whole.
    const streams = own.filter(({ transports }) => transports === undefined || transports.includes('tcp'));
    for (const { bytes } of streams) {
      const readers = decoders.filter((each) => each.protocol === protocol);
      for (let end = 1; end <= bytes.length; end++)
        expect([end, readers.some(({ probe }) => probe(bytes, 0, end) !== 'no')]).toEqual([end, true]);
    }
  });

  test('a probe looks at nothing outside its bytes', () => {
    for (const decoder of decoders) {
      const [sample] = samples[decoder.protocol] ?? [];
      if (sample === undefined) continue;
      const framed = new Uint8Array(sample.bytes.length + 20).fill(0xff);
      framed.set(sample.bytes, 10);
      const inside = decoder.probe(framed, 10, 10 + sample.bytes.length);
      expect([decoder.protocol, inside]).toEqual([
        decoder.protocol,
        decoder.probe(sample.bytes, 0, sample.bytes.length),
      ]);
    }
  });
});
