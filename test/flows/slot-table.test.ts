import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSlotTable, type SlotTable } from '../../src/flows/slot-table.ts';

const slotOf = (table: SlotTable, channel: number): number => table.slot(channel, 0, -1, 0, -1, -1, 0, 0, 0);

test('what was given up is found no more, and everything else still is, whatever was given up before', () => {
  const step = fc.record({ kind: fc.constantFrom('find', 'remove'), key: fc.nat(400) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 2000, size: 'max' }), (steps) => {
      const table = createSlotTable(300);
      const held = new Map<number, number>();
      const gone = new Set<number>();
      for (const { kind, key } of steps) {
        const known = held.get(key);
        if (kind === 'find') {
          const slot = slotOf(table, key);
          if (known === undefined && held.size >= 300) expect(slot).toBe(-1);
          else if (known === undefined) {
            expect(gone.has(slot)).toBe(false);
            expect(table.columns.counts[table.row(slot)]).toBe(0);
            table.columns.counts[table.row(slot)] = key + 1;
            held.set(key, slot);
          } else expect(slot).toBe(known);
        } else if (known !== undefined) {
          table.remove(known);
          held.delete(key);
          gone.add(known);
        }
      }
      for (const [key, slot] of held) {
        expect(slotOf(table, key)).toBe(slot);
        expect(table.columns.counts[table.row(slot)]).toBe(key + 1);
      }
      for (const slot of gone) expect(table.row(slot)).toBe(-1);
      expect(table.size()).toBeLessThanOrEqual(300);
    }),
    { numRuns: 60 },
  );
});
