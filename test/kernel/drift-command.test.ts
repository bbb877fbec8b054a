/** `zonewright drift` where it runs: what docs/nftables.md shows, JSON by its schema, and exit codes. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, expect } from 'vitest';
import { documentBlocks, shownPattern } from '../support/document-sessions.ts';
import { openRouter, type Router, rulesetTest } from '../support/kernel.ts';

const root = path.join(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-drift-'));
const plant = path.join(folder, 'bottling');
cpSync(path.join(root, 'examples/plants/starter'), plant, { recursive: true });

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The boundary of the starter plant, as it was exported. */
async function withLine(use: (router: Router) => Promise<void>): Promise<void> {
  const router = await openRouter({ eth0: ['10.20.0.0/24'], eth1: ['10.20.1.0/24'] });
  try {
    const { stdout } = await zonewright(router, ['export', '--plant', 'bottling', '--boundary', 'fw-line']);
    await router.run(['nft', '-f', '-'], stdout);
    await use(router);
  } finally {
    router.close();
  }
}

async function zonewright(router: Router, args: readonly string[]) {
  const main = path.join(root, 'src/cli/main.ts');
  return await router.attempt(['env', '-C', folder, process.execPath, main, ...args]);
}

rulesetTest('prints what docs/nftables.md shows, one command after the other', async () => {
  const page = readFileSync(path.join(root, 'docs/nftables.md'), 'utf8');
  const section = page.split(/^## /m).find((each) => each.startsWith('Drift')) ?? '';
  const commands = documentBlocks('console', section).flatMap((block) => block.split(/^\$ /m).slice(1));
  expect(commands.length).toBeGreaterThan(5);
  await withLine(async (router) => {
    for (const each of commands) {
      const [command = '', ...shown] = each.trimEnd().split('\n');
      const [program, ...args] = command.split(' ');
      if (program === 'nft') await router.run(['nft', '-f', '-'], args.join(' '));
      else {
        const { stdout, stderr } = await zonewright(router, args);
        expect(`${stdout}${stderr}`.replaceAll(/\s+$/gm, '')).toMatch(shownPattern(shown.join('\n')));
      }
    }
  });
});

rulesetTest('exits with 0 without drift and with 1 when there is some, as JSON that its schema describes', async () => {
  const schema: unknown = JSON.parse(readFileSync(path.join(root, 'schemas/drift.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: false }).compile(schema as object);
  const command = ['drift', '--plant', 'bottling', '--boundary', 'fw-line', '--format', 'json'];
  await withLine(async (router) => {
    const clean = await zonewright(router, command);
    expect(clean).toMatchObject({ code: 0 });
    await router.run(['nft', 'insert rule inet zonewright forward ip ttl 1 accept']);
    await router.run(['nft', 'insert rule inet zonewright forward tcp dport 22 accept']);
    const drifted = await zonewright(router, command);
    expect(drifted).toMatchObject({ code: 1 });
    for (const { stdout } of [clean, drifted]) {
      const report: unknown = JSON.parse(stdout);
      expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    }
    expect(JSON.parse(drifted.stdout)).toMatchObject({
      findings: [
        { code: 'drift/open', difference: { from: 'control', to: 'cell-filler', services: ['tcp 22'], grant: null } },
        { code: 'drift/may-open', show: 'nft --handle list chain inet zonewright forward' },
      ],
    });
    const lenient = await zonewright(router, [...command, '--fail-on', 'critical']);
    expect(lenient).toMatchObject({ code: 0 });
  });
});

rulesetTest('exits with 2 and says what to do when it may not look', async () => {
  await withLine(async (router) => {
    const main = path.join(root, 'src/cli/main.ts');
    const command = ['drift', '--plant', path.join(root, 'examples/plants/starter'), '--boundary', 'fw-line'];
    const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--bounding-set', '-all'];
    const { code, stderr } = await router.attempt([...nobody, process.execPath, main, ...command]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/run this as root/) as unknown });
    const other = await zonewright(router, ['drift', '--plant', 'bottling', '--boundary', 'fw-lin']);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringMatching(/did you mean fw-line/) as unknown });
  });
});
