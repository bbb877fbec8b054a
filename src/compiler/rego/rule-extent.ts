/** Where a rule begins and ends. */
import type { RegoPlace } from './port.ts';

/** Whether a place lies in a rule. */
export function isWithin(at: RegoPlace, rule: RegoPlace): boolean {
  const { line, column } = at;
  if (at.file !== rule.file || line < rule.line || (line === rule.line && column < rule.column)) return false;
  const endLine = rule.endLine ?? rule.line;
  return line < endLine || (line === endLine && column < (rule.endColumn ?? Number.POSITIVE_INFINITY));
}
