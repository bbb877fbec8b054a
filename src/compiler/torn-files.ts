/** What can be said of a plant while the syntax of a file of it is wrong, and nobody knows what else the file says. */
import type { Diagnostic, DiagnosticCode } from '../diagnostics/diagnostic.ts';

/** Findings that say that something is missing, or is nowhere named: it may be in the file that is torn. */
const ofAbsence: ReadonlySet<DiagnosticCode> = new Set([
  'reference/unknown',
  'allowlist/unused',
  'grant/outside-zone',
  'address/outside-zone',
  'selector/empty',
  'conduit/unenforced',
  'conduit/crosses-scopes',
]);

/** Findings without those that a torn file may be the reason of, and without what is said of such a file beside the tear. */
export function withoutTorn(findings: readonly Diagnostic[], parsed: readonly Diagnostic[]): readonly Diagnostic[] {
  const torn = new Set(parsed.flatMap(({ code, at }) => (code === 'yaml/syntax' && at !== null ? [at.file] : [])));
  if (torn.size === 0) return findings;
  const tears = new Set(parsed);
  return findings.filter(
    (finding) =>
      !ofAbsence.has(finding.code) && (tears.has(finding) || finding.at === null || !torn.has(finding.at.file)),
  );
}
