import { describe, expect, it } from 'vitest';
import { suggest, suggesterOf } from '../../src/diagnostics/suggest.ts';
import { timed } from '../support/cpu-time.ts';

const zones = ['cell-filling', 'cell-packing', 'scada', 'dmz'];

describe('a suggestion', () => {
  it.each([
    ['cell-filing', 'cell-filling'],
    ['cell-fillnig', 'cell-filling'],
    ['Scada', 'scada'],
    ['sacda', 'scada'],
    ['dzm', 'dmz'],
    ['enterprise', null],
    ['x', null],
    ['', null],
    ['cell', 'cell-filling'],
  ])('for %s is %s', (word, expected) => {
    expect(suggest(word, zones)).toBe(expected);
  });
  it('prefers the nearest, then the same first letter, then the alphabet', () => {
    expect(suggest('plcc', ['plc', 'plccc'])).toBe('plc');
    expect(suggest('son', ['mon', 'sun'])).toBe('sun');
    expect(suggest('bat', ['cat', 'hat'])).toBe('cat');
  });
  it('does not depend on the order of the candidates', () => {
    expect(suggest('cell-xacking', zones.toReversed())).toBe(suggest('cell-xacking', zones));
  });
  it('stays cheap for many wrong words among many right ones', () => {
    const near = suggesterOf(Array.from({ length: 10_000 }, (_, index) => `asset-${index}`));
    const { took } = timed(() => {
      for (let index = 0; index < 10_000; index++) near(`aset-${index}x`);
    });
    expect(took).toBeLessThan(3000);
    expect(near('y'.repeat(1_000_000))).toBeNull();
  });
});
