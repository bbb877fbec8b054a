/** A stable order of diagnostics, so that the order of files and of checks changes no output. */
import { compareSpans } from '../model/span.ts';
import type { Diagnostic } from './diagnostic.ts';

/** By place, then code, then facts; diagnostics without a place come first. Equal ones are reported once. */
export function orderDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const keyed = diagnostics.map((diagnostic) => ({ diagnostic, facts: JSON.stringify(diagnostic.args) }));
  keyed.sort((a, b) => comparePlaces(a.diagnostic, b.diagnostic) || compareTexts(a.facts, b.facts));
  return keyed
    .filter((entry, index) => {
      const before = keyed[index - 1];
      return (
        before === undefined || comparePlaces(before.diagnostic, entry.diagnostic) !== 0 || before.facts !== entry.facts
      );
    })
    .map((entry) => entry.diagnostic);
}

function comparePlaces(a: Diagnostic, b: Diagnostic): number {
  if (a.at === null || b.at === null) {
    if (a.at !== b.at) return a.at === null ? -1 : 1;
    return compareTexts(a.code, b.code);
  }
  return compareSpans(a.at, b.at) || compareTexts(a.code, b.code);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
