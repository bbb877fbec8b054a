/**
 * The host that a boundary's packets go through, as far as changing its policy needs it: programs, and a few small files that
 * must survive a crash. The same whether it is this host or one that is reached by SSH.
 */

export interface HostRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Every call throws a `PlatformError` for what the world fails to do; a program that says no is no failure but an exit code.
 * Files are named by absolute paths.
 */
export interface BoundaryHost {
  /** `this host`, or what `ssh` was told. */
  readonly name: string;
  /** Runs a program with its arguments, never through a shell of ours, in UTC and without a language. */
  readonly run: (words: readonly string[], input?: string) => Promise<HostRun>;
  /** The bytes of a file; null when there is none. */
  readonly read: (file: string) => Promise<Uint8Array | null>;
  /** Makes a folder and those above it. */
  readonly makeFolder: (folder: string) => Promise<void>;
  /** Replaces a file in one step. It is on the disk when the call returns. */
  readonly write: (file: string, text: string) => Promise<void>;
  /** Adds to the end of a file, made if need be. It is on the disk when the call returns. */
  readonly append: (file: string, text: string) => Promise<void>;
  /** Gives a file another name, in place of whatever has it. That is on the disk when the call returns. */
  readonly move: (from: string, to: string) => Promise<void>;
  /** Removes a file that may be there. */
  readonly remove: (file: string) => Promise<void>;
  /** Holds a lock that ends with this process, however that dies, and gives what returns it. */
  readonly lock: (file: string) => Promise<() => Promise<void>>;
}

/** Milliseconds that a command waits for another one to be done with the same boundary. */
export const lockPatience = 10_000;

/** Milliseconds after which a program is stopped; a ruleset of 100,000 elements takes ten thousand to load. */
export const runLimit = 180_000;
/** Characters of output after which it is stopped: a listing of 100,000 elements has 30 million. */
export const outputLimit = 400_000_000;
