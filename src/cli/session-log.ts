/** Which session log a command means, and what it says about a plant. */
import path from 'node:path';
import type { SessionTimes } from '../algebra/session-times.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { findingOf } from '../diagnostics/finding.ts';
import { escapeText } from '../diagnostics/words.ts';
import { checkSessions } from '../evaluator/check-sessions.ts';
import type { Plan } from '../model/plan.ts';
import { formatSpan } from '../model/span.ts';
import { readChainedLog } from '../platform/chained-log.ts';
import { isFlowFile } from '../platform/flow-files.ts';
import type { PlantFolder } from '../platform/plant-folder.ts';
import { PlatformError } from '../platform/platform-error.ts';
import type { CliContext } from './context.ts';
import type { SessionsFlags } from './flags.ts';

/** Where the log lies, and how it is named to people. */
export interface SessionLogFile {
  readonly absolute: string;
  readonly name: string;
}

/** The file that was named, else the one beside `plant.yaml`. */
export function sessionLogFile(
  { sessions }: SessionsFlags,
  { root }: Pick<PlantFolder, 'root'>,
  cwd: string,
): SessionLogFile {
  const absolute = sessions === undefined ? path.join(root, 'sessions.ndjson') : path.resolve(cwd, sessions);
  return { absolute, name: sessions ?? 'sessions.ndjson' };
}

/** The log of a command that only reads it; a file that was named must be there. */
export function existingSessionLog(
  flags: SessionsFlags,
  folder: Pick<PlantFolder, 'root'>,
  cwd: string,
): SessionLogFile {
  const file = sessionLogFile(flags, folder, cwd);
  if (flags.sessions !== undefined && !isFlowFile(file.absolute, cwd))
    throw new PlatformError('file/unreadable', `cannot read ${file.name}: there is no such file`);
  return file;
}

/** When sessions were open, and what is wrong with the log. */
export async function loadSessions({ absolute, name }: SessionLogFile, plan: Plan): Promise<Checked<SessionTimes>> {
  return checkSessions(await readChainedLog(absolute), plan, name);
}

/** Says on standard error what is wrong with the log, for commands whose output has no place for it. */
export function warnOfSessions({ process }: CliContext, diagnostics: readonly Diagnostic[]): void {
  for (const { severity, message, at } of diagnostics.map(findingOf))
    process.stderr.write(`${escapeText(`${at === null ? '' : `${formatSpan(at)}: `}${severity}: ${message}`)}\n`);
}
