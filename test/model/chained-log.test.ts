import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chain, chainStart, checkChain, nextRecord } from '../../src/model/chained-log.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const check = (text: string): Chain => checkChain(Buffer.from(text), sha256);
const append = (text: string, body: Readonly<Record<string, unknown>>): string => text + nextRecord(check(text), body);
const logOf = (bodies: readonly Readonly<Record<string, unknown>>[]): string => bodies.reduce(append, '');
const bodiesOf = (chain: Chain): unknown[] =>
  chain.records.map(({ body: { previous: _, ...body } }) => body as Record<string, unknown>);

const three = [{ n: 1 }, { n: 2 }, { n: 3 }];

describe('a chained log', () => {
  it('is empty, whole and at its start when nothing was written', () => {
    expect(check('')).toEqual({ records: [], faults: [], head: chainStart, ends: 'whole' });
  });

  it('gives back what was appended, each record naming the one before', () => {
    const log = logOf(three);
    const chain = check(log);
    expect(bodiesOf(chain)).toEqual(three);
    expect(chain.faults).toEqual([]);
    const lines = log.trimEnd().split('\n');
    expect(chain.records.map(({ body }) => body['previous'])).toEqual([
      chainStart,
      sha256(Buffer.from(lines[0] ?? '')),
      sha256(Buffer.from(lines[1] ?? '')),
    ]);
    expect(chain.head).toBe(sha256(Buffer.from(lines[2] ?? '')));
  });

  it('does not count a changed line, nor any behind it', () => {
    const chain = check(logOf(three).replace('"n":2', '"n":7'));
    expect(bodiesOf(chain)).toEqual([{ n: 1 }]);
    expect(chain.faults).toEqual([{ kind: 'broken', line: 3 }]);
  });

  it('does not count a log whose first line was removed', () => {
    const chain = check(logOf(three).split('\n').slice(1).join('\n'));
    expect(chain.records).toEqual([]);
    expect(chain.faults).toEqual([{ kind: 'broken', line: 1 }]);
  });

  it('tells a last line that was cut off, and goes on behind it', () => {
    const torn = logOf(three).slice(0, -20);
    expect(bodiesOf(check(torn))).toEqual([{ n: 1 }, { n: 2 }]);
    expect(check(torn)).toMatchObject({ faults: [{ kind: 'torn', line: 3 }], ends: 'unfinished' });
    const mended = check(append(torn, { n: 4 }));
    expect(bodiesOf(mended)).toEqual([{ n: 1 }, { n: 2 }, { n: 4 }]);
    expect(mended).toMatchObject({ faults: [{ kind: 'torn', line: 3 }], ends: 'whole' });
  });

  it('goes on behind two writes in a row that were cut off', () => {
    const torn = logOf(three).slice(0, -20);
    const twice = append(torn, { n: 4 }).slice(0, -30);
    const mended = check(append(twice, { n: 5 }));
    expect(bodiesOf(mended)).toEqual([{ n: 1 }, { n: 2 }, { n: 5 }]);
    expect(mended.faults).toEqual([
      { kind: 'torn', line: 3 },
      { kind: 'torn', line: 4 },
    ]);
  });

  it('counts a last record that lacks nothing but its line end', () => {
    const chain = check(logOf(three).trimEnd());
    expect(bodiesOf(chain)).toEqual(three);
    expect(bodiesOf(check(append(logOf(three).trimEnd(), { n: 4 })))).toEqual([...three, { n: 4 }]);
  });

  it('sees a record that was blanked as a break where another names it', () => {
    const [first = '', second = '', third = ''] = logOf(three).split('\n');
    const chain = check([first, ' '.repeat(second.length), third, ''].join('\n'));
    expect(bodiesOf(chain)).toEqual([{ n: 1 }]);
    expect(chain.faults).toEqual([
      { kind: 'torn', line: 2 },
      { kind: 'broken', line: 3 },
    ]);
  });

  it('law: cut off anywhere, it says the records before the cut, and what is appended then counts', () => {
    fc.assert(
      fc.property(bodies, fc.nat(), (written, seed) => {
        const log = Buffer.from(logOf(written));
        const cut = log.subarray(0, seed % (log.length + 1));
        const chain = checkChain(cut, sha256);
        const whole = chain.records.length;
        expect(bodiesOf(chain)).toEqual(bodiesOf(check(logOf(written))).slice(0, whole));
        expect(chain.faults.every(({ kind }) => kind === 'torn')).toBe(true);
        const mended = checkChain(Buffer.concat([cut, Buffer.from(nextRecord(chain, { last: true }))]), sha256);
        expect(bodiesOf(mended)).toEqual([...bodiesOf(chain), { last: true }]);
      }),
    );
  });

  it('law: a byte changed in front of the last line is found, and no record from there on counts', () => {
    fc.assert(
      fc.property(bodies, fc.nat(), fc.integer({ min: 1, max: 255 }), (written, seed, change) => {
        const log = Buffer.from(logOf([...written, { last: true }]));
        const start = log.lastIndexOf('\n', -2) + 1;
        fc.pre(start > 0);
        const at = seed % start;
        const line = log.subarray(0, at).toString('latin1').split('\n').length;
        log[at] = (log[at] ?? 0) ^ change;
        const chain = checkChain(log, sha256);
        expect(chain.faults.some(({ kind }) => kind === 'broken')).toBe(true);
        expect(chain.records.every((record) => record.line < line)).toBe(true);
      }),
    );
  });

  it('law: no bytes make the reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(checkChain(bytes, sha256).records).toEqual([]);
      }),
    );
  });
});

const bodies = fc.array(fc.record({ text: fc.string({ unit: 'grapheme' }), n: fc.integer() }), { maxLength: 6 });
