import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readChainedLog, withChainedLog } from '../../src/platform/chained-log.ts';

const moduleUrl = new URL('../../src/platform/chained-log.ts', import.meta.url).href;

describe('a chained log in a file', () => {
  let folder: string;
  let file: string;
  let count = 0;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'zonewright-log-'));
  });
  beforeEach(() => {
    count += 1;
    file = path.join(folder, `log-${count}.ndjson`);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const append = (body: Readonly<Record<string, unknown>>): Promise<void> =>
    withChainedLog(file, (log) => log.append(body));
  const numbers = async (): Promise<unknown[]> => (await readChainedLog(file)).records.map(({ body }) => body['n']);

  it('is empty when there is no file, and reading makes none', async () => {
    expect(await numbers()).toEqual([]);
    expect(() => statSync(file)).toThrow('ENOENT');
  });

  it('keeps what is appended', async () => {
    await append({ n: 1 });
    await withChainedLog(file, async (log) => {
      await log.append({ n: 2 });
      await log.append({ n: 3 });
      expect(log.chain().records).toHaveLength(3);
    });
    expect(await numbers()).toEqual([1, 2, 3]);
  });

  it('ends a torn line before it goes on, and takes nothing away', async () => {
    await append({ n: 1 });
    writeFileSync(file, '{"n":2,"prev', { flag: 'a' });
    const before = readFileSync(file, 'utf8');
    await append({ n: 3 });
    expect(readFileSync(file, 'utf8').startsWith(`${before}\n`)).toBe(true);
    expect(await numbers()).toEqual([1, 3]);
    expect((await readChainedLog(file)).faults).toEqual([{ kind: 'torn', line: 2 }]);
  });

  it('stays one chain when many processes append at once', async () => {
    const code = `
      const { withChainedLog } = await import(${JSON.stringify(moduleUrl)});
      for (let n = 0; n < 5; n += 1) await withChainedLog(${JSON.stringify(file)}, (log) => log.append({ n }));`;
    await Promise.all(Array.from({ length: 4 }, () => run(code)));
    const chain = await readChainedLog(file);
    expect(chain.faults).toEqual([]);
    expect(chain.records).toHaveLength(20);
  });

  it('is free again when its holder is killed', async () => {
    const code = `
      const { withChainedLog } = await import(${JSON.stringify(moduleUrl)});
      await withChainedLog(${JSON.stringify(file)}, async (log) => {
        await log.append({ n: 1 });
        process.kill(process.pid, 'SIGKILL');
      });`;
    await run(code);
    await append({ n: 2 });
    expect(await numbers()).toEqual([1, 2]);
  });

  it('says so when the disk takes only a part of a record, and goes on once it takes more', async () => {
    const code = `
      process.on('SIGXFSZ', () => undefined);
      const { withChainedLog } = await import(${JSON.stringify(moduleUrl)});
      await withChainedLog(${JSON.stringify(file)}, (log) => log.append({ n: 1, text: 'x'.repeat(2000) }))
        .catch(({ code, message }) => console.log(code, message));`;
    const limited = 'ulimit -f 2; exec "$0" "$@"';
    const said = await run(code, ['sh', '-c', limited, process.execPath]);
    expect(said).toMatch(`file/unwritable cannot append to ${file}: EFBIG`);
    expect(statSync(file).size).toBeGreaterThan(0);
    await append({ n: 2 });
    expect(await numbers()).toEqual([2]);
    expect((await readChainedLog(file)).faults).toEqual([{ kind: 'torn', line: 1 }]);
  });

  it('returns the lock when whoever holds it fails', async () => {
    const failing = withChainedLog(file, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    await append({ n: 1 });
    expect(await numbers()).toEqual([1]);
  });

  it('does not follow a link', async () => {
    const other = path.join(folder, 'other');
    writeFileSync(other, '');
    symlinkSync(other, file);
    await expect(append({ n: 1 })).rejects.toThrow(`cannot write ${file}: it is a link; name the file itself`);
    expect(readFileSync(other, 'utf8')).toBe('');
  });

  it('refuses what is no file', async () => {
    await expect(readChainedLog(folder)).rejects.toThrow('it is no regular file');
  });
});

/** Runs a script in a process of its own and waits for its end, whatever that is. */
function run(code: string, [command = process.execPath, ...before]: readonly string[] = []): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(command, [...before, '--input-type=module', '--eval', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on('close', () => resolve(said));
  });
}
