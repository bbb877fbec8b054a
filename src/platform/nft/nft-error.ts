/** A refusal by `nft`, with what it complained about. */
import { PlatformError } from '../platform-error.ts';
import { formatNftProblem, type NftProblem, parseNftProblems } from './nft-problem.ts';

/** Raised when `nft` ran and refused; `problems` has every complaint with its line. */
export class NftError extends PlatformError {
  readonly problems: readonly NftProblem[];

  constructor(what: string, stderr: string) {
    const problems = parseNftProblems(stderr);
    const first = problems[0];
    super('nft/refused', `${what}: ${first === undefined ? 'no message' : formatNftProblem(first)}`);
    this.name = 'NftError';
    this.problems = problems;
  }
}
