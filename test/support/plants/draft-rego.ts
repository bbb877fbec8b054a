/** Random Rego allowlists from a grammar of literals, each with its meaning. */
import fc from 'fast-check';
import type { RegoSource } from '../../../src/model/plant.ts';
import type { PolicyInput } from '../../../src/model/policy-input.ts';
import { sometimes } from './pick.ts';
import { helperRules, type Literal, literalGroups } from './rego-literals.ts';

/**
 * An allowlist as text, and whether one of its rules grants what is asked, on a usual port of the protocol, on another
 * port of one of its transports, or elsewhere.
 */
export interface AllowlistDraft {
  readonly name: string;
  readonly source: RegoSource;
  readonly grants: (input: PolicyInput, port: 'usual' | 'transport' | 'other') => boolean;
}

const names = ['hist', 'hist_2'];

/** The literals of one rule. */
const rule: fc.Arbitrary<readonly Literal[]> = fc
  .tuple(
    ...literalGroups.map((group, index) =>
      index === 0 ? fc.constantFrom(...group) : sometimes(fc.constantFrom(...group)),
    ),
  )
  .map((chosen) => chosen.filter((literal) => literal !== null));

/** One or two allowlists of one to three rules. */
export const arbitraryAllowlists: fc.Arbitrary<readonly AllowlistDraft[]> = fc
  .array(fc.array(rule, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: names.length })
  .map((lists) => lists.map((rules, index) => draftAllowlist(names[index] ?? 'hist', rules)));

function draftAllowlist(name: string, rules: readonly (readonly Literal[])[]): AllowlistDraft {
  const written = rules.map(
    (literals, index) =>
      `grant contains "rule-${index}" if {\n${literals.map(({ rego }) => `\t${rego}\n`).join('')}}\n`,
  );
  const head = `# METADATA\n# title: ${name}\n# custom: {owner: ops, reason: reports}\npackage plant.allow.${name}\n\n`;
  return {
    name,
    source: { path: `policies/${name}.rego`, text: `${head}${written.join('\n')}${helperRules}` },
    grants: (input, port) =>
      rules.some((literals) => {
        const speaksOfPort = port === 'usual' || (port === 'transport' && literals.some((each) => each.limitsPorts));
        return speaksOfPort && literals.every((literal) => literal.holds(input));
      }),
  };
}
