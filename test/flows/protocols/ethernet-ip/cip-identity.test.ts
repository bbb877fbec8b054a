import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import {
  answer,
  forwardOpen,
  identityAnswer,
  identityAttributes,
  listIdentity,
  objectPath,
  opened,
  sendRRData,
  sendUnitData,
  service,
  unconnectedSend,
} from '../../../support/ethernet-ip-messages.ts';
import { ethernet, ipv4, udp } from '../../../support/frames.ts';
import { little16 } from '../../../support/little-endian.ts';
import { conversationLine, readContent } from '../../../support/read-conversations.ts';
import { identityOf } from '../../../support/read-identity.ts';
import { tcpTalk } from '../../../support/tcp-talk.ts';

const identity = objectPath(1, 1);

type Said = readonly ['client' | 'server', Uint8Array];

async function facts(...said: readonly Said[]): Promise<string[]> {
  const talk = tcpTalk({ serverPort: 44_818 }).open();
  for (const [from, bytes] of said) talk[from](bytes);
  return await identityOf(pcap(talk.frames), 'ethernet-ip');
}

const whole = [
  'vendor Rockwell Automation/Allen-Bradley',
  'model 1756-L61/B',
  'firmware 20.11',
  'serial-number 00c0ffee',
  'device-type Programmable Logic Controller',
];

describe('what devices say in CIP', () => {
  test('all attributes of the identity object', async () => {
    const said = await facts(
      ['client', sendRRData(service(1, identity))],
      ['server', sendRRData(answer(1, 0, identityAttributes('1756-L61/B')))],
    );
    expect(said).toEqual(whole.map((fact) => `10.0.0.2 ${fact}`));
  });

  test('a module behind the address is told by its slot, one beyond a network not at all', async () => {
    const reply: Said = ['server', sendRRData(answer(1, 0, identityAttributes('1756-L61/B')))];
    expect(await facts(['client', sendRRData(unconnectedSend(service(1, identity), [1, 3]))], reply)).toEqual(
      whole.map((fact) => `10.0.0.2 unit 3 ${fact}`),
    );
    expect(await facts(['client', sendRRData(unconnectedSend(service(1, identity), [1, 3, 2, 9]))], reply)).toEqual([]);
  });

  test('a module that a connection leads to', async () => {
    const said = await facts(
      ['client', sendRRData(forwardOpen([1, 4, ...objectPath(2, 1)]))],
      ['server', sendRRData(opened(0xaaaa, 0xbbbb))],
      ['client', sendUnitData(0xaaaa, 1, service(0x0e, [...identity, 0x30, 7]))],
      ['server', sendUnitData(0xbbbb, 1, answer(0x0e, 0, [3, 0x4e, 0x58, 0x37]))],
    );
    expect(said).toEqual(['10.0.0.2 unit 4 model NX7']);
  });

  test('a list of attributes, up to one of unknown length', async () => {
    const list = [
      ...little16(4),
      ...[...little16(4), ...little16(0), 3, 7],
      ...[...little16(6), ...little16(0x14)],
      ...[...little16(1), ...little16(0), ...little16(9999)],
      ...[...little16(99), ...little16(0), 1, 2],
    ];
    const said = await facts(
      ['client', sendRRData(service(3, identity))],
      ['server', sendRRData(answer(3, 0x0a, list))],
    );
    expect(said).toEqual(['10.0.0.2 vendor CIP vendor 9999', '10.0.0.2 firmware 3.7']);
  });

  test('nothing from another class, from a refusal, or from an attribute that is cut off', async () => {
    const attributes = identityAttributes('1756-L61/B');
    expect(
      await facts(
        ['client', sendRRData(service(1, objectPath(4, 1)), { context: 1 })],
        ['server', sendRRData(answer(1, 0, attributes), { context: 1 })],
        ['client', sendRRData(service(1, identity), { context: 2 })],
        ['server', sendRRData(answer(1, 5, attributes), { context: 2 })],
        ['client', sendRRData(service(0x0e, [...identity, 0x30, 6]), { context: 3 })],
        ['server', sendRRData(answer(0x0e, 0, [1, 2, 3]), { context: 3 })],
      ),
    ).toEqual([]);
  });

  test('the list of identities, which devices answer in conversations of their own', async () => {
    const datagram = (source: string, destination: string, ports: readonly [number, number], payload: Uint8Array) => ({
      micros: 1_700_000_000_000_000,
      bytes: ethernet(0x0800, ipv4({ source, destination, protocol: 17 }, udp(...ports, payload))),
    });
    const capture = pcap([
      datagram('10.0.0.1', '255.255.255.255', [4711, 44_818], listIdentity(42)),
      datagram('10.0.0.2', '10.0.0.1', [44_818, 4711], identityAnswer(42, identityAttributes('1756-ENBT/A', 5, 12))),
      datagram('10.0.0.3', '10.0.0.1', [44_818, 4711], identityAnswer(43, identityAttributes('Valve', 26, 0x7777))),
    ]);
    expect((await identityOf(capture, 'ethernet-ip')).slice(0, 6)).toEqual([
      '10.0.0.2 vendor Rockwell Automation/Reliance Electric',
      '10.0.0.2 model 1756-ENBT/A',
      '10.0.0.2 firmware 20.11',
      '10.0.0.2 serial-number 00c0ffee',
      '10.0.0.2 device-type Communications Adapter',
      '10.0.0.2 ip-address 10.0.0.2',
    ]);
    expect(await identityOf(capture, 'ethernet-ip')).toContain('10.0.0.3 device-type CIP device type 30583');
    // Only the second answers a request that was not captured.
    expect((await readContent(capture)).conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.3 udp/44818, ethernet-ip, discovery e0x63, x1',
      'plant 10.0.0.1 -> 255.255.255.255 udp/44818, ethernet-ip, discovery e0x63, x1',
    ]);
  });
});
