/** Lowering 2,000 Rego grants of five conditions each over 2,000 assets: seconds and peak memory. */
import { checkSources } from '../../src/compiler/compile.ts';
import { lowerAllowlists } from '../../src/compiler/rego/lower/lower-allowlists.ts';
import type { RegoCompiler } from '../../src/compiler/rego/port.ts';
import { loadPolicy } from '../../src/evaluator/policy.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';
import { digits, row } from '../measure.ts';
import { regoPlant } from '../rego-plant.ts';

const sources = regoPlant(2000);
const shipped = readShippedFiles();
const options = { now: 1_800_000_000, dialects: ['nftables'], revision: null, runtime: loadPolicy };
const rego = await openRegoCompiler(process.env);
const { value, diagnostics } = await checkSources(sources, shipped, options, rego);
if (diagnostics.length > 0) throw new Error(`the plant is not clean: ${JSON.stringify(diagnostics[0])}`);
const { plan, catalogue } = value;

let partial = 0;
const timed: Pick<RegoCompiler, 'check' | 'partial'> = {
  check: (request) => rego.check(request),
  partial: async (request) => {
    const started = performance.now();
    const answer = await rego.partial(request);
    partial += (performance.now() - started) / 1000;
    return answer;
  },
};
const started = performance.now();
const lowered = await lowerAllowlists(plan, sources.rego, catalogue, timed);
const total = (performance.now() - started) / 1000;
row('plant', `${plan.zones.length} zones, ${plan.assets.length} assets, ${plan.conduits.length} zone pairs`);
row('lowered', `${lowered.grants.length} grants, ${lowered.guards.length} guards`);
row('partial evaluation', `${digits(partial)} s`);
row('checking and tabulation', `${digits(total - partial)} s`);
row('cold', `${digits(total)} s (limit 15 s)`, `peak ${digits(process.resourceUsage().maxRSS / 1024)} MiB`);
