/** The catalogue as it is shipped, read from `zones/` once per test run. */
import { readdirSync, readFileSync } from 'node:fs';
import { parseCatalogue } from '../../src/compiler/catalogue/parse-catalogue.ts';
import type { Catalogue } from '../../src/model/catalogue.ts';

const zones = new URL('../../zones/', import.meta.url);

export const shippedCatalogue: Catalogue = parseCatalogue(
  readdirSync(zones, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => ({ path: `zones/${path}`, text: readFileSync(new URL(path, zones), 'utf8') })),
).catalogue;
