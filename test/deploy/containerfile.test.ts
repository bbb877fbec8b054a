/** The container's build file, read line by line: what runs in the end has no shell, no root, and only what was collected. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const text = readFileSync(path.join(root, 'deploy/Containerfile'), 'utf8');

interface Stage {
  readonly image: string;
  readonly name: string | null;
  readonly instructions: readonly (readonly [string, string])[];
}

/** Stages with their instructions; comments are left out and continued lines joined. */
function stagesOf(file: string): readonly Stage[] {
  const lines = file
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const instructions = lines.map((line): readonly [string, string] => {
    const [word = '', ...rest] = line.split(' ');
    return [word, rest.join(' ').trim()];
  });
  const starts = [...instructions.keys()].filter((index) => instructions[index]?.[0] === 'FROM');
  return starts.map((start, index) => {
    const [image = '', , name = null] = (instructions[start]?.[1] ?? '').split(' ');
    return { image, name, instructions: instructions.slice(start + 1, starts[index + 1]) };
  });
}

const stages = stagesOf(text);
const last = stages.at(-1);

test('every instruction is one of a build file, and every image is named in full', () => {
  const known = ['FROM', 'RUN', 'COPY', 'ENV', 'USER', 'VOLUME', 'ENTRYPOINT', 'CMD', 'WORKDIR'];
  expect(
    stages.flatMap(({ instructions }) => instructions.map(([word]) => word)).filter((word) => !known.includes(word)),
  ).toEqual([]);
  expect(stages.length).toBeGreaterThan(2);
  for (const { image } of stages) expect(image).toMatch(/^[a-z0-9.-]+\.[a-z]+\/[a-z0-9/-]+:[a-z0-9.-]+$/);
});

test('copies from stages that come before', () => {
  for (const [index, { instructions }] of stages.entries()) {
    const before = stages.slice(0, index).map(({ name }) => name);
    for (const [word, rest] of instructions) {
      const from = /^--from=(\S+)/.exec(rest)?.[1];
      if (word === 'COPY' && from !== undefined) expect(before).toContain(from);
    }
  }
});

test('the last stage runs nothing while it is built, is no root, and starts without a shell', () => {
  const words = last?.instructions.map(([word]) => word) ?? [];
  expect(words).not.toContain('RUN');
  expect(last?.image).toMatch(/distroless.*:nonroot$/);
  expect(last?.instructions).toContainEqual(['USER', '65532:65532']);
  for (const [word, rest] of last?.instructions ?? [])
    if (word === 'ENTRYPOINT' || word === 'CMD') expect(Array.isArray(JSON.parse(rest))).toBe(true);
  for (const [word, rest] of last?.instructions ?? [])
    if (word === 'COPY') expect(rest).toMatch(/^--from=(?:programs|build) \/(?:root-of-container|opt\/zonewright) /);
});

test('what it copies from here exists', () => {
  for (const { instructions } of stages)
    for (const [word, rest] of instructions)
      if (word === 'COPY' && !rest.startsWith('--from'))
        expect(existsSync(path.join(root, rest.split(' ')[0] ?? ''))).toBe(true);
});

const docker = spawnSync('docker', ['info'], { encoding: 'utf8', timeout: 20_000 });
if (docker.status !== 0) process.stderr.write('the container is not built: there is no docker to build it with\n');

(docker.status === 0 ? test : test.skip)('builds, and says its version', { timeout: 1_200_000 }, () => {
  const built = spawnSync('docker', ['build', '-q', '-f', 'deploy/Containerfile', '.'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(built.stderr).toBe('');
  const image = built.stdout.trim();
  const ran = spawnSync('docker', ['run', '--rm', '--cap-drop', 'ALL', '--read-only', image, '--version'], {
    encoding: 'utf8',
  });
  expect(ran.stdout).toMatch(/^\d+\.\d+\.\d+/);
});
