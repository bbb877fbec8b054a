import { describe, expect, it } from 'vitest';
import { parseCatalogue } from '../../../src/compiler/catalogue/parse-catalogue.ts';
import { shippedFiles } from './shipped.ts';

const head = 'protocol: toy\ntitle: Toy\nlayer: ot\nsource: none\nconfidence: general\n';
const listening = `${head}services:\n  - {transport: tcp, ports: [4711]}\n`;
const codes = `${listening}codes: decimal\n`;

/** Problems of one more file beside the shipped ones. */
function problemsOf(path: string, text: string): readonly string[] {
  return parseCatalogue([...shippedFiles.filter((file) => file.path !== path), { path, text }]).problems;
}

describe('a broken catalogue file', () => {
  it.each([
    ['YAML that does not parse', `${head}services: [`, 'zones/protocols/toy.yaml:6: '],
    ['a key written twice', `${listening}title: Again\n`, 'unique'],
    ['a missing key', 'protocol: toy\n', "must have required property 'title'"],
    ['an unknown key', `${listening}colour: red\n`, 'must NOT have additional properties: colour'],
    [
      'an unknown layer',
      listening.replace('layer: ot', 'layer: moon'),
      'zones/protocols/toy.yaml:3: `/layer` must be equal to one',
    ],
    ['no services', `${head}services: []\n`, 'must NOT have fewer than 1 items'],
    ['a port beyond 65535', listening.replace('4711', '70000'), '/services/0/ports/0'],
    ['a range the wrong way round', listening.replace('4711', '"9-5"'), 'port range `9-5` is the wrong way round'],
    ['an IP protocol number beyond 255', listening.replace('tcp', 'ip'), 'outside `0-255` of ip'],
    ['ports for ICMP', listening.replace('tcp', 'icmp'), 'outside `0-0` of icmp'],
    ['codes without operations', codes, '`codes` and `operations` belong together'],
    ['operations without codes', `${listening}operations:\n  - {code: "1", name: a, class: read}\n`, 'belong together'],
    ['a code that is a number', `${codes}operations:\n  - {code: 1, name: a, class: read}\n`, '/operations/0/code'],
    [
      'a class that does not exist',
      `${codes}operations:\n  - {code: "1", name: a, class: reed}\n`,
      '/operations/0/class',
    ],
    [
      'a code listed twice',
      `${codes}operations:\n  - {code: "1", name: a, class: read}\n  - {code: "1", name: b, class: read}\n`,
      'code `1` is listed more than once',
    ],
    [
      'a name given twice',
      `${codes}operations:\n  - {code: "1", name: a, class: read}\n  - {code: "2", name: a, class: read}\n`,
      'name `a` is given to more than one code',
    ],
    [
      'a table that the protocol does not have',
      `${codes}operations:\n  - {code: "1", name: a, class: read, table: coils}\n`,
      'code `1` has no table `coils`',
    ],
    [
      'a code range the wrong way round',
      `${codes}operations:\n  - {code: 9-5, name: a, class: read}\n`,
      'the range in code `9-5` is the wrong way round',
    ],
    [
      'a technique that does not exist',
      `${codes}operations:\n  - {code: "1", name: a, class: read, attack: [T9999]}\n`,
      'unknown technique `T9999`',
    ],
    [
      'an object that ends before it begins',
      `${codes}object:\n  unit: {title: unit, min: 5, max: 1}\noperations:\n  - {code: "1", name: a, class: read}\n`,
      '`unit` begins at 5 and ends at 1',
    ],
    ['a Zeek service of another protocol', `${listening}zeek: [modbus]\n`, 'Zeek service `modbus` already means'],
    [
      'a Suricata name of another protocol',
      `${listening}suricata: [modbus]\n`,
      'Suricata protocol `modbus` already means',
    ],
    ['an alias of nothing', `${head}members: [nothing]\n`, 'member `nothing` is no protocol'],
    ['an alias of an alias', `${head}members: [network-housekeeping]\n`, 'is an alias itself'],
    [
      'an alias with services',
      `${head}members: [arp]\nservices: []\n`,
      'must NOT have additional properties: services',
    ],
    ['an anchor', `${head}services: &a\n  - {transport: tcp}\nzeek: *a\n`, 'toy.yaml:8: an alias'],
  ])('is a problem with its path: %s', (_, text, message) => {
    const problems = problemsOf('zones/protocols/toy.yaml', text);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatch(/^zones\/protocols\/toy\.yaml/);
    expect(problems.join('\n')).toContain(message);
  });

  it('is a problem when its name is not that of the protocol', () => {
    expect(problemsOf('zones/protocols/other.yaml', listening)).toEqual([
      'zones/protocols/other.yaml: the protocol is called `toy`, its file `other`',
    ]);
  });

  it('is a problem when it describes a protocol again', () => {
    const problems = problemsOf('more/protocols/modbus.yaml', listening.replace('toy', 'modbus'));
    expect(problems).toContain('zones/protocols/modbus.yaml: protocol `modbus` is described twice');
  });

  it('is a problem when it is none of the catalogue', () => {
    expect(problemsOf('zones/notes.yaml', 'a: 1\n')).toEqual(['zones/notes.yaml: not a file of the catalogue']);
  });

  it.each([
    ['zones/endpoint-classes.yaml', 'plc: {title: controller}\n', '`/plc` must have required property'],
    ['zones/attack-ics.yaml', 'classes: {read: [T0001]}\ntechniques: {}\n', '/classes'],
    ['zones/templates/cell.yaml', 'template: zelle\n', 'must have required property'],
  ])('is a problem in %s', (path, text, message) => {
    const problems = problemsOf(path, text);
    expect(problems.some((problem) => problem.startsWith(path) && problem.includes(message))).toBe(true);
  });

  it('leaves the rest of the catalogue usable', () => {
    const { catalogue } = parseCatalogue([...shippedFiles, { path: 'zones/protocols/toy.yaml', text: '[' }]);
    expect(catalogue.protocols.has('modbus')).toBe(true);
    expect(catalogue.protocols.has('toy')).toBe(false);
  });
});

describe('parseCatalogue', () => {
  it('does not depend on the order of files', () => {
    const { catalogue } = parseCatalogue(shippedFiles);
    const reversed = parseCatalogue([...shippedFiles].reverse()).catalogue;
    expect([...reversed.protocols.keys()]).toEqual([...catalogue.protocols.keys()]);
    expect(reversed).toEqual(catalogue);
  });
});
