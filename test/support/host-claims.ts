/** What holds of every host that a boundary's packets go through, however it is reached. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { BoundaryHost } from '../../src/platform/boundary-host/boundary-host.ts';

/** `folder` must be the same on the host and here. */
export async function expectHost(host: BoundaryHost, folder: string): Promise<void> {
  await runsPrograms(host);
  await keepsFiles(host, path.join(folder, "a folder's own"));
  await refusesFiles(host, folder);
  await locks(host, path.join(folder, 'lock'));
}

async function runsPrograms(host: BoundaryHost): Promise<void> {
  expect(await host.run(['cat'], 'some\ninput')).toEqual({ exitCode: 0, stdout: 'some\ninput', stderr: '' });
  const words = ['a b', "it's", '$HOME', '`id`', '', '*', '-n', '\\', 'x\ny'];
  const echoed = await host.run(['sh', '-c', 'for each in "$@"; do printf "<%s>" "$each"; done', 'sh', ...words]);
  expect(echoed.stdout).toBe(words.map((word) => `<${word}>`).join(''));
  expect(await host.run(['sh', '-c', 'echo why >&2; exit 3'])).toEqual({ exitCode: 3, stdout: '', stderr: 'why\n' });
  expect((await host.run(['sh', '-c', 'echo $TZ $LC_ALL; cat'])).stdout).toBe('UTC C\n');
  await expect(host.run(['no-such-program'])).rejects.toMatchObject({ code: 'host/no-program' });
}

async function keepsFiles(host: BoundaryHost, folder: string): Promise<void> {
  const [file, other] = [path.join(folder, 'deep', 'file'), path.join(folder, 'deep', 'other')];
  expect(await host.read(file)).toBeNull();
  await host.makeFolder(path.dirname(file));
  await host.makeFolder(path.dirname(file));
  await host.write(file, 'one\n');
  await host.write(file, 'two ä\n');
  await host.append(file, 'three');
  await host.append(other, 'new\n');
  expect(readFileSync(file, 'utf8')).toBe('two ä\nthree');
  expect(Buffer.from((await host.read(file)) ?? []).toString()).toBe('two ä\nthree');
  writeFileSync(other, Buffer.from([0, 0xff, 0xfe]));
  expect([...((await host.read(other)) ?? [])]).toEqual([0, 0xff, 0xfe]);
  await host.move(file, other);
  expect(existsSync(file)).toBe(false);
  expect(readFileSync(other, 'utf8')).toBe('two ä\nthree');
  await host.remove(other);
  await host.remove(other);
  expect(existsSync(other)).toBe(false);
}

async function refusesFiles(host: BoundaryHost, folder: string): Promise<void> {
  const missing = path.join(folder, 'missing', 'file');
  await expect(host.write(missing, '')).rejects.toMatchObject({ code: 'file/unwritable' });
  await expect(host.append(missing, '')).rejects.toMatchObject({ code: 'file/unwritable' });
  await expect(host.move(missing, `${missing}2`)).rejects.toMatchObject({ code: 'file/unwritable' });
  mkdirSync(path.join(folder, 'is-a-folder'));
  await expect(host.read(path.join(folder, 'is-a-folder'))).rejects.toMatchObject({ code: 'file/unreadable' });
  // A log that is a link could lead root into somebody else's file.
  writeFileSync(path.join(folder, 'victim'), 'mine\n');
  symlinkSync(path.join(folder, 'victim'), path.join(folder, 'link'));
  await expect(host.append(path.join(folder, 'link'), 'yours\n')).rejects.toMatchObject({ code: 'file/unwritable' });
  expect(readFileSync(path.join(folder, 'victim'), 'utf8')).toBe('mine\n');
  // Room runs out in the middle of a file: what was there stays.
  await expect(host.write('/dev/full/x', 'more')).rejects.toMatchObject({ code: 'file/unwritable' });
}

async function locks(host: BoundaryHost, file: string): Promise<void> {
  const order: string[] = [];
  const unlock = await host.lock(file);
  const second = host.lock(file).then(async (unlockSecond) => {
    order.push('second');
    await unlockSecond();
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  order.push('first');
  await unlock();
  await second;
  expect(order).toEqual(['first', 'second']);
}
