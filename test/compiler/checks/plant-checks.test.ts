import { describe, expect, it } from 'vitest';
import { expectFindingsInPlant, findingsOf, soundPlant } from '../../support/expect-findings.ts';

/** A conduit from the SCADA zone to the cell with one grant, whose fields stand on line 7. */
const grant = (fields: string): string => `
conduits:
  c:
    from: scada
    to: filling
    allow:
      g: {${fields}, owner: ops, reason: test}
`;
const poll = 'from: scada-1, to: plc-1, protocol: modbus, operations: read';

describe('the plant that tests start from', () => {
  it('has no findings', () => {
    expect(findingsOf(soundPlant)).toEqual([]);
    expectFindingsInPlant(grant(poll), []);
  });
});

describe('ids', () => {
  it('refuses one id for a zone and an asset', () => {
    expectFindingsInPlant('assets: {scada: {zone: scada, class: hmi_modern, ip: 10.20.0.7}}', [
      { code: 'id/ambiguous', line: 1 },
    ]);
  });
});

describe('scopes', () => {
  it('asks for the declaration of every scope once there is one', () => {
    expectFindingsInPlant('scopes: {north: {vlan: 10}}\nzones: {z: {scope: nort, kind: cell}}', [
      { code: 'scope/undeclared', line: 2 },
    ]);
  });
  it('needs no declarations where there are none', () => {
    expectFindingsInPlant('zones: {z: {scope: other, kind: cell}}', []);
  });
  it('knows the scopes that selectors ask for', () => {
    expectFindingsInPlant(grant('from: "scope:nort", to: plc-1, protocol: modbus'), [
      { code: 'reference/unknown', line: 7 },
    ]);
  });
});

describe('networks', () => {
  it('refuses one network in two zones of a scope', () => {
    expectFindingsInPlant('zones: {z: {scope: north, kind: cell, networks: 10.20.1.0/24}}', [
      { code: 'network/duplicate', line: 1 },
    ]);
  });
  it('warns of a network inside that of another zone', () => {
    expectFindingsInPlant('zones: {z: {scope: north, kind: cell, networks: 10.20.1.128/25}}', [
      { code: 'network/nested', line: 1 },
    ]);
    expectFindingsInPlant('zones: {z: {scope: north, kind: site, networks: "fd20::/16"}}', [
      { code: 'network/nested', line: 6, file: 'base.yaml' },
    ]);
  });
  it('lets a zone nest its own networks, scopes repeat them, and external zones hold the rest of the world', () => {
    expectFindingsInPlant('zones: {z: {scope: north, kind: site, networks: [10.30.0.0/16, 10.30.1.0/24]}}', []);
    expectFindingsInPlant('zones: {z: {scope: south, kind: cell, networks: 10.20.1.0/24}}', []);
    expectFindingsInPlant('zones: {world: {scope: north, kind: external, networks: [0.0.0.0/0, "::/0"]}}', []);
  });
  it('finds the outer network past an external one', () => {
    const text = `zones:
  big: {scope: north, kind: site, networks: 10.20.0.0/15}
  world: {scope: north, kind: external, networks: 10.20.0.0/16}
`;
    expectFindingsInPlant(text, [
      { code: 'network/nested', line: 5, file: 'base.yaml' },
      { code: 'network/nested', line: 6, file: 'base.yaml' },
    ]);
  });
});

