/** `zonewright language-server`: completion, hover, definitions and findings in editors. */
import { standardStreams } from '../../platform/standard-streams.ts';
import type { CliContext } from '../context.ts';
import { startLanguageServer } from '../language-server/start.ts';

/** Editors add these to a command by themselves; they change nothing. */
export interface LanguageServerFlags {
  readonly stdio: boolean;
  readonly clientProcessId?: string;
}

/** The process ends with the connection, so that this never comes back. */
export async function languageServer(this: CliContext, _flags: LanguageServerFlags): Promise<void> {
  if (standardStreams.input.isTTY)
    this.process.stderr.write(
      'this speaks the Language Server Protocol and is started by an editor; docs/editors.md says how. End it with Ctrl+D.\n',
    );
  startLanguageServer();
  await new Promise(() => undefined);
}
