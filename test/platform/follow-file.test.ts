import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { followFile } from '../../src/platform/follow-file.ts';
import { followStream } from '../../src/platform/follow-stream.ts';

let folder: string;
let file: string;
let stop: AbortController;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'zonewright-follow-'));
  file = path.join(folder, 'conn.log');
  stop = new AbortController();
});

afterEach(() => {
  stop.abort();
  rmSync(folder, { recursive: true, force: true });
});

/** Collects what is read, a text for each file that the name stood for, and acts when a text has been read. */
async function follow(actions: readonly (readonly [read: string, act: () => void])[]): Promise<string[]> {
  const texts: string[] = [];
  const left = [...actions];
  for await (const contents of followFile(file, 'conn.log', { everyMillis: 5, signal: stop.signal })) {
    texts.push('');
    for await (const chunk of contents) {
      texts[texts.length - 1] += new TextDecoder().decode(chunk);
      const [next] = left;
      if (next === undefined || texts.join('|') !== next[0]) continue;
      left.shift();
      next[1]();
    }
  }
  expect(left).toEqual([]);
  return texts;
}

describe('a file that grows', () => {
  test('is read as it grows, until the signal', async () => {
    writeFileSync(file, 'one ');
    const texts = await follow([
      ['one ', () => appendFileSync(file, 'two ')],
      ['one two ', () => appendFileSync(file, 'three')],
      ['one two three', () => stop.abort()],
    ]);
    expect(texts).toEqual(['one two three']);
  });

  test('that is rotated is read to its end, and then its successor, which may come late', async () => {
    writeFileSync(file, 'one');
    const rotate = (): void => {
      renameSync(file, `${file}.1`);
      appendFileSync(`${file}.1`, ' late');
      setTimeout(() => writeFileSync(file, 'two'), 30);
    };
    const texts = await follow([
      ['one', rotate],
      ['one late|two', () => stop.abort()],
    ]);
    expect(texts).toEqual(['one late', 'two']);
  });

  test('that becomes shorter is read from its beginning', async () => {
    writeFileSync(file, 'a long line');
    const texts = await follow([
      ['a long line', () => truncateSync(file, 0)],
      ['a long line|', () => writeFileSync(file, 'new')],
      ['a long line|new', () => stop.abort()],
    ]);
    expect(texts).toEqual(['a long line', 'new']);
  });

  test('that whoever reads it has had enough of is left alone until another takes its place', async () => {
    writeFileSync(file, 'strange');
    const texts: string[] = [];
    let looks = 0;
    for await (const contents of followFile(file, 'conn.log', { everyMillis: 5, signal: stop.signal })) {
      for await (const chunk of contents) {
        texts.push(new TextDecoder().decode(chunk));
        break;
      }
      looks++;
      if (looks === 2) break;
      setTimeout(() => appendFileSync(file, ' and more'), 20);
      setTimeout(() => renameSync(file, `${file}.1`), 40);
      setTimeout(() => writeFileSync(file, 'another'), 60);
    }
    expect(texts).toEqual(['strange', 'another']);
  });

  test('that is not there is an error that names it', async () => {
    await expect(follow([])).rejects.toThrow('cannot read conn.log');
  });
});

describe('a stream', () => {
  test('says when nothing comes, and ends with its source', async () => {
    async function* source(): AsyncGenerator<Uint8Array> {
      yield Uint8Array.of(1);
      await new Promise((resolve) => setTimeout(resolve, 60));
      yield Uint8Array.of(2);
    }
    const lengths: number[] = [];
    for await (const chunk of followStream(source(), { everyMillis: 10, signal: stop.signal }))
      lengths.push(chunk.length);
    expect(lengths.filter((length) => length > 0)).toEqual([1, 1]);
    expect(lengths[0]).toBe(1);
    expect(lengths).toContain(0);
  });

  test('keeps nothing of the chunks that went through it', async () => {
    v8.setFlagsFromString('--expose-gc');
    const collectGarbage = vm.runInNewContext('gc') as () => void;
    const heap = (): number => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    async function* source(): AsyncGenerator<Uint8Array> {
      for (let chunk = 0; chunk < 50_000; chunk++) yield Uint8Array.of(1);
    }
    let before = 0;
    let seen = 0;
    for await (const _ of followStream(source(), { everyMillis: 1000, signal: stop.signal })) {
      if (++seen === 1000) before = heap();
      // Half a kilobyte for each would be 24 MB.
      if (seen === 50_000) expect(heap() - before).toBeLessThan(8_000_000);
    }
    expect(seen).toBe(50_000);
  });

  test('ends with the signal although its source goes on', async () => {
    const endless: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
    };
    setTimeout(() => stop.abort(), 20);
    for await (const chunk of followStream(endless, { everyMillis: 5, signal: stop.signal }))
      expect(chunk.length).toBe(0);
    expect(stop.signal.aborted).toBe(true);
  });
});
