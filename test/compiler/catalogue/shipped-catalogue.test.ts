import { describe, expect, it } from 'vitest';
import { operationClasses } from '../../../src/model/catalogue.ts';
import { attackOf, operationsByCode } from '../../../src/model/catalogue-lookup.ts';
import { shipped } from './shipped.ts';

const { catalogue, problems } = shipped;

/** Codes by protocol and class, as the specifications and the parsers give them. */
const expected: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  modbus: {
    read: '1 2 3 4 7 20 23 24 90.0x20 90.0x22 90.0x24 90.0x26 90.0x50',
    write: '5 6 15 16 21 22 23 90.0x21 90.0x23 90.0x25',
    control: '8.1 8.4 8.10 90.0x10 90.0x11 90.0x40 90.0x41 90.0x42 90.0x60 90.0x61 90.0x62 90.0x63 90.0x64 90.0x65',
    diagnostic: '8 8.0 8.2 8.11 8.20 8.99 11 12',
    discovery: '17 43.14 90.0x02 90.0x03 90.0x04 90.0x06',
    program:
      '90 9 10 13 14 18 19 40 41 42 126 90.0x30 90.0x31 90.0x32 90.0x33 90.0x34 90.0x35 90.0x36 90.0x37 90.0x43 90.0x58',
    firmware: '125',
    session: '90.0x01 90.0x12',
    unknown: '43 43.13 91 65 70 72 100 110 128 255',
  },
  dnp3: {
    session: '0 32 33',
    read: '1',
    write: '2 22',
    control: '3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 20 21',
    program: '19 31',
    file: '25 26 27 28 29 30',
    time: '24 2.50',
    diagnostic: '23',
    report: '129 130 131',
  },
  'ethernet-ip': {
    session: 'e0x00 e0x65 e0x66 e0x6f e0x70 0x06/0x54 0x06/0x5b 0x06/0x4e 0x06/0x52 0x8e/0x5c 0x8e/0x4b',
    discovery: 'e0x04 e0x63 e0x64 0x01/0x01 0x01/0x0e 0x01/0x03 0x6b/0x55',
    read: '0x04/0x01 0x04/0x03 0x04/0x0e 0x04/0x18 */0x4c */0x52 0x6b/0x4c 0x6c/0x4c pccc/0x0f/0xa2 io',
    write: '0x04/0x02 0x04/0x04 0x04/0x10 0x04/0x19 0x04/0x1a 0x04/0x1b */0x4d */0x53 */0x4e pccc/0x0f/0xaa io',
    control:
      '0x04/0x05 0x04/0x06 0x04/0x07 0x8e/0x06 0x8e/0x07 0x04/0x0d 0x04/0x15 0x68/0x4d 0x68/0x4e 0x69/0x4d pccc/0x0f/0x80',
    program: '0x04/0x08 0x04/0x09 0x04/0x16 0x68/0x4b 0x69/0x50 0x6a/0x51 0xac/0x4c 0xac/0x08 pccc/0x0f/0x50',
    file: '0x37/0x4b 0x37/0x4f',
    firmware: '0x37/0x4c',
    time: '0x8b/0x04',
    unknown: '0x04/0x0a 0x67/0x4b 0x64/0x32 0xc7/0x4a 0x73/0x4c 0x0300/0x4e pccc/0x0f/0xff',
  },
  s7comm: {
    read: '0x04 7.1/0x02 7.4/0x01 7.3/0x01 7.3/0x02 7.3/0x63 7.2/0x01 7.2/0x99 7.7/0x01 7.7/0x03',
    write: '0x05 7.1/0x08',
    control:
      '0x28 0x28.P_PROGRAM 0x28._INSE 0x28._DELE 0x28._MODU 0x28._OTHER 0x29 7.1/0x09 7.1/0x0a 7.1/0x0b 7.1/0x0c',
    program: '0x1a 0x1b 0x1c',
    'program.upload': '0x1d 0x1e 0x1f',
    time: '7.7/0x02 7.7/0x04',
    session: '0xf0 7.5/0x01',
    report: 'push.0/0x00 push.0/0x02 push.4/0x05 push.9/0x01',
    file: '7.6/0x01',
    unknown: '0x00 7.9/0x01',
  },
  's7comm-plus': {
    read: '0x04bb 0x054c 0x0586 0x0524',
    write: '0x04f2 0x0542',
    program: '0x04ca 0x04d4 0x0556 0x0560 0x056b',
    control: '0x04ca 0x04d4 0x0556 0x0560 0x056b',
    session: '0x04ca.session',
  },
  'profinet-rt': {
    read: '0x0100 0x7fff 0x8000 0xbfff 0xc000',
    write: '0x0100 0x7fff 0x8000 0xbfff 0xfbff',
    report: '0xfc01 0xfe01',
    diagnostic: '0xff00 0xff20',
  },
  'profinet-dcp': { discovery: '5 6', read: '3', control: '4 4.1.2 4.2.2 4.5.6 4.9.9' },
  'profinet-cm': { session: '0 1 4', read: '2 5', write: '3' },
  'opc-ua': {
    discovery: '422 428 527 533 554 615',
    session: '446 452 461 467 473 hel',
    read: '631 664 751 763 787 826 841',
    write: '673 700',
    control: '712',
    program: '712 488 494 500 506',
  },
  bacnet: {
    read: 'c12 c13 c14 c26 c3 c4 c29 c5 c28 c30',
    file: 'c6 c7',
    firmware: 'c7',
    write: 'c15 c16 c8 c9 c10 c11 u10',
    control: 'c20 c17 c27 c0 b1 b5 b8',
    time: 'u6 u9',
    discovery: 'u8 u7 u0 u1 u13 u14',
    unknown: 'c18 u4',
    program: 'c15.90',
  },
  'iec-104': {
    report: '1 2 9 13 15 21 30 36 40 70',
    read: '100 101 102',
    control: '45 46 47 48 49 50 51 58 59 60 61 62 63 64 105',
    write: '110 111 112 113',
    time: '103',
    diagnostic: '104 106 107',
    file: '120 121 122 123 124 125 126 127',
    session: 's u0x07 u0x13 u0x43',
  },
  mms: {
    discovery: '0 1 2 6',
    read: '4 65',
    write: '5',
    control: '5.oper 5.sbo 5.sbow 5.cancel 40 41 42 43 44',
    program: '26 27 28 36 38 39',
    'program.upload': '29 30 31',
    file: '46 72 73 74 75 76 77',
    session: 'p8 p11',
    report: 'u0',
  },
  'hart-ip': {
    read: '0 1 2 3 7 8 9 11 16 20 21 33 48 50 54 57 60 63 70 74 76 78 80 81 84 85 86 m5',
    write: '6 17 18 19 22 34 35 36 37 43 47 49 51 52 53 55 56 58 59 64 65 67 68 69 79 82 83 87 88',
    control: '38 39 40 41 42 66 71',
    time: '89',
    discovery: '72 73 75',
    session: 'm0 m1 m2',
    unknown: '77 128 253',
  },
  'ge-srtp': {
    read: '0x00 0x03 0x04 0x05 0x25 0x38',
    write: '0x07 0x08 0x39',
    time: '0x24',
    control: '0x20 0x21 0x22 0x23 0x44',
    program: '0x09 0x40',
    'program.upload': '0x06 0x3f',
    discovery: '0x43',
  },
  'omron-fins': {
    read: '0x0101 0x0104 0x0201 0x0220 0x0501 0x0502 0x0601 0x0602 0x0603 0x0620 0x0701 0x2102',
    write: '0x0102 0x0103 0x0105 0x0202 0x0203 0x0221',
    time: '0x0702',
    control: '0x0401 0x0402 0x0403 0x0c01 0x0c02 0x0c03 0x2101 0x2103 0x2301 0x2302',
    program: '0x0304 0x0305 0x0307 0x0308',
    'program.upload': '0x0306',
    diagnostic: '0x0801 0x0802 0x0803',
    file: '0x2201 0x2202 0x2203 0x2204 0x2208',
  },
  slmp: {
    read: '0x0401 0x0403 0x0406 0x0613 0x0601 0x0101 0x041a 0x041c',
    write: '0x1401 0x1402 0x1406 0x1613 0x1601 0x141a 0x141b',
    control: '0x1001 0x1002 0x1003 0x1005 0x1006 0x1617 0x1630 0x1631',
    file: '0x1810 0x1827 0x1828 0x1829',
    program: '0x1829',
    diagnostic: '0x0619 0x3040',
    discovery: '0x0e30 0x0e32',
  },
  'beckhoff-ads': { read: '1 2 4 9', write: '3 9', control: '5', report: '8', file: '9/122' },
  mqtt: { write: '3', read: '8', control: '3.NCMD 3.DCMD', report: '3.NDATA', session: '1 12' },
  'roc-plus': { read: '6 7 10 50 100 105 135 167 180 206', write: '11 166 181', time: '8', file: '203' },
  icmp: { diagnostic: '0 8', report: '3 11 12', control: '5' },
};

