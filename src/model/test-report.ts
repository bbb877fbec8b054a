/** What became of a plant's policy tests, and what they exercise, as `test --format json` prints it. */
import type { PolicyTest } from './policy-test.ts';
import type { Span } from './span.ts';

/** What became of one test in YAML. */
export interface TestOutcome {
  readonly test: PolicyTest;
  /** What does not hold; the test has passed when there is nothing and it could be read. */
  readonly failures: readonly TestFailure[];
  /** Why it could not be run; null when it was. */
  readonly unreadable: TestFailure | null;
  /** Ids of the grants that what it asked about rests on. */
  readonly used: readonly string[];
}

export interface TestFailure {
  /** The part of the test that does not hold. */
  readonly at: Span;
  readonly what: string;
  /** A place of the policy that has to do with it, such as the nearest grant. */
  readonly related: { readonly at: Span; readonly what: string } | null;
}

/** One test, in YAML or in Rego. */
export interface TestCase {
  readonly kind: PolicyTest['kind'] | 'rego';
  readonly name: string;
  readonly at: Span;
  readonly outcome: 'passed' | 'failed' | 'unreadable' | 'skipped';
  /** What does not hold, or why it could not be run. */
  readonly problems: readonly string[];
  /** What a Rego test printed. */
  readonly output: string | null;
}

export interface GrantUse {
  /** `conduit/grant`, or `plant.allow.<allowlist>/<grant>`. */
  readonly grant: string;
  readonly at: Span;
  readonly used: boolean;
}

/** One definition of a Rego rule. */
export interface RuleReach {
  /** As `plant.allow.historian.grant`. */
  readonly rule: string;
  readonly at: Span;
  /** Whether a Rego test has evaluated a part of it, or something rests on the grant that it makes. */
  readonly reached: boolean;
}

export interface TestCoverage {
  readonly grants: readonly GrantUse[];
  /** Those of allowlists, then those about the plant. */
  readonly rules: readonly RuleReach[];
}
