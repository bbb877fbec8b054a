/** What a command gets from the outside; tests pass a fake one, so that no child process is needed. */
import type { CommandContext } from '@stricli/core';
import type { Logger } from 'pino';

export interface OutputStream {
  write(text: string): unknown;
  /** Calls the listener when a full stream takes more. */
  once?(event: 'drain', listener: () => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface CliContext extends CommandContext {
  readonly process: {
    readonly stdout: OutputStream;
    readonly stderr: OutputStream;
    readonly env: Readonly<Record<string, string | undefined>>;
    exitCode?: number | string | null;
  };
  /** The folder that relative paths mean. */
  readonly cwd: string;
  /** Technical log on standard error; silent unless `ZONEWRIGHT_LOG` names a level. */
  readonly log: Logger;
}
