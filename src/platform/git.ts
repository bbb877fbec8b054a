/** What git knows about a plant's folder. */
import { execa } from 'execa';

/** Git asks nobody, fetches nothing, writes nothing, and says what is wrong in words that can be told apart. */
export const gitEnvironment = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_LAZY_FETCH: '1',
  LC_ALL: 'C',
} as const;

/**
 * The revision of the folder's repository, with `-dirty` when its files differ from it; null outside of git.
 * The plant's own git configuration and hooks take no part.
 */
export async function gitRevision(folder: string): Promise<string | null> {
  const run = (args: readonly string[]): ReturnType<typeof git> => git(args, folder);
  const head = await run(['rev-parse', '--short=12', 'HEAD']);
  if (head === null) return null;
  const status = await run(['-c', 'core.fsmonitor=', 'status', '--porcelain', '--untracked-files=normal', '--', '.']);
  return status === null || status === '' ? head : `${head}-dirty`;
}

async function git(args: readonly string[], cwd: string): Promise<string | null> {
  const result = await execa('git', [...args], {
    cwd,
    env: gitEnvironment,
    reject: false,
    timeout: 10_000,
    stdin: 'ignore',
  });
  return result.failed ? null : result.stdout.trim();
}
