/** Policies in one running table: on trial, confirmed, taken back, and never two at a time. */
import { expect } from 'vitest';
import { fingerprint } from '../../src/exporters/nftables/running/fingerprint.ts';
import { routerShape } from '../../src/exporters/nftables/running/table-shape.ts';
import {
  confirmTransaction,
  rollbackTransaction,
  trialTransaction,
} from '../../src/exporters/nftables/running/transactions.ts';
import { parseNftJson } from '../../src/platform/nft/nft-json.ts';
import type { BoundaryCase } from '../support/arbitrary-boundary.ts';
import { exportCase } from '../support/export-request.ts';
import { goldenBoundaries } from '../support/golden-boundaries.ts';
import { openRouter, type Router, rulesetTest } from '../support/kernel.ts';
import { lineGrants, linePlant } from '../support/line-plant.ts';
import {
  clean,
  confirm,
  judges,
  letTrialEnd,
  listTable,
  load,
  rollBack,
  runningAt,
  tableAt,
  tryOut,
} from '../support/running-table.ts';

const { whole: _, ...others } = lineGrants;
const before = linePlant();
const after = linePlant(Object.values(others));
const equal = { kind: 'equal' };

async function atRouter(run: (router: Router) => Promise<void>): Promise<void> {
  const router = await openRouter({ eth0: [], eth1: [], eth2: [] });
  try {
    await run(router);
  } finally {
    router.close();
  }
}

/** Chains, maps and sets of the table, sorted: versions of nft list kinds of objects in orders of their own. */
async function namesAt(router: Router): Promise<readonly string[]> {
  const objects = parseNftJson(await listTable(router));
  return objects
    .flatMap((each) => (each.kind === 'chain' || each.kind === 'set' || each.kind === 'map' ? [each.name] : []))
    .sort();
}

rulesetTest('a candidate judges on trial, is confirmed, and the policy before it is gone', async () => {
  await atRouter(async (router) => {
    await load(router, exportCase(before));
    expect(await tableAt(router)).toMatchObject({ confirmed: { judge: 'enforce' }, trial: null });
    await tryOut(router, after, 60);
    expect(await tableAt(router)).toMatchObject({
      confirmed: { judge: 'enforce', policy: { boundary: 'fw-line' } },
      trial: { judge: 'enforce_a', policy: { boundary: 'fw-line' } },
    });
    expect(await judges(router, after)).toMatchObject(equal);
    await confirm(router);
    expect(await judges(router, after)).toMatchObject(equal);
    await clean(router);
    expect(await judges(router, after)).toMatchObject(equal);
    expect((await namesAt(router)).filter((name) => !name.endsWith('_a'))).toEqual(['forward', 'sessions']);
    await tryOut(router, before, 60);
    expect(await tableAt(router)).toMatchObject({ confirmed: { judge: 'enforce_a' }, trial: { judge: 'enforce_b' } });
    await confirm(router);
    await clean(router);
    expect((await namesAt(router)).filter((name) => !name.endsWith('_b'))).toEqual(['forward', 'sessions']);
    expect(await judges(router, before)).toMatchObject(equal);
  });
});

rulesetTest('a trial that nobody confirms ends by itself, and cannot be confirmed any more', async () => {
  await atRouter(async (router) => {
    await load(router, exportCase(before));
    await tryOut(router, after, 60);
    const onTrial = await tableAt(router);
    expect(onTrial.trial?.left).toBeLessThanOrEqual(60);
    expect(onTrial.trial?.left).toBeGreaterThan(0);
    expect(await judges(router, after)).toMatchObject(equal);
    await letTrialEnd(router);
    expect(await judges(router, before)).toMatchObject(equal);
    await expect(confirm(router)).rejects.toThrow('No such file or directory');
    expect(await tableAt(router)).toMatchObject({ ...onTrial, trial: { left: null } });
    await clean(router);
    expect((await namesAt(router)).filter((name) => /_[ab]$|^trial$/.test(name))).toEqual([]);
    expect(await judges(router, before)).toMatchObject(equal);
  });
});

