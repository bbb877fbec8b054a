/** Every golden file is what this kernel accepts, and what it keeps is what was written. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { checkRuleset } from '../../src/platform/nft/check-ruleset.ts';
import { parseNftJson } from '../../src/platform/nft/nft-json.ts';
import { openRouter, packetTest, rulesetTest } from '../support/kernel.ts';
import { parseRuleset } from '../support/nft-interpreter.ts';
import { describeKernelMaps, describeTextMaps } from '../support/ruleset-maps.ts';

const folder = new URL('../exporters/golden/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.nft'));

rulesetTest('there are golden files', () => {
  expect(files.length).toBeGreaterThan(4);
});

for (const file of files) {
  const text = readFileSync(new URL(file, folder), 'utf8');

  rulesetTest(`the kernel accepts ${file}`, async () => {
    expect(await checkRuleset(text)).toEqual({ status: 'accepted' });
  });

  packetTest(`the kernel keeps every element of ${file}, loaded twice`, async () => {
    const router = await openRouter({ eth0: [], eth1: [] });
    try {
      await router.run(['nft', '-f', '-'], text);
      await router.run(['nft', '-f', '-'], text);
      const objects = parseNftJson(await router.run(['nft', '-j', '-n', 'list', 'ruleset']));
      expect(describeKernelMaps(objects)).toEqual(describeTextMaps(parseRuleset(text)));
      expect(objects.filter((object) => object.kind === 'table')).toHaveLength(1);
    } finally {
      router.close();
    }
  });
}
