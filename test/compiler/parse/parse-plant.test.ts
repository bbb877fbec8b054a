import { describe, expect, it } from 'vitest';
import type { Zone } from '../../../src/model/plant.ts';
import { formatSpan } from '../../../src/model/span.ts';
import { expectFindings, parseText } from '../../support/expect-findings.ts';

function zonesOf(text: string): Readonly<Record<string, Zone>> {
  const { value, diagnostics } = parseText(`plant: p\n${text}`);
  expect(diagnostics).toEqual([]);
  return Object.fromEntries(value.zones.map((zone) => [zone.id, zone]));
}

describe('a plant', () => {
  it('has a name and a time zone', () => {
    const { value } = parseText('plant: dairy\ntimezone: Europe/Berlin\ndescription: milk');
    expect(value).toMatchObject({ id: 'dairy', timezone: 'Europe/Berlin', description: 'milk' });
    expect(formatSpan(value.at)).toBe('plant.yaml:1:8');
    expect(parseText('plant: dairy').value.timezone).toBe('UTC');
  });
  it('without a name is told so', () => {
    expectFindings('zones: {}', [{ code: 'plant/missing', line: 1 }]);
    expectFindings('', [{ code: 'plant/missing', line: 1 }]);
  });
  it('is merged from documents and files', () => {
    const { value, diagnostics } = parseText({
      'zones/b.yaml': 'zones: {b: {kind: cell}}\n---\nzones: {a: {kind: dmz}}\n',
      'plant.yaml': 'plant: p\nzones: {c: {kind: site}}',
      'policies/x.rego': 'package plant.allow.x',
    });
    expect(diagnostics).toEqual([]);
    expect(value.zones.map((zone) => [zone.id, zone.at.file])).toEqual([
      ['a', 'zones/b.yaml'],
      ['b', 'zones/b.yaml'],
      ['c', 'plant.yaml'],
    ]);
    expect(value.rego.map((source) => source.path)).toEqual(['policies/x.rego']);
  });
  it('declares an id once, in whatever file', () => {
    const files = { 'a.yaml': 'plant: p\nzones: {z: {kind: cell}}', 'b.yaml': 'zones:\n  z: {kind: dmz}\nplant: q' };
    const { value, diagnostics } = parseText(files);
    expect(diagnostics).toMatchObject([
      { code: 'id/duplicate', at: { file: 'b.yaml', line: 2 }, related: [{ at: { file: 'a.yaml', line: 2 } }] },
      { code: 'id/duplicate', at: { file: 'b.yaml', line: 3 }, related: [{ at: { file: 'a.yaml', line: 1 } }] },
    ]);
    expect(value.id).toBe('p');
    expect(value.zones.map((zone) => zone.kind)).toEqual(['cell']);
  });
  it('may have top-level keys with nothing in them', () => {
    expectFindings('plant: p\nzones:\nassets: # none yet\n', []);
  });
  it('keeps what can be read beside what cannot', () => {
    const text = `plant: p
zones:
  a: {kind: cell, networks: [10.0.0.0/24]}
  b: {kind: cel, networks: 7}
  c: {kind: cell}
`;
    const { value, diagnostics } = parseText(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(['schema/not-allowed', 'schema/wrong-type']);
    expect(value.zones.map((zone) => zone.id)).toEqual(['a', 'b', 'c']);
  });
  it('speaks of syntax only where the syntax is wrong, and reads the other files', () => {
    const files = {
      'a.yaml': 'zones:\n  a: {kind: cell\n  b: {level: x}\nconduits: {c: {from: nowhere}}',
      'plant.yaml': 'plant: p\nzones: {c: {kind: dmz}}',
    };
    const { value, diagnostics } = parseText(files);
    expect(diagnostics.length).toBeGreaterThan(0);
    for (const { code, at } of diagnostics) expect([code, at?.file]).toEqual(['yaml/syntax', 'a.yaml']);
    expect(value.zones.map((zone) => zone.id)).toContain('c');
  });
});

describe('ids', () => {
  it('are plain words', () => {
    expectFindings('plant: p\nzones: {"a b": {kind: cell}, "a/b": {kind: cell}, A_1.x-2: {kind: cell}}', [
      { code: 'id/invalid', line: 2 },
      { code: 'id/invalid', line: 2 },
    ]);
    expectFindings('plant: "a b"', [{ code: 'id/invalid', line: 1 }]);
  });
  it('are no words of selectors', () => {
    expectFindings('plant: p\nzones: {any: {kind: cell}, same: {kind: cell}}', [
      { code: 'id/reserved', line: 2 },
      { code: 'id/reserved', line: 2 },
    ]);
  });
});

describe('a zone', () => {
  it('has the defaults of its kind', () => {
    const zones = zonesOf('zones: {a: {kind: cell}, b: {kind: enterprise}, c: {kind: safety}, d: {kind: dmz}}');
    expect(zones['a']).toMatchObject({ scope: 'p', level: 1, members: 'declared', internal: 'granted', safety: false });
    expect(zones['b']).toMatchObject({ level: 4, members: 'any', internal: 'granted' });
    expect(zones['c']).toMatchObject({ safety: true, securityLevel: null });
    expect(zones['d']).toMatchObject({ level: 3.5, owner: null, labels: [], networks: [] });
  });
  it('needs a kind, its own or that of a template', () => {
    expectFindings('plant: p\nzones: {a: {level: 1}}', [{ code: 'schema/missing-key', line: 2 }]);
    expectFindings('plant: p\nzones: {a: {extends: cell}}', []);
  });
  it('inherits from shipped templates, with the place of the reference', () => {
    const zones = zonesOf('zones: {a: {extends: safety, level: 2}}');
    expect(zones['a']).toMatchObject({ kind: 'safety', level: 2, securityLevel: 3, safety: true, description: null });
  });
  it('inherits from templates of the plant, with the place in the template', () => {
    const text = `templates:
  base: {extends: cell, owner: line-1, networks: [10.9.0.0/16], description: not inherited}
  hot: {extends: base, labels: [hot], level: 1.5}
zones:
  a: {extends: hot, owner: line-2}
`;
    const zone = zonesOf(text)['a'];
    expect(zone).toMatchObject({ kind: 'cell', level: 1.5, owner: 'line-2', labels: ['hot'], description: null });
    expect(zone?.networks.map(({ at }) => formatSpan(at))).toEqual(['plant.yaml:3:51']);
  });
  it('cannot extend what is not there, or in a circle', () => {
    expectFindings('plant: p\nzones: {a: {extends: cel, kind: cell}}', [{ code: 'reference/unknown', line: 2 }]);
    const circle = `plant: p
templates:
  a: {extends: b, kind: cell}
  b: {extends: c}
  c: {extends: a}
zones:
  x: {extends: c}
  y: {extends: b}
`;
    expectFindings(circle, [{ code: 'template/cycle', line: 3 }]);
  });
  it('has networks in canonical text', () => {
    const zones = zonesOf('zones: {a: {kind: cell, networks: ["FD20:1:0::/64", 10.1.2.3]}}');
    expect(zones['a']?.networks.map(({ value }) => value)).toEqual(['fd20:1::/64', '10.1.2.3/32']);
  });
  it('has networks that are networks', () => {
    const { diagnostics } = parseText(
      'plant: p\nzones: {a: {kind: cell, networks: [10.1.2.3/24, 10.0.0.0/33, "fd00::1/64"]}}',
    );
    expect(diagnostics).toMatchObject([
      { code: 'network/host-bits', args: { network: '10.1.2.0/24' } },
      { code: 'network/invalid' },
      { code: 'network/host-bits', args: { network: 'fd00::/64' } },
    ]);
  });
});

describe('an asset', () => {
  it('has addresses in canonical text and versions as written', () => {
    const text =
      'plant: p\nzones: {z: {kind: cell}}\nassets: {a: {zone: z, ip: "FD20::00:1", mac: 0080.F412.3456, firmware: 3.20}}';
    const [asset] = parseText(text).value.assets;
    expect(asset?.ip.map(({ value }) => value)).toEqual(['fd20::1']);
    expect(asset?.mac.map(({ value }) => value)).toEqual(['00:80:f4:12:34:56']);
    expect(asset?.firmware).toBe('3.20');
  });
  it('has identities by protocol, whatever their names', () => {
    const [asset] = parseText('plant: p\nassets: {a: {identities: {dnp3: 010, __proto__: x}}}').value.assets;
    expect(Object.entries(asset?.identities ?? {})).toEqual([
      ['dnp3', '010'],
      ['__proto__', 'x'],
    ]);
  });
  it('whose zone cannot be read is left out, and stays known', () => {
    const text = `plant: p
zones: {z: {kind: cell}, y: {kind: dmz}}
assets: {a: {zone: {}, class: plc, ip: 10.0.0.1}}
boundaries: {b: {dialect: nftables, interfaces: {e0: z, e1: y}}}
conduits: {c: {from: any, to: any, owner: o, reason: r, allow: {g: {from: a, to: a, protocol: modbus}}}}
`;
    expectFindings(text, [{ code: 'schema/wrong-type', line: 3 }]);
    expect(parseText(text).value.assets).toEqual([]);
  });
  it('has addresses that are addresses', () => {
    expectFindings('plant: p\nzones: {z: {kind: cell}}\nassets: {a: {zone: z, class: plc, ip: 10.0.0.0/24, mac: x}}', [
      { code: 'address/invalid', line: 3 },
      { code: 'mac/invalid', line: 3 },
    ]);
  });
});

describe('a boundary', () => {
  const written = (text: string): string => `plant: p\nboundaries:\n  b:\n    dialect: nftables\n${text}`;

  it('translates networks and forwards ports, each with its place', () => {
    const { value, diagnostics } = parseText(
      written(`    nat:
      b: {outside: {scope: north, network: 10.1.0.0/24}, inside: {scope: 1, network: 10.0.0.0/24}}
      a: {outside: {scope: north, network: "FD00:1::/64"}, inside: {scope: line, network: "fd00::/64"}}
    port-forwards:
      web: {outside: {scope: north, ip: 10.2.0.2, port: tcp/8443}, to: hmi, port: 443}
      dns: {outside: {scope: north, ip: "fd00:2:0::2", port: udp/53}, to: hmi}
`),
    );
    expect(diagnostics).toEqual([]);
    const [boundary] = value.boundaries;
    expect(boundary?.nat).toMatchObject([
      { id: 'a', outside: { network: { value: 'fd00:1::/64' } }, inside: { scope: { value: 'line' } } },
      { id: 'b', outside: { scope: { value: 'north' } }, inside: { scope: { value: '1' } } },
    ]);
    expect(boundary?.portForwards).toMatchObject([
      {
        id: 'dns',
        outside: { ip: { value: 'fd00:2::2' }, port: { value: { transport: 'udp', number: 53 } } },
        port: 53,
      },
      { id: 'web', outside: { port: { value: { transport: 'tcp', number: 8443 } } }, to: { value: 'hmi' }, port: 443 },
    ]);
    expect(formatSpan(boundary?.nat[1]?.inside.network.at ?? value.at)).toBe('plant.yaml:6:86');
    expect(formatSpan(boundary?.portForwards[1]?.outside.port.at ?? value.at)).toBe('plant.yaml:9:57');
  });
  it('without a part of a translation has none', () => {
    const text = written(`    nat:
      a: {outside: {scope: north, network: 10.1.0.1/24}, inside: {scope: line, network: 10.0.0.0/24}}
      b: {outside: {scope: north, network: 10.1.0.0/24}}
    port-forwards:
      c: {outside: {scope: north, ip: 10.2.0.2/32, port: tcp/443}, to: hmi}
      d: {outside: {scope: north, ip: 10.2.0.2, port: tcp/0}, to: hmi}
      e: {outside: {scope: north, ip: 10.2.0.2, port: 443}, to: hmi}
      f: {outside: {scope: north, ip: 10.2.0.2, port: tcp/443}}
      g: {outside: {scope: north, ip: 10.2.0.2, port: tcp/443}, to: hmi, port: 65536}
      _: {outside: {scope: north, ip: 10.2.0.2, port: tcp/443}, to: hmi}
`);
    const { value, diagnostics } = parseText(text);
    expect(value.boundaries).toMatchObject([{ nat: [], portForwards: [{ id: '_' }] }]);
    expect(diagnostics.map(({ code, at }) => `${code} ${at?.line}`)).toEqual([
      'network/host-bits 6',
      'schema/missing-key 7',
      'address/invalid 9',
      'port/invalid 10',
      'schema/wrong-type 11',
      'schema/missing-key 12',
      'schema/invalid 13',
      'id/invalid 14',
    ]);
  });
});

describe('a window', () => {
  it('is weekly or happens once', () => {
    const text = `plant: p
timezone: Europe/Berlin
windows:
  a: {weekly: {days: [sun, sat], from: "22:30", to: "24:00"}}
  b: {timezone: Asia/Tokyo, once: {from: 2026-11-02T08:00}}
  c: {}
  d: {weekly: {days: [sun], from: "06:00", to: "07:00"}, once: {}}
`;
    const { value, diagnostics } = parseText(text);
    expect(value.windows[0]).toMatchObject({
      timezone: 'Europe/Berlin',
      span: { kind: 'weekly', days: ['sat', 'sun'], from: 1350, to: 1440 },
    });
    expect(value.windows[1]).toMatchObject({
      timezone: 'Asia/Tokyo',
      span: { kind: 'once', from: '2026-11-02T08:00', to: null },
    });
    expect(diagnostics.map(({ code, at }) => [code, at?.line])).toEqual([
      ['schema/missing-key', 6],
      ['schema/unknown-key', 7],
    ]);
  });
  it('that cannot be read never opens and is spoken of once', () => {
    const text = 'plant: p\nwindows: {a: {weekly: {days: [sun], from: "6:00", to: "07:00"}}}';
    expectFindings(text, [{ code: 'date/invalid', line: 2 }]);
    expect(parseText(text).value.windows[0]?.span).toMatchObject({ kind: 'weekly', days: [] });
  });
  it('is in a time zone that exists', () => {
    const { diagnostics } = parseText('plant: p\ntimezone: Europe/Berln\nwindows: {a: {timezone: Mars, once: {}}}');
    expect(diagnostics).toMatchObject([
      { code: 'timezone/unknown', at: { line: 2 }, args: { suggestion: 'Europe/Berlin' } },
      { code: 'timezone/unknown', at: { line: 3 } },
    ]);
  });
});

const conduit = (grant: string): string => `plant: p
zones: {a: {kind: cell, networks: 10.0.0.0/24}, b: {kind: dmz}}
assets: {x: {zone: a, class: plc, ip: 10.0.0.1}}
conduits:
  c:
    from: a
    to: b
    owner: ops
    reason: test
    allow:
      g: {from: x, to: any, protocol: modbus${grant}}
`;

describe('a grant', () => {
  it('is read with the place of each field', () => {
    const text =
      ', ports: [502, TCP/5000-5010], operations: [read], objects: {unit: 1, range: 0x10-0x1f}, expires: 2027-01-31';
    const { value, diagnostics } = parseText(conduit(text));
    const [grant] = value.conduits[0]?.allow ?? [];
    expect(diagnostics).toEqual([]);
    expect(grant).toMatchObject({
      id: 'g',
      protocol: { value: 'modbus', at: { line: 11, column: 39, endColumn: 45 } },
      ports: [{ value: '502' }, { value: 'tcp/5000-5010' }],
      operations: [{ value: 'read', at: { line: 11 } }],
      objects: [{ unit: { from: 1, to: 1 }, table: null, range: { from: 16, to: 31 } }],
      expires: { value: '2027-01-31' },
      during: null,
    });
    expect(formatSpan(grant?.at ?? value.at)).toBe('plant.yaml:11:7');
  });
  it.each([
    [', ports: [70000, tcpp/502, "9-8", ip/256]', ['port/invalid', 'port/invalid', 'port/invalid', 'port/invalid']],
    [', objects: [{range: 9-8}, {unit: -1}]', ['range/invalid', 'range/invalid']],
    [', starts: 2027-02-29, expires: 27-01-01', ['date/invalid', 'date/invalid']],
    [', operations: []', ['schema/empty']],
    [', expire: 2027-01-01', ['schema/unknown-key']],
    [', objects: [{}]', ['schema/empty']],
  ])('with a fault is left out whole: %s', (fields, codes) => {
    const { value, diagnostics } = parseText(conduit(fields));
    expect(diagnostics.map(({ code }) => code)).toEqual(codes);
    expect(value.conduits[0]?.allow).toEqual([]);
  });
  it('mentions what stands twice in a list', () => {
    const { value, diagnostics } = parseText(conduit(', operations: [read, read], ports: [502, 502]'));
    expect(diagnostics.map(({ code }) => code)).toEqual(['list/duplicate', 'list/duplicate']);
    expect(value.conduits[0]?.allow[0]?.operations?.length).toBe(1);
  });
});

describe('a conduit', () => {
  it('that grants nothing is told so', () => {
    expectFindings('plant: p\nzones: {a: {kind: cell}}\nconduits:\n  c: {from: a, to: a}', [
      { code: 'conduit/empty', line: 4 },
    ]);
  });
  it('without a side that can be read is left out', () => {
    const { value, diagnostics } = parseText('plant: p\nconduits: {c: {from: {}, allowlists: x}}');
    expect(diagnostics.map(({ code }) => code)).toEqual(['schema/missing-key', 'selector/invalid']);
    expect(value.conduits).toEqual([]);
  });
  it('may lead from a zone to itself', () => {
    const { value } = parseText('plant: p\nconduits: {c: {from: any, to: same, allowlists: x}}');
    expect(value.conduits[0]?.to.value).toEqual({ text: 'same', conditions: [] });
  });
});

describe('an invariant', () => {
  it('says never or only', () => {
    const text = `plant: p
invariants:
  a: {never: {from: "level:>=4", protocols: modbus, operations: [program]}, reason: because}
  b: {only: {during: w}, never: {during: w}}
  c: {reason: none}
  d: {never: {from: "levle:4"}}
`;
    const { value, diagnostics } = parseText(text);
    expect(value.invariants).toMatchObject([
      { id: 'a', kind: 'never', from: { value: { text: 'level:>=4' } }, to: null, operations: [{ value: 'program' }] },
    ]);
    expect(diagnostics.map(({ code, at }) => [code, at?.line])).toEqual([
      ['schema/unknown-key', 4],
      ['schema/missing-key', 5],
      ['selector/unknown-attribute', 6],
    ]);
  });
});
