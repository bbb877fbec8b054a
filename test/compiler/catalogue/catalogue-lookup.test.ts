import { describe, expect, it } from 'vitest';
import {
  attackOf,
  classIncludes,
  isServerPort,
  operationOf,
  operationsByCode,
  protocolsByPort,
} from '../../../src/model/catalogue-lookup.ts';
import { shipped } from './shipped.ts';

const { catalogue } = shipped;

function namesOf(protocol: string, code: string): readonly string[] {
  return operationsByCode(catalogue, protocol, code).map(({ name, class: name2 }) => `${name} ${name2}`);
}

describe('operationsByCode', () => {
  it.each([
    ['an exact code', 'modbus', '3', ['read_holding_registers read']],
    [
      'both classes of one code',
      'modbus',
      '23',
      ['read_write_multiple_registers read', 'read_write_multiple_registers write'],
    ],
    ['a range', 'modbus', '70', ['user_defined_low unknown']],
    ['a sub-function by its function', 'modbus', '8.99', ['diagnostics diagnostic']],
    ['an unlisted UMAS function as program', 'modbus', '90.0xee', ['umas program']],
    ['a service of any class', 'ethernet-ip', '0x04/0x0e', ['get_attribute_single read']],
    ['the pair before the service', 'ethernet-ip', '0x06/0x4e', ['forward_close session']],
    ['a tag path without a class', 'ethernet-ip', '*/0x4e', ['read_modify_write_tag write']],
    ['an object-specific service as unknown', 'ethernet-ip', '0x04/0x4c', ['class_specific_service unknown']],
    ['the narrower of two ranges', 'ethernet-ip', '0x80/0x33', ['vendor_specific_service unknown']],
    ['an exact class before a range of classes', 'ethernet-ip', '0x68/0x50', ['program_service_68 program']],
    ['any sub-function', 's7comm', '7.3/0x42', ['block_function read']],
    ['a push by its kind', 's7comm', 'push.8/0x01', ['unsolicited_message report']],
    ['nothing for an unknown code', 'modbus', '99', []],
    ['nothing for an unknown protocol', 'no-such-protocol', '1', []],
    ['nothing for an empty code', 'modbus', '', []],
  ])('finds %s', (_, protocol, code, names) => {
    expect(namesOf(protocol, code)).toEqual(names);
  });
});

describe('operationOf', () => {
  it('finds the entry of one class', () => {
    expect(operationOf(catalogue, 'modbus', 'write', '23')?.name).toBe('read_write_multiple_registers');
    expect(operationOf(catalogue, 'modbus', 'control', '23')).toBeNull();
  });
});

describe('protocolsByPort', () => {
  it.each([
    ['tcp', 502, ['modbus']],
    ['tcp', 102, ['iccp', 'mms', 's7comm', 's7comm-plus']],
    ['tcp', 443, ['https']],
    ['tcp', 135, ['msrpc', 'opc-classic']],
    ['tcp', 8, ['tcp']],
    ['udp', 47808, ['bacnet']],
    ['udp', 8, ['udp']],
    ['ip', 2, ['igmp']],
    ['ip', 99, ['ip']],
    ['ip', 47, ['gre']],
    ['ethernet', 0x88b8, ['goose']],
    ['ethernet', 0x8892, ['profinet-dcp', 'profinet-rt']],
    ['icmp', 0, ['icmp']],
    ['icmpv6', 0, ['icmpv6', 'mld', 'ndp']],
  ] as const)('knows what is spoken at %s %d', (transport, port, protocols) => {
    expect(protocolsByPort(catalogue, transport, port)).toEqual(protocols);
  });

  it('lists protocols with a fixed port before those that agree on one', () => {
    expect(protocolsByPort(catalogue, 'tcp', 50001)).toEqual(['siemens-spectrum', 'msrpc', 'opc-classic']);
  });
});

describe('isServerPort', () => {
  it('holds for a well-known port and for no port that clients use', () => {
    expect(isServerPort(catalogue, 'tcp', 502)).toBe(true);
    expect(isServerPort(catalogue, 'udp', 47808)).toBe(true);
    expect(isServerPort(catalogue, 'tcp', 50001)).toBe(false);
    expect(isServerPort(catalogue, 'tcp', 49999)).toBe(false);
    expect(isServerPort(catalogue, 'tcp', 8)).toBe(false);
  });
});

describe('attackOf', () => {
  it('prefers what an operation says over its class, in both versions', () => {
    const stop = operationOf(catalogue, 's7comm', 'control', '0x29');
    expect(stop && attackOf(catalogue, stop)).toEqual({ v18: ['T0858'], v19: ['T0858'] });
    const command = operationOf(catalogue, 'iec-104', 'control', '45');
    expect(command && attackOf(catalogue, command)).toEqual({ v18: ['T0855'], v19: ['T1692.001'] });
    const read = operationOf(catalogue, 'modbus', 'read', '3');
    expect(read && attackOf(catalogue, read)).toEqual(attackOf(catalogue, 'read'));
  });
});

describe('classIncludes', () => {
  it('lets a class cover itself and its sub-classes', () => {
    expect(classIncludes('program', 'program.upload')).toBe(true);
    expect(classIncludes('program', 'program')).toBe(true);
    expect(classIncludes('program.upload', 'program')).toBe(false);
    expect(classIncludes('read', 'write')).toBe(false);
  });
});

describe('network-housekeeping', () => {
  it('stands for what keeps a segment running, and not for pings', () => {
    const alias = catalogue.protocols.get('network-housekeeping');
    expect(alias?.services).toEqual([]);
    expect(alias?.members).toContain('arp');
    expect(alias?.members).not.toContain('icmp');
  });
});
