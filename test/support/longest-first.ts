/** The order of test files: those that take longest begin, so that none of them is left alone at the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** From the longest on; each takes more than ten seconds of processor time. */
export const longest: readonly string[] = [
  'test/kernel/hitless.test.ts',
  'test/kernel/mutants.test.ts',
  'test/kernel/prove.test.ts',
  'test/kernel/apply-command.test.ts',
  'test/compiler/validate/mutations.test.ts',
  'test/kernel/lab.test.ts',
  'test/kernel/bridge-prove.test.ts',
  'test/kernel/bridge-apply.test.ts',
  'test/kernel/session-command.test.ts',
  'test/kernel/killed-commands.test.ts',
  'test/kernel/translated-hitless.test.ts',
  'test/docs/nftables.test.ts',
  'test/property/meaning.test.ts',
  'test/cli/follow.test.ts',
  'test/cli/bad-input.test.ts',
  'test/flows/robustness.test.ts',
  'test/cli/diff.test.ts',
  'test/cli/language-server.test.ts',
  'test/kernel/drift-mutations.test.ts',
  'test/property/partial-observation.test.ts',
  'test/compiler/rego/lower/lower-allowlists.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((name) => moduleId.endsWith(`/${name}`));
      return found === -1 ? longest.length : found;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
