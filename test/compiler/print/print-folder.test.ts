/** A plant as a folder: read again it is the same plant, in files that people would have made. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { printFolder } from '../../../src/compiler/print/print-folder.ts';
import type { Plant } from '../../../src/model/plant.ts';
import { readPlantFolder } from '../../../src/platform/plant-folder.ts';
import { parseText } from '../../support/expect-findings.ts';
import { withoutSpans } from '../../support/without-spans.ts';

const examples = new URL('../../../examples/plants/', import.meta.url);

function read(text: string): Plant {
  const { value, diagnostics } = parseText(text);
  expect(diagnostics).toEqual([]);
  return value;
}

const again = (plant: Plant): Plant =>
  parseText(Object.fromEntries(printFolder(plant).map(({ path, text }) => [path, text]))).value;

describe('a plant in files', () => {
  test.each(readdirSync(examples))('is read as the same plant: example %s', (name) => {
    const { yaml } = readPlantFolder(new URL(name, examples).pathname);
    const plant = parseText(Object.fromEntries(yaml.map(({ path, text }) => [path, text]))).value;
    expect(withoutSpans(again(plant))).toEqual(withoutSpans(plant));
  });

  test('has a file per zone with its assets, one per two zones, and the rest in plant.yaml', () => {
    const plant = read(`plant: p
zones:
  up: { kind: control, networks: [10.0.0.0/24] }
  down: { kind: cell, networks: [10.1.0.0/24] }
assets:
  a: { zone: up, ip: 10.0.0.1 }
  fw: { zone: [up, down], class: firewall, ip: 10.0.0.2 }
conduits:
  there: { from: up, to: down, allow: { g: { from: [a], to: [all], protocol: ssh } } }
  back: { from: down, to: up, allow: { g: { from: [all], to: [a], protocol: ntp } } }
  inside: { from: up, to: same, allow: { g: { from: [a], to: [all], protocol: ssh } } }
`);
    expect(printFolder(plant)).toEqual([
      { path: 'conduits/down-and-up.yaml', text: expect.stringMatching(/ {2}back:[\s\S]* {2}there:/) },
      { path: 'conduits/up-internal.yaml', text: expect.stringContaining('  inside:\n') },
      { path: 'plant.yaml', text: expect.stringMatching(/plant: p[\s\S]*assets:\n {2}fw:/) },
      { path: 'zones/down.yaml', text: expect.not.stringContaining('assets:') },
      { path: 'zones/up.yaml', text: expect.stringMatching(/zones:\n {2}up:[\s\S]*assets:\n {2}a:/) },
    ]);
    expect(withoutSpans(again(plant))).toEqual(withoutSpans(plant));
  });

  test('has names that differ without capitals, and no path in them', () => {
    const plant = read(`plant: p
zones:
  Cell: { kind: cell, networks: [10.0.0.0/24] }
  cell: { kind: cell, networks: [10.1.0.0/24] }
conduits:
  all: { from: "kind:cell", to: { label: "../../x" }, allow: { g: { from: [all], to: [all], protocol: ssh } } }
`);
    const paths = printFolder(plant).map(({ path }) => path);
    expect(paths).toEqual([
      'conduits/kind-cell-and-label-..-..-x.yaml',
      'plant.yaml',
      'zones/Cell.yaml',
      'zones/cell-2.yaml',
    ]);
  });
});