const rows = Object.entries(expected).flatMap(([protocol, classes]) =>
  Object.entries(classes).map(([name, codes]) => ({ protocol, name, codes: codes.split(' ') })),
);

describe('the shipped catalogue', () => {
  it('parses without problems', () => {
    expect(problems).toEqual([]);
  });

  it('has every protocol of every layer', () => {
    const layers = Map.groupBy(catalogue.protocols.values(), (protocol) => protocol.layer);
    const counts = Object.fromEntries([...layers].map(([layer, found]) => [layer, found.length]));
    expect(counts).toEqual({ ot: 58, dmz: 47, housekeeping: 16, generic: 4 });
  });

  it.each(rows)('puts $codes of $protocol into class $name', ({ protocol, name, codes }) => {
    const wrong = codes.filter(
      (code) => !operationsByCode(catalogue, protocol, code).some((entry) => entry.class === name),
    );
    expect(wrong).toEqual([]);
  });

  it('gives a code more than one class only where a request needs both', () => {
    const several = [...catalogue.protocols.values()].flatMap(({ id, operationsByCode: byCode }) =>
      [...byCode].filter(([, entries]) => entries.length > 1).map(([code]) => `${id} ${code}`),
    );
    expect(several).toContain('modbus 23');
    expect(several).toContain('beckhoff-ads 9');
    expect(several).toContain('opc-ua 712');
    expect(several).not.toContain('modbus 3');
  });

  it('never grants an operation of several classes as a session', () => {
    for (const { operationsByCode: byCode } of catalogue.protocols.values()) {
      for (const entries of byCode.values()) {
        if (entries.length > 1) expect(entries.map((entry) => entry.class)).not.toContain('session');
      }
    }
  });

  it('knows ATT&CK techniques of both versions for every class', () => {
    for (const name of operationClasses) {
      const { v18, v19 } = attackOf(catalogue, name);
      expect(v18.length > 0).toBe(name !== 'session');
      expect(v19).toHaveLength(v18.length);
    }
  });

  it('has the crosswalk of the nine techniques that version 19 revoked', () => {
    const moved = [...catalogue.attack.techniques.values()].filter(({ v18, v19 }) => v18 !== v19);
    expect(Object.fromEntries(moved.map(({ v18, v19 }) => [v18, v19]))).toEqual({
      T0803: 'T1691.001',
      T0804: 'T1691.002',
      T0805: 'T1695.001',
      T0812: 'T1694.001',
      T0839: 'T1693.002',
      T0855: 'T1692.001',
      T0856: 'T1692.002',
      T0857: 'T1693.001',
      T0891: 'T1694.002',
    });
  });

  it('has the endpoint taxonomy', () => {
    expect(catalogue.endpointClasses.size).toBe(32);
    expect(catalogue.endpointClasses.get('plc')).toMatchObject({ agent: 'no', monitoring: 'passive_only' });
    const noAgent = [...catalogue.endpointClasses.values()].filter(({ agent }) => agent === 'no');
    for (const each of noAgent) {
      expect(each.monitoring).toBe('passive_only');
      expect(each.forbidden.length).toBeGreaterThan(0);
    }
  });

  it('has a template for every kind of zone', () => {
    expect([...catalogue.templates.values()].map(({ kind }) => kind).sort()).toEqual(
      'cell control dmz enterprise external safety site transient vendor wireless'.split(' '),
    );
    expect(catalogue.templates.get('safety')).toMatchObject({ safety: true, members: 'declared', securityLevel: 3 });
  });
});
