import { describe, expect, it } from 'vitest';
import { checkPlant } from '../../../src/compiler/check-plant.ts';
import { timed } from '../../support/cpu-time.ts';
import { parseText, testDay } from '../../support/expect-findings.ts';
import { shippedCatalogue } from '../../support/shipped-catalogue.ts';

const times = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** 1,000 zones, 10,000 assets, and 10,000 conduits with 20,000 grants, some of them between kinds of zones. */
const largePlant = {
  'zones.yaml': `plant: large\nzones:\n${times(1000, (zone) => {
    const kind = ['cell', 'control', 'site', 'dmz'][zone % 4];
    return `  z${zone}: {kind: ${kind}, networks: [10.${zone >> 8}.${zone & 255}.0/24]}`;
  })}`,
  'assets.yaml': `assets:\n${times(10_000, (asset) => {
    const zone = asset % 1000;
    const address = `10.${zone >> 8}.${zone & 255}.${1 + Math.floor(asset / 1000)}`;
    return `  a${asset}: {zone: z${zone}, class: plc, ip: ${address}, vendor: v${asset % 50}}`;
  })}`,
  'conduits.yaml': `conduits:\n${times(10_000, (conduit) => {
    const from = conduit % 1000;
    const to = (conduit * 7 + 1) % 1000;
    const [side, other] = conduit % 50 === 0 ? ['kind:cell', 'any'] : [`z${from}`, `z${to}`];
    return `  c${conduit}:
    from: ${side}
    to: ${other}
    owner: ops
    reason: test
    allow:
      poll: {from: a${(from + 1000) % 10_000}, to: class:plc, protocol: modbus, operations: read}
      set: {from: any, to: [a${to}, vendor:v${to % 50}], protocol: modbus, operations: write}`;
  })}`,
  'boundaries.yaml': `boundaries:\n${times(50, (boundary) => {
    return `  b${boundary}: {dialect: nftables, interfaces: {e0: z${boundary}, e1: z${boundary + 50}, e2: kind:site}}`;
  })}`,
};

describe('a large plant', () => {
  it('is checked in seconds', () => {
    const { value, diagnostics } = parseText(largePlant);
    expect(diagnostics.filter(({ code }) => code !== 'list/duplicate')).toEqual([]);
    const { took } = timed(() => checkPlant(value, shippedCatalogue, { today: testDay }));
    expect(took).toBeLessThan(6000);
  });
});
