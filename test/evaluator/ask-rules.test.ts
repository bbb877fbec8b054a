/** A rule that runs away is stopped, and costs the others nothing. */
import { expect, test } from 'vitest';
import { compileRules } from '../../src/compiler/rules/compile-rules.ts';
import { askRules } from '../../src/evaluator/ask-rules.ts';
import type { RuleInput } from '../../src/model/rule-input.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';

const rule = (name: string, body: string): string => `# METADATA
# title: ${name}
# custom: {id: ${name}, severity: low, packs: [own], iec62443: [3-2 ZCR 3.1], attackIcs: [M0930], why: so, fix: so}
package plant.rules.${name}

${body}
`;

const input: RuleInput = {
  plant: 'p',
  today: '2026-11-25',
  zones: [],
  assets: [],
  conduits: [],
  grants: [],
  boundaries: [],
};

test('a rule that runs away is stopped; the others answer', async () => {
  const at = { file: 'plant.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };
  const sources = [
    rule(
      'endless',
      'finding contains 1 if {\n\tsome a in numbers.range(1, 3000)\n\tsome b in numbers.range(1, 3000)\n\tsome c in numbers.range(1, 3000)\n\ta * b * c == count(input.zones) - 1\n}',
    ),
    rule('quick', 'finding contains {"subject": {"kind": "plant", "id": input.plant}, "what": "here"}'),
  ].map((text, index) => ({ path: `policies/rules/r${index}.rego`, text }));
  const compiled = await compileRules(
    sources,
    { packs: [{ value: 'own', at }], adjustments: [] },
    readShippedFiles(),
    await openRegoCompiler({}),
  );
  expect(compiled.diagnostics).toEqual([]);
  const packages = compiled.value.rules.map((each) => each.rule.package);
  const answers = askRules(compiled.value.wasm ?? new Uint8Array(), input, packages, { timeLimit: 500 });
  expect(answers.get('plant.rules.endless')).toBe('the policy took longer than 500 ms');
  expect(answers.get('plant.rules.quick')).toEqual([
    { subject: { kind: 'plant', id: 'p', field: null }, what: 'here', related: [] },
  ]);
});
