import { describe, expect, test } from 'vitest';
import { withMacVendors } from '../../../src/flows/identity/mac-vendor.ts';
import type { Conversation, Evidence } from '../../../src/model/conversation.ts';
import type { DeviceIdentity } from '../../../src/model/identity.ts';

const evidence: Evidence = { file: 'x', position: 1, unit: 'frame', uid: null };
const blocks: Readonly<Record<string, string>> = {
  '0080f4': 'Telemecanique',
  '70b3d5': 'Registrar',
  '70b3d5123': 'Small',
};
const vendorOf = (digits: string): string | null => blocks[digits] ?? null;

function frames(source: string, destination: string): Conversation {
  return {
    drop: null,
    scope: 'plant',
    source,
    destination,
    transport: 'ethernet',
    port: 0x88b8,
    protocol: 'goose',
    operation: null,
    object: null,
    missing: [],
    bucket: 0,
    count: 4,
    refused: 0,
    first: 1,
    last: 2,
    evidence: [evidence],
  };
}

function vendors(devices: readonly DeviceIdentity[], conversations: readonly Conversation[]): readonly string[] {
  return withMacVendors(devices, conversations, vendorOf).flatMap(({ address, facts }) =>
    facts.filter((fact) => fact.field === 'mac-vendor').map((fact) => `${address} ${fact.value} x${fact.count}`),
  );
}

describe('vendors of MAC addresses', () => {
  test('a station that only sends frames has one', () => {
    expect(vendors([], [frames('00:80:f4:00:00:01', '01:0c:cd:01:00:01')])).toEqual([
      '00:80:f4:00:00:01 Telemecanique x4',
    ]);
  });

  test('so has an address whose MAC address was told', () => {
    const fact = {
      field: 'mac-address',
      value: '00:80:f4:00:00:01',
      protocol: 'arp',
      count: 2,
      first: 1,
      last: 1,
      evidence,
    } as const;
    expect(vendors([{ scope: 'plant', address: '10.0.0.1', unit: null, facts: [fact] }], [])).toEqual([
      '10.0.0.1 Telemecanique x2',
    ]);
  });

  test('the longest registered block counts', () => {
    expect(vendors([], [frames('70:b3:d5:12:3f:ff', '70:b3:d5:ff:ff:ff')])).toEqual([
      '70:b3:d5:12:3f:ff Small x4',
      '70:b3:d5:ff:ff:ff Registrar x4',
    ]);
  });

  test.each([
    ['an address that its user chose', '02:80:f4:00:00:01'],
    ['a group', '01:80:f4:00:00:01'],
    ['an IP address', '10.0.0.1'],
  ])('%s has none', (_, address) => {
    expect(vendors([], [frames(address, address)])).toEqual([]);
  });
});
