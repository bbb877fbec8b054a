/** What became of each input of a live audit, over all the files that it was while it was rotated. */
import type { AuditInput } from '../model/audit-input.ts';

export interface InputTotals {
  add(input: AuditInput): void;
  /** By name. */
  inputs(): AuditInput[];
}

/** Problems that are kept for each input. */
const mostProblems = 20;

/** Nothing read yet. */
export function createInputTotals(): InputTotals {
  const totals = new Map<string, AuditInput>();
  return {
    add(input) {
      const before = totals.get(input.file);
      totals.set(input.file, before === undefined ? input : sum(before, input));
    },
    inputs: () => [...totals.values()].sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

function sum(before: AuditInput, input: AuditInput): AuditInput {
  const skipped: Record<string, number> = { ...before.skipped };
  for (const [reason, count] of Object.entries(input.skipped)) skipped[reason] = (skipped[reason] ?? 0) + count;
  return {
    ...before,
    // A file that has just been rotated is empty, and says nothing about the format.
    format: input.format === 'empty' ? before.format : input.format,
    packets: before.packets + input.packets,
    records: before.records + input.records,
    skipped,
    problems: [...before.problems, ...input.problems].slice(-mostProblems),
  };
}
