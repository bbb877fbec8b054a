/**
 * A plant as a git revision has it, read from the object store: no checkout, no filters, no hooks, and links are not
 * followed, so that nothing of a stranger's branch runs or reaches out of its folder.
 */
import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { quoteWord } from './boundary-host/shell-words.ts';
import { gitEnvironment } from './git.ts';
import { isPlantYaml, isPolicyRego, isRuleRego, type PlantFolder, type PlantText } from './plant-folder.ts';
import { PlatformError } from './platform-error.ts';

/** A file's name in a tree, without the folder of the plant, and where its content lies. */
interface Blob {
  readonly path: string;
  readonly object: string;
}

/** All files of a plant together, in bytes. */
const largestPlant = 256 * 1024 * 1024;

/**
 * Reads the plant that a revision has where `folder` is in the working tree. `REVISION:PATH` names a plant elsewhere, with
 * its path from the top of the repository.
 */
export async function readPlantAt(revision: string, folder: string): Promise<PlantFolder> {
  const [name, elsewhere] = splitRevision(revision);
  const git = gitIn(folder);
  const prefix = elsewhere ?? (await prefixOf(git));
  const commit = await findCommit(git, name);
  const blobs = await listBlobs(git, commit, prefix);
  if (!blobs.some((blob) => blob.path === 'plant.yaml')) throw await notThere(git, commit, name, prefix);
  const texts = await readBlobs(git, blobs);
  return {
    root: folder,
    yaml: texts.filter((each) => isPlantYaml(each.path)),
    rego: texts.filter((each) => isPolicyRego(each.path)),
    rules: texts.filter((each) => isRuleRego(each.path)),
  };
}

/** A folder as it is called from the top of its repository; empty at the top, and outside of git. */
export async function pathInRepository(folder: string): Promise<string> {
  try {
    return await prefixOf(gitIn(folder));
  } catch (cause) {
    if (cause instanceof PlatformError) return '';
    throw cause;
  }
}

async function prefixOf(git: Git): Promise<string> {
  return (await git(['rev-parse', '--show-prefix'])).trim().replace(/\/$/, '');
}

/** The short name of the commit that a revision means. */
export async function commitOf(revision: string, folder: string): Promise<string> {
  const git = gitIn(folder);
  return (await git(['rev-parse', '--short=12', await findCommit(git, splitRevision(revision)[0])])).trim();
}

type Git = (args: readonly string[], input?: string) => Promise<string>;

function gitIn(cwd: string): Git {
  return async (args, input) => {
    const result = await execa('git', [...args], {
      cwd,
      env: gitEnvironment,
      reject: false,
      timeout: 60_000,
      maxBuffer: largestPlant,
      stripFinalNewline: false,
      ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    });
    if (!result.failed) return result.stdout ?? '';
    if (result.code === 'ENOENT' && !existsSync(cwd))
      throw new PlatformError('plant/not-found', `there is no folder ${cwd}`);
    if (result.code === 'ENOENT')
      throw new PlatformError('git/missing', '`git` is not installed, so only folders can be compared');
    if (/not a git repository/.test(result.stderr ?? ''))
      throw new PlatformError('git/no-repository', `${cwd} is in no git repository, so only folders can be compared`);
    const foreign = /dubious ownership in repository at '(.*)'/.exec(result.stderr ?? '')?.[1];
    if (foreign !== undefined)
      throw new PlatformError(
        'git/foreign-owner',
        `the repository ${foreign} belongs to another user, so git reads it only for who trusts it; if you do: git config --global --add safe.directory ${quoteWord(foreign)}`,
      );
    throw new PlatformError(
      'git/failed',
      `git ${args[0] ?? ''}: ${(result.stderr ?? '').trim().split('\n')[0] ?? 'it failed'}`,
    );
  };
}

/** A colon parts a revision from a path; revisions have none, but for `:/text` and `:0:path`, which mean no commit here. */
function splitRevision(revision: string): readonly [string, string | null] {
  const colon = revision.indexOf(':');
  return colon <= 0
    ? [revision, null]
    : [revision.slice(0, colon), revision.slice(colon + 1).replace(/^\.?\/|\/$/g, '')];
}

async function findCommit(git: Git, name: string): Promise<string> {
  try {
    return (await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])).trim();
  } catch (cause) {
    if (!(cause instanceof PlatformError) || cause.code !== 'git/failed') throw cause;
    const shallow = (await git(['rev-parse', '--is-shallow-repository'])).trim() === 'true';
    const why = shallow
      ? 'this clone is shallow and does not reach back to it; fetch more, as with `git fetch --unshallow` (`fetch-depth: 0` in a workflow)'
      : '`git log --oneline --all` lists what there is';
    throw new PlatformError('git/no-revision', `there is no folder and no revision ${name} here; ${why}`, { cause });
  }
}

async function listBlobs(git: Git, commit: string, prefix: string): Promise<readonly Blob[]> {
  const start = prefix === '' ? '' : `${prefix}/`;
  const listing = await git(['ls-tree', '-r', '-z', '--full-tree', commit, ...(start === '' ? [] : ['--', start])]);
  return listing.split('\0').flatMap((line): readonly Blob[] => {
    // Regular files only: neither links (120000) nor submodules (160000).
    const match = /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s.exec(line);
    const [, object = '', name = ''] = match ?? [];
    const path = name.slice(start.length);
    return name.startsWith(start) && (isPlantYaml(path) || isPolicyRego(path) || isRuleRego(path))
      ? [{ path, object }]
      : [];
  });
}

async function readBlobs(git: Git, blobs: readonly Blob[]): Promise<readonly PlantText[]> {
  const texts: PlantText[] = [];
  for (const { path, object } of blobs) texts.push({ path, text: await git(['cat-file', 'blob', object]) });
  return texts.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function notThere(git: Git, commit: string, name: string, prefix: string): Promise<PlatformError> {
  const names = (await git(['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit])).split('\0');
  const found = names.flatMap((each) =>
    each === 'plant.yaml' || each.endsWith('/plant.yaml') ? [each.slice(0, -'/plant.yaml'.length)] : [],
  );
  const where = prefix === '' ? 'at the top of the repository' : `in ${prefix}`;
  const next =
    found.length === 0
      ? 'it has none anywhere'
      : `it has one in ${found.map((each) => each || '.').join(', ')}: write ${name}:${found[0] || '.'}`;
  return new PlatformError('git/no-plant', `${name} has no plant.yaml ${where}; ${next}`);
}
