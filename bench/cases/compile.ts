/** Compiling a plant of 1,000 zones, 10,000 conduits and 20,000 grants: seconds and peak memory. */
import { compilePlant } from '../compiled-plant.ts';
import { largePlant } from '../large-plant.ts';
import { digits, row } from '../measure.ts';

const size = { zones: 1000, conduits: 10_000, grants: 2, assets: 10 };
const bytes = largePlant(size).reduce((sum, file) => sum + file.text.length, 0);
const started = performance.now();
const { bundle } = await compilePlant(size);
const seconds = (performance.now() - started) / 1000;
const { maxRSS } = process.resourceUsage();
const { zones, assets, conduits, grants } = bundle.plan;
row(
  'plant',
  `${zones.length} zones, ${assets.length} assets, ${conduits.length} conduits, ${grants.length} grants, ${digits(bytes / 1e6)} MB of YAML`,
);
row('files to bundle', `${digits(seconds)} s (limit 10 s)`, `peak ${digits(maxRSS / 1024)} MiB (limit 1,024 MiB)`);
row('data.json', `${digits(JSON.stringify(bundle.data).length / 1e6)} MB`);
