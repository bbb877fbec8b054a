import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWindow } from '../../../src/flows/byte-window.ts';
import { createObjectCutter } from '../../../src/flows/netflow/json-objects.ts';

interface Cut {
  readonly objects: readonly string[];
  readonly lines: readonly (readonly [number, number])[];
  readonly tooLong: readonly number[];
  readonly open: number | null;
}

function cut(text: string, pieceBytes: number = 1000, mostBytes: number = 1000): Cut {
  const objects: string[] = [];
  const lines: [number, number][] = [];
  const tooLong: number[] = [];
  const cutter = createObjectCutter(
    mostBytes,
    (bytes, start, end, first, last) => {
      objects.push(Buffer.from(bytes.subarray(start, end)).toString());
      lines.push([first, last]);
    },
    (line) => tooLong.push(line),
  );
  const { window, append } = createWindow();
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    append(bytes.subarray(at, at + pieceBytes));
    cutter.read(window);
  }
  return { objects, lines, tooLong, open: cutter.open() };
}

const text = fc.string({ maxLength: 8 });
const object = fc.dictionary(text, fc.oneof(text, fc.nat(), fc.array(text, { maxLength: 2 }), fc.record({ a: text })), {
  maxKeys: 4,
});
const between = fc.constantFrom(',\n', '\n', ' , ', '', '\n[', ']\n', '"', 'text }');

describe('outermost objects', () => {
  test('are found whatever stands between and in them, in whatever pieces they come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(between, object, fc.boolean()), { maxLength: 8 }),
        fc.integer({ min: 1, max: 60 }),
        (parts, size) => {
          const objects = parts.map(([, value, isPretty]) => JSON.stringify(value, null, isPretty ? '\t' : undefined));
          const text = parts.map(([gap], index) => `${gap}${objects[index]}`).join('');
          expect(cut(text, size).objects).toEqual(objects);
        },
      ),
    );
  });

  test('are told with their first and last line', () => {
    expect(cut('[\n{\n"a": 1\n},\n{"b": 2}\n]').lines).toEqual([
      [2, 4],
      [5, 5],
    ]);
  });

  test('that are too long are left out, and what follows is found', () => {
    const { objects, tooLong } = cut(`{"a": "${'x'.repeat(50)}"}\n{"b": 2}\n`, 7, 20);
    expect({ objects, tooLong }).toEqual({ objects: ['{"b": 2}'], tooLong: [1] });
  });

  test('that are not complete are told', () => {
    expect(cut('{"a": 1}\n{"b": {').open).toBe(2);
  });
});
