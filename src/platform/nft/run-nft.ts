/** Runs the `nft` binary: argument arrays and no shell, bounded in time and in output. */
import { execa } from 'execa';
import { PlatformError } from '../platform-error.ts';
import { searchPath } from '../search-path.ts';

/** How a run is bounded. */
export interface NftOptions {
  /** Path or name of the binary; default `nft`. */
  readonly nft?: string;
  /** Milliseconds after which it is killed; default 60,000. */
  readonly timeout?: number;
  /** Characters of output after which it is killed; default 256 million, as a ruleset of 100,000 elements is 30. */
  readonly outputLimit?: number;
}

/** What the program said. */
export interface NftRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The tool cannot be used here at all, which is no statement about any ruleset. */
export interface Unavailable {
  readonly status: 'unavailable';
  readonly reason: string;
}

/** Runs a command with `input` on its standard input. Throws when it runs too long or says too much. */
export async function runNft(
  command: string,
  args: readonly string[],
  input: string | null,
  options: NftOptions,
): Promise<NftRun | Unavailable> {
  const result = await execa(command, [...args], {
    ...(input === null ? { stdin: 'ignore' as const } : { input }),
    reject: false,
    stripFinalNewline: false,
    timeout: options.timeout ?? 60_000,
    maxBuffer: options.outputLimit ?? 256_000_000,
    forceKillAfterDelay: 1_000,
    // `nft` shows times in the time zone of whoever lists them.
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: searchPath() },
  });
  if (result.timedOut) throw new PlatformError('nft/timeout', `\`${command}\` was stopped because it took too long`);
  if (result.isMaxBuffer) throw new PlatformError('nft/output', `\`${command}\` was stopped because it wrote too much`);
  const { exitCode } = result;
  if (exitCode === undefined) return unavailable(result.code ?? result.signal ?? 'it did not start', command);
  return { exitCode, stdout: result.stdout ?? '', stderr: result.stderr ?? '' };
}

/** Tells a run from the statement that none was possible. */
export function isUnavailable(answer: object): answer is Unavailable {
  return 'status' in answer && answer.status === 'unavailable';
}

function unavailable(cause: string, command: string): Unavailable {
  const reason =
    cause === 'ENOENT'
      ? `\`${command}\` is not installed`
      : cause === 'EACCES'
        ? `\`${command}\` may not be run by this user`
        : cause === 'SIGSEGV'
          ? `\`${command}\` crashed, as 1.0.6 does on a table that a much newer one has loaded: use the version that loaded it`
          : `\`${command}\` could not be run: ${cause}`;
  return { status: 'unavailable', reason };
}