describe('assets', () => {
  it('are in a zone', () => {
    expectFindingsInPlant('assets: {a: {class: plc, ip: 10.20.1.7}}', [{ code: 'asset/no-zone', line: 1 }]);
    expectFindingsInPlant('assets: {a: {zone: fillin, class: plc, ip: 10.20.1.7}}', [
      { code: 'reference/unknown', line: 1 },
    ]);
  });
  it('are in one zone unless they join zones', () => {
    expectFindingsInPlant('assets: {a: {zone: [scada, filling], class: hmi_modern, ip: 10.20.1.7}}', [
      { code: 'asset/several-zones', line: 1 },
    ]);
    expectFindingsInPlant('assets: {a: {zone: [scada, filling], class: firewall, ip: 10.20.1.7}}', []);
  });
  it('have an address', () => {
    expectFindingsInPlant('assets: {a: {zone: filling, class: plc}}', [{ code: 'asset/no-address', line: 1 }]);
    expectFindingsInPlant('assets: {a: {zone: filling, class: plc, mac: "00:80:f4:00:00:01"}}', []);
  });
  it('share no address within a scope', () => {
    expectFindingsInPlant('assets: {z: {zone: filling, class: plc, ip: 10.20.1.11}}', [
      { code: 'address/duplicate', line: 1 },
    ]);
    const south = `zones: {south: {scope: south, kind: cell, networks: 10.20.1.0/24}}
assets: {z: {zone: south, class: plc, ip: 10.20.1.11}}`;
    expectFindingsInPlant(south, []);
  });
  it('share no MAC address', () => {
    const text = `assets:
  a: {zone: filling, class: plc, mac: "00:80:f4:00:00:01"}
  b: {zone: scada, class: hmi_modern, mac: 0080.f400.0001}`;
    expectFindingsInPlant(text, [{ code: 'mac/duplicate', line: 3 }]);
  });
  it('have addresses of their zone', () => {
    expectFindingsInPlant('assets: {a: {zone: filling, class: plc, ip: 10.20.0.30}}', [
      { code: 'address/outside-zone', line: 1 },
    ]);
    expectFindingsInPlant('assets: {a: {zone: filling, class: plc, ip: "fd20:1::9"}}', []);
    const [finding] = findingsOf(`${soundPlant}\n---\nassets: {a: {zone: filling, class: plc, ip: 10.20.0.30}}`);
    expect(finding).toMatchObject({ code: 'address/outside-zone', args: { actual: 'scada' } });
  });
  it('may have any address where a zone has no networks', () => {
    const text = `zones: {radio: {scope: north, kind: wireless}}
assets: {a: {zone: radio, class: plc, ip: 10.99.0.1}}`;
    expectFindingsInPlant(text, []);
  });
  it('have a class of the taxonomy', () => {
    expectFindingsInPlant('assets: {a: {zone: filling, class: plcc, ip: 10.20.1.7}}', [
      { code: 'reference/unknown', line: 1 },
    ]);
    expectFindingsInPlant(grant('from: scada-1, to: "class:plcc", protocol: modbus'), [
      { code: 'reference/unknown', line: 7 },
    ]);
  });
});

describe('windows', () => {
  it('open at some time', () => {
    const text = `windows:
  a: {weekly: {days: [sun], from: "06:00", to: "06:00"}}
  b: {once: {from: "2027-01-02T10:00", to: "2027-01-02T09:00"}}
  c: {once: {from: "2027-01-02T10:00", to: "2027-01-02T10:00"}}
  d: {timezone: Europe/Berlin, once: {from: "2027-03-28T02:10", to: "2027-03-28T02:50"}}
  e: {weekly: {days: [sat], from: "22:00", to: "04:00"}}
  f: {once: {from: "2027-03-28T02:10", to: "2027-03-28T02:50"}}
  g: {once: {from: "2027-03-28T02:10"}}
  h: {weekly: {days: [sat], from: "00:00", to: "24:00"}}
`;
    expectFindingsInPlant(text, [
      { code: 'window/never', line: 2 },
      { code: 'window/never', line: 3 },
      { code: 'window/never', line: 4 },
      { code: 'window/never', line: 5 },
    ]);
  });
  it('are mentioned when they are over', () => {
    expectFindingsInPlant('windows: {a: {once: {to: "2026-11-22T10:00"}}}', [{ code: 'window/past', line: 1 }]);
  });
  it('exist when a grant or an invariant asks for them', () => {
    expectFindingsInPlant(grant(`${poll}, during: sundy`), [{ code: 'reference/unknown', line: 7 }]);
    expectFindingsInPlant(grant(`${poll}, during: sunday`), []);
    expectFindingsInPlant('invariants: {i: {never: {during: sundy}}}', [{ code: 'reference/unknown', line: 1 }]);
  });
});

