/** What is left to run after lowering: it still compiles, and with the lowered grants decides as the Rego as written. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blankLoweredRules } from '../../../src/compiler/rego/blank-lowered-rules.ts';
import { openRegoCompiler } from '../../../src/platform/rego-compiler.ts';
import { referenceAllows } from '../../support/reference-evaluator.ts';
import { arbitraryConversation, arbitraryRules } from './lower/arbitrary-rules.ts';
import { compileRules, lowerRules, world } from './lower/lowering-world.ts';

const compiler = await openRegoCompiler(process.env);
const head = 'package plant.allow.t\n\n';

/** Rules of the allowlist `t` after blanking, without the package line. */
async function remains(rules: string, others: Readonly<Record<string, string>> = {}): Promise<string> {
  const modules = { 'policies/t.rego': `${head}${rules}\n`, ...others };
  const checked = await compiler.check({ modules });
  if (checked.kind === 'failed') throw new Error(JSON.stringify(checked.errors));
  const sources = Object.entries(modules).map(([path, text]) => ({ path, text }));
  const left = blankLoweredRules(sources, checked, ['t'], await lowerRules(rules));
  expect(left.slice(1)).toEqual(sources.slice(1));
  return (left[0]?.text ?? '').slice(head.length);
}

const lowers = 'grant contains "a" if input.service.protocol == "modbus"';
const guard = 'grant contains "b" if {\n\tnot "night" in input.windows\n\tinput.service.protocol == "s7comm"\n}';
const blankOf = (text: string): string => text.replace(/[^\n]/gu, ' ');

describe('a rule that lowers', () => {
  test('is replaced by spaces, with its METADATA, and a guard stays where it was', async () => {
    const metadata = '# METADATA\n# title: ünïcode 𝕏';
    expect(await remains(`${metadata}\n${lowers} # why\n\n# of the guard\n${guard}`)).toBe(
      `${blankOf(metadata)}\n${blankOf(lowers)} # why\n\n# of the guard\n${guard}\n`,
    );
  });

  test('stays when nothing tells which rule a guard comes from', async () => {
    const helper = 'ok if {\n\tnot "night" in input.windows\n\tinput.service.protocol == "s7comm"\n}';
    const rules = `${lowers.replace('"a"', '"b"')}\n\n${helper}\n\ngrant contains id if {\n\tsome id in ["b"]\n\tok\n}`;
    expect(await remains(rules)).toBe(`${rules}\n`);
  });

  test('is told from a guard by its id where every condition stands in a helper', async () => {
    const rest = `ok if {\n\tnot "night" in input.windows\n\tinput.service.protocol == "s7comm"\n}\n\ngrant contains "b" if ok`;
    expect(await remains(`${lowers}\n\n${rest}`)).toBe(`${blankOf(lowers)}\n\n${rest}\n`);
  });

  test('stays when another rule reads the grants', async () => {
    const reader = {
      'policies/u.rego': 'package plant.allow.u\n\ngrant contains id if some id in data.plant.allow.t.grant\n',
    };
    expect(await remains(`${lowers}\n\n${guard}`, reader)).toBe(`${lowers}\n\n${guard}\n`);
    const inside = `${lowers}\n\n${guard}\n\nmany if count(grant) > 1`;
    expect(await remains(inside)).toBe(`${inside}\n`);
  });
});

test('what is left decides with the lowered grants as the Rego as written', { timeout: 600_000 }, async () => {
  let blanked = 0;
  const runs = Number(process.env['BLANKING_RUNS'] ?? 6);
  await fc.assert(
    fc.asyncProperty(arbitraryRules, fc.nat(), async (rules, seed) => {
      const left = await remains(rules.rego);
      if (left !== `${rules.rego}\n`) blanked += 1;
      const { grants } = await lowerRules(rules.rego);
      const [written, runs] = await Promise.all([compileRules(rules.rego), compileRules(left)]);
      for (const key of fc.sample(arbitraryConversation(world, rules), { numRuns: 300, seed })) {
        const granted = referenceAllows({ ...world, grants }, key);
        // A request across ranges of several rules is granted although no rule allows it whole.
        if (written(key)) expect([rules.rego, key, granted || runs(key)]).toEqual([rules.rego, key, true]);
        else expect([rules.rego, key, runs(key)]).toEqual([rules.rego, key, false]);
      }
    }),
    { numRuns: runs },
  );
  expect(blanked).toBeGreaterThan(runs / 3);
});
