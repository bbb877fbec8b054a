/** The catalogue that the project ships, read once for all tests of this folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ParsedCatalogue, parseCatalogue } from '../../../src/compiler/catalogue/parse-catalogue.ts';
import type { CatalogueFile } from '../../../src/compiler/catalogue/read-catalogue-file.ts';

const folder = join(import.meta.dirname, '../../../zones');

export const shippedFiles: readonly CatalogueFile[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => ({ path: `zones/${path.replaceAll('\\', '/')}`, text: readFileSync(join(folder, path), 'utf8') }));

export const shipped: ParsedCatalogue = parseCatalogue(shippedFiles);
