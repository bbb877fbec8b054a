import { describe, expect, it } from 'vitest';
import type { DiagnosticCode } from '../../../src/diagnostics/diagnostic.ts';
import { expectFindingsInPlant, findingsOf, soundPlant } from '../../support/expect-findings.ts';

interface Parts {
  readonly zones?: string;
  readonly assets?: string;
  readonly interfaces?: string;
  readonly nat?: string;
  readonly forwards?: string;
  readonly rest?: string;
}

const translation =
  'line-1: {outside: {scope: north, network: 10.20.2.0/24}, inside: {scope: line-1, network: 192.168.0.0/24}}';
const hmi = 'hmi-1: {zone: line-1, class: hmi_modern, ip: 192.168.0.21}';
const forward = 'web: {outside: {scope: north, ip: 10.20.0.2, port: tcp/8443}, to: hmi-1, port: 443}';

/** A machine line behind a boundary of its own; the translation stands on line 8, port forwards on line 10. */
function line({
  zones = '',
  assets = hmi,
  interfaces = 'eth0: scada, eth1: line-1',
  nat = translation,
  ...more
}: Parts): string {
  return `zones: {line-1: {scope: line-1, kind: cell, networks: [192.168.0.0/24]}${zones}}
assets: {${assets}}
boundaries:
  fw-line-1:
    dialect: nftables
    interfaces: {${interfaces}}
    nat: {
      ${nat}}
    port-forwards: {
      ${more.forwards ?? ''}}
${more.rest ?? ''}`;
}

function codesOf(text: string): readonly DiagnosticCode[] {
  return findingsOf({ 'base.yaml': soundPlant, 'plant.yaml': text }).map((each) => each.code);
}

/** A translation between two networks. */
function between(outside: string, inside: string, id = 'line-1'): string {
  return `${id}: {outside: {scope: north, network: ${outside}}, inside: {scope: line-1, network: "${inside}"}}`;
}

