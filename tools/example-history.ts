/**
 * Makes the example repository: the dairy line as it runs, and the changes of examples/pull-requests on it, one commit
 * each, tagged `change-01` and so on. `node tools/example-history.ts DIR`; the folder must not exist.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const examples = path.join(import.meta.dirname, '../examples');
const changes = path.join(examples, 'pull-requests/changes');

/** File names of the changes without their ending, in their order. */
export const exampleChanges: readonly string[] = readdirSync(changes)
  .filter((name) => name.endsWith('.patch'))
  .map((name) => name.replace(/\.patch$/, ''))
  .sort();

/** Makes the repository; recorded traffic stays outside of it. */
export function makeExampleHistory(folder: string): void {
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(examples, 'pull-requests/repository'), folder, { recursive: true });
  const plant = path.join(examples, 'plants/dairy-line');
  for (const name of ['README.md', 'plant.yaml', 'conduits', 'policies', 'tests', 'zones'])
    cpSync(path.join(plant, name), path.join(folder, 'plants/dairy-line', name), { recursive: true });
  mkdirSync(path.join(folder, 'ci'), { recursive: true });
  cpSync(path.join(examples, '../deploy/review/gitlab-ci.yml'), path.join(folder, 'ci/zonewright.yml'));
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'The dairy line as it runs');
  for (const [index, change] of exampleChanges.entries()) {
    git(folder, 'am', '-q', '--committer-date-is-author-date', path.join(changes, `${change}.patch`));
    git(folder, 'tag', `change-${String(index + 1).padStart(2, '0')}`);
  }
}

function git(cwd: string, ...args: readonly string[]): void {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Plant engineering',
    GIT_AUTHOR_EMAIL: 'plant@example.org',
    GIT_AUTHOR_DATE: '2026-09-14T08:00:00+02:00',
    GIT_COMMITTER_NAME: 'Plant engineering',
    GIT_COMMITTER_EMAIL: 'plant@example.org',
    GIT_COMMITTER_DATE: '2026-09-14T08:00:00+02:00',
  };
  const { status, stderr } = spawnSync('git', args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args[0] ?? ''}: ${stderr}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined || existsSync(folder)) {
    console.error('node tools/example-history.ts DIR, where DIR does not exist yet');
    process.exitCode = 2;
  } else {
    makeExampleHistory(path.resolve(folder));
    console.log(`${exampleChanges.length} changes in ${folder}; try:`);
    console.log(`  cd ${folder} && zonewright review change-03 change-04 --plant plants/dairy-line`);
  }
}
