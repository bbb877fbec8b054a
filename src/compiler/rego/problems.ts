/** Problems of the Rego compiler as findings. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../model/span.ts';
import type { RegoProblem } from './port.ts';

export function diagnoseRego(problems: readonly RegoProblem[]): readonly Diagnostic[] {
  return problems.map((problem) => {
    const at = spanOf(problem);
    if (problem.builtin !== undefined) return diagnose('rego/builtin', at, { builtin: problem.builtin });
    const message = [problem.message, ...expectation(problem)].join('; ');
    if (problem.code === 'rego_parse_error') return diagnose('rego/parse', at, { message });
    return diagnose(problem.code === 'rego_type_error' ? 'rego/type' : 'rego/compile', at, { message });
  });
}

function expectation(problem: RegoProblem): readonly string[] {
  const names = problem.expected ?? [];
  return names.length === 0 ? [] : [`known here: ${names.slice(0, 12).join(', ')}`];
}

/** Parts of the request in angle brackets are no files. */
function spanOf(problem: RegoProblem): Span | null {
  if (problem.file.startsWith('<')) return null;
  const { file, line, column } = problem;
  return { file, line, column, endLine: problem.endLine ?? line, endColumn: problem.endColumn ?? column + 1 };
}
