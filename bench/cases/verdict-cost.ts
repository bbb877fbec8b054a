/** What one uncached decision costs at 10, 1,000 and 10,000 conduits: allowed, denied by operation, no conduit. */
import { type DecisionKey, inputFor } from '../../src/evaluator/decide.ts';
import { createResolver } from '../../src/evaluator/resolve.ts';
import { compilePlant } from '../compiled-plant.ts';
import { addressOf, endsOf } from '../large-plant.ts';
import { cpuSeconds, digits, row } from '../measure.ts';

const sizes = [10, 1000, 10_000];
const asked = 20_000;
const costs: number[] = [];
for (const conduits of sizes) {
  const zones = Math.max(4, Math.min(1000, conduits / 10));
  const { bundle, policy } = await compilePlant({ zones, conduits, grants: 2, assets: 10 });
  const resolve = createResolver(bundle.plan);
  const inputs = Array.from({ length: asked }, (_, index) => inputFor(keyFor(index, zones, conduits)));
  let allowed = 0;
  const seconds = await cpuSeconds(5, () => {
    allowed = 0;
    for (const input of inputs) {
      const decision = policy.decide(input);
      if (decision.kind === 'decided' && decision.allow) allowed += 1;
    }
  });
  const micros = (seconds * 1e6) / asked;
  costs.push(micros);
  const ratio = micros / (costs[0] ?? micros);
  row(
    `${conduits} conduits, ${zones} zones`,
    `${digits(micros)} us per decision`,
    `${digits(ratio)} x the smallest (limit 1.5)`,
    `${allowed} of ${asked} allowed`,
  );

  function keyFor(index: number, count: number, all: number): DecisionKey {
    const [from, to] = endsOf((index * 7919) % all, count);
    const other = index % 3 === 2 ? (to + (count >> 1)) % count : to;
    const { source, destination } = resolve('large', addressOf(from, 0), addressOf(other, 2 + (index % 8)));
    const write = index % 3 === 1;
    return {
      source,
      destination,
      protocol: 'modbus',
      transport: 'tcp',
      port: 502,
      operation: write
        ? { class: 'write', code: '6', name: 'write_single_register' }
        : { class: 'read', code: '3', name: 'read_holding_registers' },
      object: { unit: 1, table: 'holding', first: index % 200, count: 1 },
      windows: [],
    };
  }
}