describe('1:1 NAT', () => {
  it('is sound between two networks of one size in two scopes', () => {
    expectFindingsInPlant(line({ forwards: forward }), []);
  });
  it('has networks of one size and family', () => {
    expectFindingsInPlant(line({ nat: between('10.20.2.0/24', '192.168.0.0/25') }), [{ code: 'nat/unequal', line: 8 }]);
    expect(codesOf(line({ nat: between('10.20.2.0/24', 'fd00::/24') }))).toEqual(['nat/unequal']);
  });
  it('has two scopes', () => {
    const nat =
      'line-1: {outside: {scope: line-1, network: 10.20.2.0/24}, inside: {scope: line-1, network: 192.168.0.0/24}}';
    expect(codesOf(line({ nat }))).toContain('nat/one-scope');
  });
  it('has scopes that exist', () => {
    const nat =
      'line-1: {outside: {scope: nort, network: 10.20.2.0/24}, inside: {scope: line-1, network: 192.168.0.0/24}}';
    expect(codesOf(line({ nat }))).toEqual(['reference/unknown']);
  });
  it('is seen by addresses that nothing else outside has', () => {
    expect(codesOf(line({ nat: between('10.20.1.0/24', '192.168.0.0/24') }))).toEqual([
      'nat/overlap',
      'nat/overlap',
      'nat/overlap',
    ]);
    const outer = ', cut: {scope: north, kind: cell, networks: [10.20.2.128/25]}';
    expectFindingsInPlant(line({ zones: outer }), [{ code: 'nat/overlap', line: 8 }]);
    const stray = `${hmi}, stray: {zone: radio, class: plc, ip: 10.20.2.7}`;
    const radio = ', radio: {scope: north, kind: wireless}';
    expectFindingsInPlant(line({ zones: radio, assets: stray }), [{ code: 'nat/overlap', line: 8 }]);
    const nat = `${translation}, again: {outside: {scope: north, network: 10.20.2.128/25}, inside: {scope: line-1, network: 192.168.1.0/25}}`;
    expectFindingsInPlant(line({ nat }), [{ code: 'nat/overlap', line: 8 }]);
  });
  it('may take addresses out of those of a wider zone, which is mentioned, and of the rest of the world', () => {
    const site = ', site: {scope: north, kind: site, networks: [10.20.2.0/23]}';
    expectFindingsInPlant(line({ zones: site }), [{ code: 'nat/nested', line: 8 }]);
    const world = ', world: {scope: north, kind: external, networks: [0.0.0.0/0]}';
    expectFindingsInPlant(line({ zones: world }), []);
  });
  it('hides devices inside from those outside that have the same addresses', () => {
    const office = ', office: {scope: north, kind: enterprise, networks: [192.168.0.128/25]}';
    expectFindingsInPlant(line({ zones: office }), [{ code: 'nat/shadowed', line: 1 }]);
  });
  it('is one for each network at a boundary', () => {
    const nat = `${translation}, again: {outside: {scope: north, network: 10.20.3.0/25}, inside: {scope: line-1, network: 192.168.0.128/25}}`;
    expectFindingsInPlant(line({ nat }), [{ code: 'nat/inside-twice', line: 8 }]);
    const other = `  fw-2: {dialect: nftables, interfaces: {eth0: scada, eth1: line-1}, nat: {${between('10.20.3.0/24', '192.168.0.0/24')}}}`;
    expectFindingsInPlant(line({ rest: other }), []);
  });
  it('never leads back to where it began', () => {
    const back =
      '  fw-2: {dialect: nftables, interfaces: {eth0: line-1, eth1: scada}, nat: {b: {outside: {scope: line-1, network: 192.168.9.0/24}, inside: {scope: north, network: 10.20.0.0/24}}}}';
    const codes = codesOf(line({ rest: back }));
    expect(codes.filter((code) => code !== 'nat/shadowed')).toEqual(['nat/circular']);
  });
  it('is at a boundary that has zones of both scopes behind different interfaces', () => {
    expectFindingsInPlant(line({ interfaces: 'eth0: scada' }), [{ code: 'nat/not-between', line: 8 }]);
    expectFindingsInPlant(line({ interfaces: 'eth0: [scada, line-1], eth1: dmz' }), [
      { code: 'nat/not-between', line: 8 },
    ]);
  });
});

describe('port forwards', () => {
  it('take a port once, whatever the boundary', () => {
    const again = forward.replace('web', 'app');
    expectFindingsInPlant(line({ forwards: `${forward},\n      ${again}` }), [{ code: 'nat/forward-twice', line: 10 }]);
    const other = `  fw-2: {dialect: nftables, interfaces: {eth0: scada, eth1: line-1}, port-forwards: {${again}}}`;
    expectFindingsInPlant(line({ forwards: forward, rest: other }), [{ code: 'nat/forward-twice', line: 10 }]);
    const apart = [
      forward.replace('web', 'udp').replace('tcp', 'udp'),
      forward.replace('web', 'next').replace('10.20.0.2', '10.20.0.3'),
    ];
    expectFindingsInPlant(line({ forwards: [forward, ...apart].join(', ') }), []);
  });
  it('lead to an asset with one address of the family', () => {
    expect(codesOf(line({ forwards: forward.replace('hmi-1', 'hmi-2') }))).toEqual(['reference/unknown']);
    const several = hmi.replace('192.168.0.21', '[192.168.0.21, 192.168.0.22]');
    expectFindingsInPlant(line({ assets: several, forwards: forward }), [{ code: 'nat/forward-nowhere', line: 10 }]);
    expect(codesOf(line({ forwards: forward.replace('10.20.0.2', '"fd20::2"') }))).toEqual(['nat/forward-nowhere']);
    const both = hmi.replace('192.168.0.21', '[192.168.0.21, "fd21::21"]').replace('line-1', 'radio');
    const radio = ', radio: {scope: line-1, kind: wireless}';
    const interfaces = 'eth0: scada, eth1: [line-1, radio]';
    expectFindingsInPlant(line({ zones: radio, interfaces, assets: both, forwards: forward }), []);
  });
  it('have ports that exist', () => {
    expect(codesOf(line({ forwards: forward.replace('8443', '65536') }))).toEqual(['port/invalid']);
    expect(codesOf(line({ forwards: forward.replace('tcp/8443', 'icmp/8') }))).not.toEqual([]);
    expect(codesOf(line({ forwards: forward.replace('port: 443', 'port: 0') }))).not.toEqual([]);
  });
  it('may stay within a scope, between two interfaces', () => {
    const inside = 'p: {outside: {scope: north, ip: 10.19.0.1, port: tcp/5020}, to: plc-1, port: 502}';
    expectFindingsInPlant(
      `boundaries: {b: {dialect: nftables, interfaces: {a: dmz, b: filling}, port-forwards: {${inside}}}}`,
      [],
    );
    expect(codesOf(`boundaries: {b: {dialect: nftables, interfaces: {a: dmz}, port-forwards: {${inside}}}}`)).toEqual([
      'nat/not-between',
    ]);
  });
});