rulesetTest('a trial can be taken back at once', async () => {
  await atRouter(async (router) => {
    await load(router, exportCase(before));
    await tryOut(router, after, 60);
    await rollBack(router);
    expect(await judges(router, before)).toMatchObject(equal);
    await clean(router);
    expect(await tableAt(router)).toMatchObject({ confirmed: { judge: 'enforce' }, trial: null });
    expect((await namesAt(router)).filter((name) => /_[ab]$|^trial$/.test(name))).toEqual([]);
  });
});

rulesetTest('before the first policy everything passes, or nothing, as was chosen', async () => {
  await atRouter(async (router) => {
    await tryOut(router, before, 60);
    expect(await judges(router, before)).toMatchObject(equal);
    await letTrialEnd(router);
    expect(await judges(router, before)).toMatchObject({ difference: { what: 'passes although nobody granted it' } });
    await clean(router);
    expect(await runningAt(router)).toEqual({ kind: 'absent' });
    await tryOut(router, before, 60, 'fallback_closed');
    expect(await judges(router, before)).toMatchObject(equal);
    await letTrialEnd(router);
    expect(await judges(router, linePlant([]))).toMatchObject({
      difference: { what: 'does not pass as an error about a connection' },
    });
    await clean(router);
    expect(await namesAt(router)).toEqual(['fallback_closed', 'forward', 'sessions']);
    await tryOut(router, before, 60);
    await confirm(router);
    await clean(router);
    expect((await namesAt(router)).filter((name) => !name.endsWith('_a'))).toEqual(['forward', 'sessions']);
  });
});

rulesetTest('every boundary is tried and confirmed as it was granted, in both slots', async () => {
  await atRouter(async (router) => {
    for (const [name, each] of Object.entries<BoundaryCase>(goldenBoundaries)) {
      await tryOut(router, each, 60);
      expect({ name, proof: await judges(router, each) }).toMatchObject({ name, proof: equal });
      await confirm(router);
      await clean(router);
      expect({ name, proof: await judges(router, each) }).toMatchObject({ name, proof: equal });
    }
  });
});

rulesetTest('a transaction fails as a whole when somebody has changed the rules that it counts on', async () => {
  await atRouter(async (router) => {
    await load(router, exportCase(before));
    await tryOut(router, after, 60);
    await rollBack(router);
    const { confirmed } = await tableAt(router);
    const rewrite = 'flush chain inet zonewright forward\nadd rule inet zonewright forward goto enforce\n';
    await load(router, rewrite);
    const policy = { model: '0123456789abcdef', revision: null, boundary: 'fw' };
    const request = {
      shape: routerShape,
      confirmed,
      translates: false,
      policy,
      seconds: 60,
      fallback: 'fallback_open',
      replacing: 'handles',
    } as const;
    await expect(load(router, trialTransaction(request))).rejects.toThrow('No such file');
    await tryOut(router, after, 60);
    const onTrial = await tableAt(router);
    await load(router, rewrite);
    await expect(load(router, confirmTransaction(onTrial))).rejects.toThrow('No such file');
    await expect(load(router, rollbackTransaction(onTrial))).rejects.toThrow('No such file');
    expect(await judges(router, before)).toMatchObject(equal);
  });
});

rulesetTest(
  'the fingerprint of a policy stays through counting and switching, and shows any change to it',
  async () => {
    await atRouter(async (router) => {
      await load(router, exportCase(before));
      const first = fingerprint(await listTable(router), 'enforce');
      await tryOut(router, after, 60);
      const candidate = fingerprint(await listTable(router), 'enforce_a');
      expect(fingerprint(await listTable(router), 'enforce')).toBe(first);
      expect(candidate).not.toBe(first);
      await confirm(router);
      await clean(router);
      expect(fingerprint(await listTable(router), 'enforce_a')).toBe(candidate);
      for (const change of [
        'add element inet zonewright allow_a { 0x00070007 . tcp . 23 : goto open_a }',
        'insert rule inet zonewright judge_a meta mark set 0x1',
        'add chain inet zonewright more_a',
      ]) {
        const known = fingerprint(await listTable(router), 'enforce_a');
        await load(router, `${change}\n`);
        expect(fingerprint(await listTable(router), 'enforce_a')).not.toBe(known);
      }
    });
  },
);
