import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineScanner } from '../../../../src/flows/logs/zeek/line-scanner.ts';

/** Bytes beside the separator in every way that counts: one less, one more, with the highest bit. */
const field = fc.array(fc.constantFrom<number[]>(0x08, 0x0a, 0x30, 0x61, 0x89, 0xff, 0x00), { maxLength: 40 });

test('fields begin and end where cutting at the separator says, wherever the line lies and whatever follows', () => {
  fc.assert(
    fc.property(
      fc.array(field, { minLength: 1, maxLength: 14 }),
      fc.constantFrom(0x09, 0x2c, 0x01),
      fc.nat({ max: 40 }),
      fc.nat({ max: 40 }),
      (written, separator, before, behind) => {
        const fields = written.map((bytes) => bytes.filter((byte) => byte !== separator));
        const line = fields.flatMap((bytes, index) => (index === 0 ? bytes : [separator, ...bytes]));
        const around = Array<number>(before).fill(separator);
        const bytes = Uint8Array.from([...around, ...line, ...Array<number>(behind).fill(separator)]);
        const names = fields.map((_, index) => `f${index}`);
        const scanner = createLineScanner({ separator, unset: '-', empty: '', fields: names }, []);
        expect(scanner.scan(bytes, before, before + line.length)).toBe(fields.length);
        const found = names.map((_, index) => [
          ...bytes.subarray(scanner.starts[index], (scanner.starts[index + 1] ?? 0) - 1),
        ]);
        expect(found).toEqual(fields);
      },
    ),
    { numRuns: 2000 },
  );
});

test('counts fields that the header does not name, and those that are missing', () => {
  const scanner = createLineScanner({ separator: 9, unset: '-', empty: '', fields: ['a', 'b'] }, ['a']);
  const count = (line: string) => scanner.scan(Buffer.from(line), 0, Buffer.byteLength(line));
  expect(['', 'x', 'x\ty', 'x\ty\tz', `x${'\t'.repeat(99)}`].map(count)).toEqual([1, 1, 2, 3, 100]);
});

test('deciding fields beside one another are one stretch, and each of their bytes and borders changes the key', () => {
  const fields = ['ts', 'from', 'port', 'to', 'service'];
  const scanner = createLineScanner({ separator: 9, unset: '-', empty: '', fields }, ['from', 'to', 'service', 'none']);
  const key = (line: string) => {
    const bytes = Buffer.from(line);
    expect(scanner.scan(bytes, 0, bytes.length)).toBe(5);
    const [a = 0, b = 0, c = 0, d = 0, ...more] = scanner.ranges;
    expect(more).toEqual([]);
    return { text: [bytes.toString('latin1', a, b), bytes.toString('latin1', c, d)], hash: scanner.hash() };
  };
  const base = key('1.5\t10.0.0.1\t99\t10.0.0.2\tmodbus');
  expect(base.text).toEqual(['10.0.0.1', '10.0.0.2\tmodbus']);
  expect(key('2.5\t10.0.0.1\t7\t10.0.0.2\tmodbus')).toEqual(base);
  for (const other of ['10.0.0.3\t99\t10.0.0.2\tmodbus', '10.0.0.1\t99\t10.0.0.2m\todbus', '10.0.0.1\t99\t10.0.0.2\t-'])
    expect(key(`1.5\t${other}`).hash).not.toBe(base.hash);
});