describe('selectors', () => {
  it('select zones on the sides of conduits and behind interfaces', () => {
    const text = `conduits:
  c: {from: "kind:safety", to: "level:<=1", allowlists: [x]}
boundaries:
  b: {dialect: nftables, interfaces: {eth0: "label:none"}}
`;
    expectFindingsInPlant(text, [
      { code: 'selector/empty', line: 2 },
      { code: 'selector/empty', line: 4 },
    ]);
  });
  it('select endpoints on the sides of grants', () => {
    expectFindingsInPlant(grant('from: "class:hmi_modern", to: "vendor:ABB", protocol: modbus'), [
      { code: 'selector/empty', line: 7 },
      { code: 'selector/empty', line: 7 },
    ]);
    expectFindingsInPlant(grant('from: "class:scada_server", to: "vendor:!=ABB", protocol: modbus'), []);
  });
  it('know that a group address begins no conversation', () => {
    expectFindingsInPlant(grant('from: broadcast, to: multicast, protocol: modbus'), [
      { code: 'selector/empty', line: 7 },
    ]);
  });
  it('stay inside the zones of the conduit', () => {
    expectFindingsInPlant(grant('from: hist-1, to: scada, protocol: modbus'), [
      { code: 'grant/outside-zone', line: 7 },
      { code: 'grant/outside-zone', line: 7 },
    ]);
  });
  it('may match in any of the zones that a conduit names', () => {
    const text = `conduits:
  c: {from: any, to: any, owner: a, reason: b, allow: {g: {from: scada-1, to: plc-1, protocol: modbus}}}`;
    expectFindingsInPlant(text, []);
  });
  it('are read once for traffic inside zones', () => {
    const text = `conduits:
  c: {from: any, to: same, owner: a, reason: b, allow: {g: {from: any, to: broadcast, protocol: arp}}}`;
    expectFindingsInPlant(text, []);
  });
});

describe('conduits', () => {
  it('are enforced by a boundary', () => {
    const text = `zones: {west: {scope: north, kind: cell}}
conduits:
  c: {from: scada, to: west, allowlists: [x]}
  d: {from: scada, to: "kind:cell", allowlists: [x]}
  e: {from: scada, to: scada, allowlists: [x]}
`;
    expectFindingsInPlant(text, [
      { code: 'conduit/unenforced', line: 3 },
      { code: 'conduit/unenforced', line: 4 },
    ]);
  });
  it('stay in one scope', () => {
    const text = `zones: {far: {scope: south, kind: cell}}
conduits: {c: {from: scada, to: far, allowlists: [x]}}
boundaries: {b: {dialect: nftables, interfaces: {eth0: scada, eth1: far}}}
`;
    expectFindingsInPlant(text, [{ code: 'conduit/crosses-scopes', line: 2 }]);
  });
});