describe('a conduit between two scopes', () => {
  const conduit = (from: string, to: string): string =>
    `conduits: {c: {from: ${from}, to: ${to}, owner: ops, reason: test, allow: {g: {from: any, to: any, protocol: modbus, operations: read}}}}`;
  const withoutReach = (text: string): readonly DiagnosticCode[] =>
    codesOf(text).filter((code) => code === 'conduit/crosses-scopes');

  it('leads somewhere where a boundary translates between the two', () => {
    expect(withoutReach(line({ rest: conduit('scada', 'line-1') }))).toEqual([]);
    expect(withoutReach(line({ rest: conduit('line-1', 'scada') }))).toEqual([]);
  });
  it('leads nowhere where none does', () => {
    expect(withoutReach(line({ nat: '', rest: conduit('scada', 'line-1') }))).toEqual(['conduit/crosses-scopes']);
    const elsewhere = between('10.20.2.0/24', '192.168.1.0/24');
    expect(withoutReach(line({ nat: elsewhere, rest: conduit('scada', 'line-1') }))).toEqual([
      'conduit/crosses-scopes',
    ]);
  });
  it('leads one way through a port forward', () => {
    expect(withoutReach(line({ nat: '', forwards: forward, rest: conduit('scada', 'line-1') }))).toEqual([]);
    expect(withoutReach(line({ nat: '', forwards: forward, rest: conduit('line-1', 'scada') }))).toEqual([
      'conduit/crosses-scopes',
    ]);
  });
  it('leads from line to line and through several translations', () => {
    const zones =
      ', line-2: {scope: line-2, kind: cell, networks: [192.168.0.0/24]}, machine: {scope: machine, kind: cell, networks: [10.0.0.0/28]}';
    const boundaries = `  fw-line-2: {dialect: nftables, interfaces: {eth0: scada, eth1: line-2}, nat: {n: {outside: {scope: north, network: 10.20.3.0/24}, inside: {scope: line-2, network: 192.168.0.0/24}}}}
  fw-machine: {dialect: nftables, interfaces: {eth0: line-2, eth1: machine}, nat: {n: {outside: {scope: line-2, network: 192.168.0.32/28}, inside: {scope: machine, network: 10.0.0.0/28}}}}`;
    const reaches = (from: string, to: string): readonly DiagnosticCode[] =>
      withoutReach(line({ zones, rest: `${boundaries}\n${conduit(from, to)}` }));
    expect(reaches('line-1', 'line-2')).toEqual([]);
    expect(reaches('machine', 'line-1')).toEqual([]);
    expect(reaches('scada', 'machine')).toEqual([]);
  });
});
