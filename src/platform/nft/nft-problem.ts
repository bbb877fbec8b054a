/** The messages of `nft`, each with the line of the ruleset that it points at. */

/** One complaint of `nft` about a ruleset. */
export interface NftProblem {
  /** 1-based line of the ruleset text, null when `nft` names none. */
  readonly line: number | null;
  /** 1-based column, null when `nft` names none. */
  readonly column: number | null;
  readonly message: string;
}

const longestList = 20;

/** Reads `nft`'s standard error. The lines that repeat the source and underline it are left out. */
export function parseNftProblems(stderr: string): readonly NftProblem[] {
  const problems: NftProblem[] = [];
  for (const text of stderr.split('\n')) {
    const placed = /^(?:\/dev\/stdin|-|[^\s:]+):(\d+):(\d+)(?:-\d+)?: (?:Error: )?(.*)$/.exec(text);
    if (placed !== null)
      problems.push({ line: Number(placed[1]), column: Number(placed[2]), message: placed[3] ?? '' });
    else if (/^(Error|netlink: Error|internal:0:0-0: Error): /.test(text))
      problems.push({ line: null, column: null, message: text.replace(/^(internal:0:0-0: |netlink: )?Error: /, '') });
    if (problems.length === longestList) break;
  }
  if (problems.length > 0) return problems;
  const first = stderr.split('\n').find((text) => text.trim() !== '');
  return [{ line: null, column: null, message: first?.trim() ?? 'it failed without a message' }];
}

/** One line for people: `line 12: syntax error, unexpected newline`. */
export function formatNftProblem(problem: NftProblem): string {
  return problem.line === null ? problem.message : `line ${problem.line}: ${problem.message}`;
}