describe('protocols', () => {
  it('are those of the catalogue', () => {
    expectFindingsInPlant(grant('from: scada-1, to: plc-1, protocol: modbos'), [
      { code: 'reference/unknown', line: 7 },
    ]);
    expectFindingsInPlant('invariants: {i: {never: {protocols: [modbos]}}}', [{ code: 'reference/unknown', line: 1 }]);
  });
  it('have the ports that a grant asks for', () => {
    expectFindingsInPlant(grant('from: scada-1, to: plc-1, protocol: icmp, ports: 80'), [
      { code: 'port/not-used', line: 7 },
    ]);
    expectFindingsInPlant(grant('from: scada-1, to: plc-1, protocol: modbus, ports: [5020, tcp/502]'), []);
  });
  it('have the operations that a grant asks for', () => {
    const operations = 'operations: [read, reed, read_coils, read_coil, "code:3", "code:200", time]';
    expectFindingsInPlant(grant(`from: scada-1, to: plc-1, protocol: modbus, ${operations}`), [
      { code: 'operation/none-known', line: 7 },
      { code: 'operation/unknown', line: 7 },
      { code: 'operation/unknown', line: 7 },
    ]);
  });
  it('that are granted whole have no operations', () => {
    expectFindingsInPlant(grant('from: scada-1, to: plc-1, protocol: https, operations: read'), [
      { code: 'operation/unknown', line: 7 },
    ]);
  });
  it('have the operations that an invariant speaks of', () => {
    const text = `invariants:
  a: {never: {operations: [program, firmware, write_single_coil]}}
  b: {never: {operations: [programm]}}
  c: {only: {protocols: [modbus], operations: [iec_start]}}
`;
    expectFindingsInPlant(text, [
      { code: 'operation/unknown', line: 3 },
      { code: 'operation/unknown', line: 4 },
    ]);
  });
  it('have the objects that a grant is limited to', () => {
    const objects = (text: string): string => grant(`from: scada-1, to: plc-1, protocol: modbus, objects: ${text}`);
    expectFindingsInPlant(objects('{unit: 1, table: holding, range: 0-65535}'), []);
    expectFindingsInPlant(objects('[{unit: 256}, {table: holdings}, {range: 9-70000}]'), [
      { code: 'object/out-of-range', line: 7 },
      { code: 'object/unknown-table', line: 7 },
      { code: 'object/out-of-range', line: 7 },
    ]);
    expectFindingsInPlant(grant('from: scada-1, to: plc-1, protocol: icmp, objects: [{unit: 1}, {table: x}]'), [
      { code: 'object/not-addressed', line: 7 },
      { code: 'object/not-addressed', line: 7 },
    ]);
  });

  it('are enforced where a boundary can tell them apart', () => {
    const reads = 'from: scada-1, to: plc-1, protocol: modbus, operations: [read], enforce: functions';
    expectFindingsInPlant(grant(reads), []);
    expectFindingsInPlant(grant('from: scada-1, to: plc-1, protocol: modbus, enforce: functions'), [
      { code: 'operation/not-enforceable', line: 7 },
    ]);
    expectFindingsInPlant(grant(reads.replace('modbus', 's7comm')), [{ code: 'operation/not-enforceable', line: 7 }]);
    expectFindingsInPlant(grant(reads.replace('functions', 'objects')), [{ code: 'schema/invalid', line: 7 }]);
  });
});

describe('grants', () => {
  it('hold at some time', () => {
    expectFindingsInPlant(grant(`${poll}, expires: 2026-11-22`), [{ code: 'grant/expired', line: 7 }]);
    expectFindingsInPlant(grant(`${poll}, expires: 2026-11-23`), []);
    expectFindingsInPlant(grant(`${poll}, starts: 2027-02-01, expires: 2027-01-31`), [
      { code: 'grant/never-valid', line: 7 },
    ]);
  });
  it('have an owner and a reason, their own or that of their conduit', () => {
    const bare = `conduits:
  c: {from: scada, to: filling, allow: {g: {${poll}}}}
  d: {from: scada, to: filling, owner: ops, reason: why, allow: {g: {${poll}}}}
`;
    expectFindingsInPlant(bare, [
      { code: 'grant/no-owner', line: 2 },
      { code: 'grant/no-reason', line: 2 },
    ]);
  });
});

describe('boundaries', () => {
  it('speak a dialect that can be written', () => {
    expectFindingsInPlant('boundaries: {b: {dialect: nftable}}', [{ code: 'boundary/no-dialect', line: 1 }]);
  });
  it('have a zone behind one interface', () => {
    expectFindingsInPlant('boundaries: {b: {dialect: nftables, interfaces: {a: [dmz, scada], b: "kind:control"}}}', [
      { code: 'boundary/zone-twice', line: 1 },
    ]);
  });
});
