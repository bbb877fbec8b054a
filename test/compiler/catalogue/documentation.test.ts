import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseCatalogue } from '../../../src/compiler/catalogue/parse-catalogue.ts';
import { operationClasses } from '../../../src/model/catalogue.ts';
import { operationsByCode } from '../../../src/model/catalogue-lookup.ts';
import { shippedFiles } from './shipped.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/adding-a-protocol.md'), 'utf8');

it('the example of docs/adding-a-protocol.md is a protocol of the catalogue', () => {
  const text = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? '';
  const { catalogue, problems } = parseCatalogue([...shippedFiles, { path: 'zones/protocols/valvetalk.yaml', text }]);
  expect(problems).toEqual([]);
  expect(operationsByCode(catalogue, 'valvetalk', '4.7').map(({ name }) => name)).toEqual(['set_mode']);
  expect(operationsByCode(catalogue, 'valvetalk', '201').map(({ name }) => name)).toEqual(['vendor_command']);
});

it('docs/adding-a-protocol.md explains every operation class', () => {
  expect(operationClasses.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
