/** When a comparison makes a run fail. */
import { type DiffReport, isApproved } from '../report/diff-json.ts';
import { type ExitCode, exitCodeFor, exitCodes, type FailOn } from './exit-code.ts';

/** What is opened, and what boundaries no longer hold, counts by its severity; an approval that is missing counts whatever it opens, once approvals are asked. */
export function exitCodeOfDiff(report: DiffReport, failOn: FailOn): ExitCode {
  const isMissing = report.approvedBy !== null && !report.approvals.every((each) => isApproved(report, each));
  if (isMissing) return exitCodes.findings;
  const opened = report.opened.flatMap((group) => group.entries.map((entry) => entry.severity));
  const widened = report.held.flatMap(({ change, severity }) => (change === 'widened' ? [severity] : []));
  return exitCodeFor([...opened, ...widened], failOn);
}
