/** The allowed set of plants of 1,000 and of 20,000 grants: built, and analysed in every respect but use. */
import { allowedSetOf } from '../../src/algebra/allowed-set.ts';
import { analyzePlan } from '../../src/analyzer/analyze.ts';
import { compilePlant } from '../compiled-plant.ts';
import { digits, row } from '../measure.ts';

const sizes = [
  { zones: 50, conduits: 500, grants: 2, assets: 10 },
  { zones: 1000, conduits: 10_000, grants: 2, assets: 10 },
];
const costs: number[] = [];
for (const size of sizes) {
  const compiling = performance.now();
  const { bundle, catalogue } = await compilePlant(size);
  const compiled = (performance.now() - compiling) / 1000;
  const { plan } = bundle;
  const built = cpuOf(() => allowedSetOf(plan));
  const options = { catalogue, now: 1_800_000_000, usage: null };
  const analysed = cpuOf(() => analyzePlan(plan, options));
  costs.push(built.seconds + analysed.seconds);
  const findings = analysed.value.reduce((sum, { diagnostics }) => sum + diagnostics.length, 0);
  row(
    `${size.zones} zones, ${size.conduits} conduits, ${plan.grants.length} grants`,
    `compiled and validated in ${digits(compiled)} s`,
    `set built in ${digits(built.seconds)} s, ${built.value.space.diagrams.count()} nodes`,
    `analysed in ${digits(analysed.seconds)} s, ${findings} findings`,
  );
}
const [small = 1, large = 1] = costs;
row('20 times the grants cost', `${digits(large / small)} times (set and analysis)`);
row('peak memory', `${digits(process.resourceUsage().maxRSS / 1024)} MiB (limit 1,536 MiB)`);

/** One run, as a person waits for it. */
function cpuOf<T>(work: () => T): { readonly value: T; readonly seconds: number } {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { value, seconds: (user + system) / 1e6 };
}
