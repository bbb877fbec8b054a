/**
 * The build file of containers, read line by line: what runs at a boundary has no shell, no root, and only what was collected;
 * what runs in a check of a pull request has what its scripts call.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const file = 'deploy/Containerfile';

interface Stage {
  readonly image: string;
  readonly name: string | null;
  readonly instructions: readonly (readonly [string, string])[];
}

/** Stages with their instructions; comments are left out and continued lines joined. */
function readStages(): readonly Stage[] {
  const lines = readFileSync(path.join(root, file), 'utf8')
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

const stages = readStages();

function stage(name: string): Stage | undefined {
  return stages.find((each) => each.name === name);
}

test('every instruction is one of a build file, and every image is named in full', () => {
  const known = ['FROM', 'RUN', 'COPY', 'ENV', 'USER', 'VOLUME', 'ENTRYPOINT', 'CMD', 'WORKDIR'];
  expect(
    stages.flatMap(({ instructions }) => instructions.map(([word]) => word)).filter((word) => !known.includes(word)),
  ).toEqual([]);
  expect(stages.map(({ name }) => name)).toEqual(['go', 'build', 'review', 'programs', 'boundary']);
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

test('the image of a boundary, which is built where none is named, runs nothing while it is built, is no root, and starts without a shell', () => {
  const last = stages.at(-1);
  expect(last?.name).toBe('boundary');
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

test('a check of a pull request finds the program and all that its scripts call', () => {
  const words = (stage('review')?.instructions ?? []).map((each) => each.join(' ')).join('\n');
  const job = readFileSync(path.join(root, 'deploy/review/gitlab-ci.yml'), 'utf8');
  const home = /^ {4}ZONEWRIGHT_HOME: (\S+)$/m.exec(job)?.[1] ?? '';
  expect(words).toContain(`COPY --from=build ${home} ${home}`);
  expect(words).toContain(`ENV ZONEWRIGHT_HOME=${home} `);
  const scripts = ['pull-request.sh', 'merge-request.sh']
    .map((name) => readFileSync(path.join(root, 'deploy/review', name), 'utf8').replaceAll(/^\s*#.*$/gm, ''))
    .join('\n');
  // `bash`, `awk` and `head` are in every Debian; GitHub's own program is on GitHub's runners.
  for (const program of ['git', 'curl']) expect(words).toMatch(new RegExp(`install [^\n]*\\b${program}\\b`));
  const called = [...scripts.matchAll(/(?:^|[|(&;]|\$\()\s*(awk|bash|curl|gh|head|jq|node|python3|sed|wget|yq)\b/gm)];
  expect([...new Set(called.map(([, name]) => name))].sort()).toEqual(['awk', 'bash', 'curl', 'gh', 'head', 'node']);
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
