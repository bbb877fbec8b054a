/** Policies that translate and policies that do not, one after the other at a real kernel: what judges also translates. */
import { expect } from 'vitest';
import { applyToBoundary } from '../../src/cli/boundary/apply-to-boundary.ts';
import { confirmTrial } from '../../src/cli/boundary/confirm-policy.ts';
import { rollBack } from '../../src/cli/boundary/roll-back.ts';
import type { BoundaryHost } from '../../src/platform/boundary-host/boundary-host.ts';
import type { BoundaryCase } from '../support/arbitrary-boundary.ts';
import { atEmptyBoundary, type BoundaryScene } from '../support/boundary-scene.ts';
import { type DyingHost, dyingHost, Killed } from '../support/dying-host.ts';
import { exportCase } from '../support/export-request.ts';
import { rulesetTest } from '../support/kernel.ts';
import { taskOf } from '../support/router-host.ts';
import {
  clean,
  confirm,
  judges,
  letTrialEnd,
  load,
  runningAt,
  tableAt,
  rollBack as takeBack,
  tryOut,
} from '../support/running-table.ts';
import { allTranslations, translatedLines } from '../support/translated-lines.ts';

const equal = { kind: 'equal' };
const whole = translatedLines();
const part = translatedLines(['line-2', 'hmi-web']);
const plain = translatedLines(allTranslations);

/** With a policy confirmed. */
async function atBoundary(first: BoundaryCase, run: (scene: BoundaryScene) => Promise<void>): Promise<void> {
  await atEmptyBoundary(async (scene) => {
    await scene.apply(first);
    await confirmTrial(scene.boundary);
    await run(scene);
  });
}

rulesetTest('whatever takes over from whatever, what judges translates, and nothing else does', async () => {
  for (const [before, after] of [
    [plain, whole],
    [whole, plain],
    [whole, part],
    [part, whole],
  ] as const)
    await atBoundary(before, async ({ router, boundary, apply }) => {
      await apply(after);
      expect(await judges(router, after)).toMatchObject(equal);
      await rollBack(boundary);
      expect(await judges(router, before)).toMatchObject(equal);
      await apply(after);
      await confirmTrial(boundary);
      expect(await judges(router, after)).toMatchObject(equal);
      expect(await apply(after)).toMatchObject({ outcome: 'unchanged' });
      await apply(before);
      await confirmTrial(boundary);
      expect(await judges(router, before)).toMatchObject(equal);
    });
});

rulesetTest('the end of a trial ends its translation by itself', async () => {
  await atEmptyBoundary(async ({ router }) => {
    await load(router, exportCase(part));
    await tryOut(router, whole, 60);
    expect(await judges(router, whole)).toMatchObject(equal);
    await letTrialEnd(router);
    expect(await judges(router, part)).toMatchObject(equal);
    await clean(router);
    expect(await judges(router, part)).toMatchObject(equal);
    await tryOut(router, plain, 60);
    expect(await judges(router, plain)).toMatchObject(equal);
    await takeBack(router);
    await clean(router);
    await tryOut(router, whole, 60);
    await confirm(router);
    await clean(router);
    expect(await judges(router, whole)).toMatchObject(equal);
    const { chains } = await tableAt(router);
    expect(chains.filter((name) => /^(?:entering|leaving)(?:_[ab])?$/.test(name)).length).toBe(2);
    expect(new Set(chains.flatMap((name) => /^(?:entering|leaving)_\d+(_[ab])?$/.exec(name)?.[1] ?? [])).size).toBe(1);
  });
});

rulesetTest('a first policy that is not confirmed leaves nothing that translates', async () => {
  await atEmptyBoundary(async ({ router, boundary, apply }) => {
    await apply(whole);
    expect(await judges(router, whole)).toMatchObject(equal);
    await rollBack(boundary);
    expect(await runningAt(router)).toEqual({ kind: 'absent' });
    await apply(whole, { fallback: 'fallback_closed' });
    await rollBack(boundary);
    const rules = await router.run(['nft', 'list', 'chain', 'inet', 'zonewright', 'prerouting']);
    expect(rules).not.toContain('goto');
  });
});

rulesetTest('a rule that somebody adds to what translates is seen, and removed by the next apply', async () => {
  for (const hook of ['prerouting', 'postrouting'])
    await atBoundary(whole, async ({ router, apply }) => {
      await load(router, `insert rule inet zonewright ${hook} ip ttl 1 accept\n`);
      expect(await runningAt(router)).toMatchObject({ kind: 'changed', why: expect.stringContaining('translate') });
      await apply(part);
      expect(await judges(router, part)).toMatchObject(equal);
      await load(router, `flush chain inet zonewright ${hook}\n`);
      expect(await runningAt(router)).toMatchObject({ kind: 'changed' });
    });
});

rulesetTest(
  'whoever is killed once a transaction is loaded leaves a boundary that translates as it judges',
  async () => {
    const loads = await callsThatLoad();
    expect(loads.length).toBeGreaterThan(2);
    for (const last of loads)
      await atBoundary(part, async (scene) => {
        const { router, boundary, apply } = scene;
        await applyAndConfirm(scene, dyingHost(boundary.host, last, 'done').host).catch(expectDeath);
        const proofs = [await judges(router, part), await judges(router, whole)];
        expect({ last, equal: proofs.filter(({ kind }) => kind === 'equal') }).toMatchObject({ last, equal: [equal] });
        await rollBack(boundary).catch(() => undefined);
        await apply(whole);
        await confirmTrial(boundary);
        expect(await judges(router, whole)).toMatchObject(equal);
      });
  },
);

async function applyAndConfirm({ boundary }: BoundaryScene, host: BoundaryHost): Promise<void> {
  await applyToBoundary(taskOf({ ...boundary, host }, whole));
  await confirmTrial({ ...boundary, host });
}

/** Numbers of the calls to the host that change its rules. */
async function callsThatLoad(): Promise<readonly number[]> {
  const loads: number[] = [];
  await atBoundary(part, async (scene) => {
    const { host } = scene.boundary;
    const dying: DyingHost = dyingHost(
      {
        ...host,
        run: (words, input) => {
          if (words.join(' ') === 'nft -f -') loads.push(dying.calls().length);
          return host.run(words, input);
        },
      },
      Number.POSITIVE_INFINITY,
      'done',
    );
    await applyAndConfirm(scene, dying.host);
  });
  return loads;
}

function expectDeath(cause: unknown): void {
  if (!(cause instanceof Killed)) throw cause;
}
