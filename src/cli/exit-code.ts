/** Exit codes (docs/command-line.md). */
import { atLeast, type Severity } from '../diagnostics/severity.ts';

export const exitCodes = {
  /** Nothing found at or above the threshold. */
  clean: 0,
  /** Findings at or above the threshold. */
  findings: 1,
  /** Could not run: bad usage, unreadable input, or a bad policy for a command that needs a good one. */
  failed: 2,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** `never` lets every finding pass. */
export type FailOn = Severity | 'never';

/** Whether any of the severities reaches the threshold. */
export function exitCodeFor(severities: readonly Severity[], failOn: FailOn): ExitCode {
  if (failOn === 'never') return exitCodes.clean;
  return severities.some((each) => atLeast(each, failOn)) ? exitCodes.findings : exitCodes.clean;
}

/** Stricli's own failures are negative, and a command that throws gives 1; both mean that nothing could run. */
export function normaliseExitCode(code: number | string | null | undefined): ExitCode {
  if (code === exitCodes.clean || code === exitCodes.findings || code === undefined || code === null) {
    return code ?? exitCodes.clean;
  }
  return exitCodes.failed;
}
