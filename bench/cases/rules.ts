/** Every shipped rule about a plant of 1,000 zones, 10,000 conduits and 20,000 grants: seconds and peak memory. */
import { checkSources } from '../../src/compiler/compile.ts';
import { compileRules } from '../../src/compiler/rules/compile-rules.ts';
import { ruleInputOf } from '../../src/compiler/rules/rule-input.ts';
import { askRules } from '../../src/evaluator/ask-rules.ts';
import { loadPolicy } from '../../src/evaluator/policy.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';
import { largePlant } from '../large-plant.ts';
import { digits, row } from '../measure.ts';

const now = 1_800_000_000;
const at = { file: 'plant.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };
const packs = ['essential', 'iec-62443', 'nist-800-82', 'cip-005', 'remote-access'].map((value) => ({ value, at }));
const shipped = readShippedFiles();
const rego = await openRegoCompiler(process.env);
const seconds = (since: number): string => `${digits((performance.now() - since) / 1000)} s`;

const compiling = performance.now();
const { rules, wasm } = (await compileRules([], { packs, adjustments: [] }, shipped, rego)).value;
row('compile', `${rules.length} rules`, seconds(compiling), `${digits((wasm?.byteLength ?? 0) / 1000)} kB of WASM`);
for (const size of [
  { zones: 100, conduits: 1000, grants: 2, assets: 10 },
  { zones: 1000, conduits: 10_000, grants: 2, assets: 10 },
]) {
  const options = { now, dialects: ['nftables'], revision: null, runtime: loadPolicy };
  const { value } = await checkSources({ yaml: largePlant(size), rego: [] }, shipped, options, rego);
  const { plant, plan, catalogue } = value;
  const started = performance.now();
  const input = ruleInputOf(plant, plan, catalogue, now);
  const answers = askRules(
    wasm ?? new Uint8Array(),
    input,
    rules.map(({ rule }) => rule.package),
  );
  const found = [...answers.values()];
  const failed = found.filter((each) => typeof each === 'string');
  row(
    `ask about ${plan.grants.length} grants`,
    seconds(started),
    `${found.reduce((sum, each) => sum + (typeof each === 'string' ? 0 : each.length), 0)} findings`,
    failed.length === 0 ? 'every rule answers' : `${failed.length} do not: ${failed[0]}`,
    `peak ${digits(process.resourceUsage().maxRSS / 1024)} MiB`,
  );
}
