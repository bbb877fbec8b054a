import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { protocolPage } from '../../tools/protocol-table.ts';

test('the page of protocols is what the catalogue, the decoders and the ground truth say', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../docs/protocols.md'), 'utf8');
  expect(page).toBe(protocolPage());
});
