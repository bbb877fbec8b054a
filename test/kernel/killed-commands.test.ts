/**
 * `apply`, `confirm` and `rollback` killed after each of their steps: the boundary enforces the confirmed policy, or the
 * candidate on trial; the next boot loads a confirmed one; and the same command run again brings everything to its end.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { applyToBoundary } from '../../src/cli/boundary/apply-to-boundary.ts';
import { confirmTrial } from '../../src/cli/boundary/confirm-policy.ts';
import type { Boundary } from '../../src/cli/boundary/open-boundary.ts';
import { rollBack } from '../../src/cli/boundary/roll-back.ts';
import { parsePolicyName } from '../../src/exporters/nft/write/policy-name.ts';
import { modelOf, tight, wide } from '../support/boundary-scene.ts';
import { dyingHost, Killed } from '../support/dying-host.ts';
import { openRouter, type Router, rulesetTest } from '../support/kernel.ts';
import { boundaryAt, eventsIn, inFolder, routerHost, taskOf } from '../support/router-host.ts';
import { judges, load, runningAt, tableAt } from '../support/running-table.ts';

const before = wide;
const after = tight;

interface Scene {
  readonly router: Router;
  /** With a host that never dies. */
  readonly boundary: Boundary;
}

type Command = (boundary: Boundary) => Promise<unknown>;

const apply: Command = (boundary) => applyToBoundary(taskOf(boundary, after));

/** Runs a test once for each step of a command and each way to be killed in it. */
async function killEverywhere(
  router: Router,
  command: Command,
  set: (scene: Scene) => Promise<void>,
  check: (scene: Scene, place: string) => Promise<void>,
): Promise<number> {
  const bringBack = await rememberScene(router, set);
  const at = (last: number, end: 'done' | 'half', run: (scene: Scene) => Promise<void>) =>
    inFolder(async (folder) => {
      await bringBack(folder);
      const scene = { router, boundary: boundaryAt(routerHost(router), folder) };
      const dying = dyingHost(scene.boundary.host, last, end);
      const killed = command({ ...scene.boundary, host: dying.host });
      if (Number.isFinite(last)) await expect(killed).rejects.toThrow(Killed);
      else await killed;
      await run(scene);
      return dying.calls();
    });
  const calls = await at(Number.POSITIVE_INFINITY, 'done', async () => undefined);
  for (let last = 0; last < calls.length; last++) {
    const place = `killed after step ${last} of ${calls.length}`;
    await at(last, 'done', (scene) => check(scene, place));
    if (calls[last - 1] === 'writes') await at(last, 'half', (scene) => check(scene, `${place}, in the middle of it`));
  }
  return calls.length;
}

/** Sets a scene once, and brings it back as often as it is wanted: what the kernel lists, and the files in a folder. */
async function rememberScene(
  router: Router,
  set: (scene: Scene) => Promise<void>,
): Promise<(folder: string) => Promise<void>> {
  return inFolder(async (first) => {
    await load(router, 'flush ruleset\n');
    await set({ router, boundary: boundaryAt(routerHost(router), first) });
    const ruleset = await router.run(['nft', 'list', 'ruleset'], '', { TZ: 'UTC' });
    const files = readdirSync(first).map((name) => [name, readFileSync(path.join(first, name))] as const);
    return async (folder) => {
      await router.run(['nft', '-f', '-'], `flush ruleset\n${ruleset}`, { TZ: 'UTC' });
      for (const [name, bytes] of files) writeFileSync(path.join(folder, name), bytes);
    };
  });
}

async function atRouter(run: (router: Router) => Promise<void>): Promise<void> {
  const router = await openRouter({ eth0: [], eth1: [], eth2: [] });
  try {
    await run(router);
  } finally {
    router.close();
  }
}

/** The model of the policy that the next boot loads, null when it loads none. */
function bootsInto({ files }: Boundary): string | null {
  if (!existsSync(files.boot)) return null;
  const text = readFileSync(files.boot, 'utf8');
  expect(text.endsWith('}\n')).toBe(true);
  return parsePolicyName(/goto enforce comment "(.*)"/.exec(text)?.[1] ?? null)?.model ?? null;
}

async function confirmedBefore({ boundary }: Scene): Promise<void> {
  await applyToBoundary(taskOf(boundary, before));
  await confirmTrial(boundary);
}

async function onTrial(scene: Scene): Promise<void> {
  await confirmedBefore(scene);
  await applyToBoundary(taskOf(scene.boundary, after));
}

/** What judges is one of the two policies, and the candidate only by its trial or its confirmation. */
async function requireEnforcement({ router }: Scene, place: string): Promise<'before' | 'trial' | 'confirmed'> {
  const { trial, confirmed } = await tableAt(router);
  const isTrial = trial !== null && trial.left !== null;
  const isConfirmed = confirmed.policy?.model === modelOf(after);
  const proof = await judges(router, isTrial || isConfirmed ? after : before);
  expect({ place, proof }).toMatchObject({ place, proof: { kind: 'equal' } });
  if (!isTrial && !isConfirmed) expect(confirmed.policy?.model).toBe(modelOf(before));
  return isConfirmed ? 'confirmed' : isTrial ? 'trial' : 'before';
}

rulesetTest('apply of a policy that follows another, killed after each step', { timeout: 600_000 }, async () => {
  await atRouter(async (router) => {
    const steps = await killEverywhere(router, apply, confirmedBefore, async (scene, place) => {
      const { boundary } = scene;
      await requireEnforcement(scene, place);
      expect(bootsInto(boundary)).toBe(modelOf(before));
      expect(await applyToBoundary(taskOf(boundary, after))).toMatchObject({ outcome: 'on-trial' });
      expect(await requireEnforcement(scene, place)).toBe('trial');
      expect(await confirmTrial(boundary)).toMatchObject({ outcome: 'confirmed', policy: { model: modelOf(after) } });
      expect(bootsInto(boundary)).toBe(modelOf(after));
      expect(eventsIn(boundary).slice(-3)).toEqual(['load', 'trial', 'confirm']);
    });
    process.stderr.write(`apply was killed after each of ${steps} steps\n`);
    expect(steps).toBeGreaterThan(15);
  });
});

rulesetTest('apply of a first policy, killed after each step', { timeout: 600_000 }, async () => {
  await atRouter(async (router) => {
    await killEverywhere(
      router,
      apply,
      async () => undefined,
      async ({ boundary }, place) => {
        const running = await runningAt(router);
        const isTrial = running.kind === 'table' && running.trial !== null && running.trial.left !== null;
        if (isTrial) expect({ place, proof: await judges(router, after) }).toMatchObject({ proof: { kind: 'equal' } });
        else if (running.kind === 'table') expect(running.confirmed.judge).toBe('fallback_open');
        else expect(running.kind).toBe('absent');
        expect(bootsInto(boundary)).toBeNull();
        expect(await applyToBoundary(taskOf(boundary, after))).toMatchObject({ outcome: 'on-trial' });
        expect(await confirmTrial(boundary)).toMatchObject({ outcome: 'confirmed' });
        expect(bootsInto(boundary)).toBe(modelOf(after));
      },
    );
  });
});

rulesetTest('confirm, killed after each step', { timeout: 600_000 }, async () => {
  await atRouter(async (router) => {
    const steps = await killEverywhere(router, confirmTrial, onTrial, async (scene, place) => {
      const { boundary } = scene;
      const found = await requireEnforcement(scene, place);
      // A boot between two steps must not load what the kernel has not confirmed.
      expect([modelOf(before), ...(found === 'confirmed' ? [modelOf(after)] : [])]).toContain(bootsInto(boundary));
      await confirmTrial(boundary);
      expect(await requireEnforcement(scene, place)).toBe('confirmed');
      expect(bootsInto(boundary)).toBe(modelOf(after));
      expect(eventsIn(boundary).filter((event) => event === 'confirm')).toHaveLength(2);
      expect((await tableAt(router)).chains.filter((name) => !name.endsWith('_b'))).toEqual(['forward']);
      expect(await confirmTrial(boundary)).toMatchObject({ outcome: 'already' });
    });
    process.stderr.write(`confirm was killed after each of ${steps} steps\n`);
    expect(steps).toBeGreaterThan(8);
  });
});

rulesetTest('rollback, killed after each step', { timeout: 600_000 }, async () => {
  await atRouter(async (router) => {
    const steps = await killEverywhere(router, rollBack, onTrial, async (scene, place) => {
      const { boundary } = scene;
      await requireEnforcement(scene, place);
      await rollBack(boundary);
      expect(await requireEnforcement(scene, place)).toBe('before');
      expect(bootsInto(boundary)).toBe(modelOf(before));
      expect(eventsIn(boundary).at(-1)).toMatch(/^end /);
      expect((await tableAt(router)).chains.filter((name) => !name.endsWith('_a'))).toEqual(['forward']);
      await expect(confirmTrial(boundary)).rejects.toThrow('nothing is on trial');
    });
    process.stderr.write(`rollback was killed after each of ${steps} steps\n`);
    expect(steps).toBeGreaterThan(5);
  });
});

rulesetTest(
  'a boot between the steps of confirming loads a policy that was confirmed',
  { timeout: 600_000 },
  async () => {
    await atRouter(async (router) => {
      const loaded = new Set<string | null>();
      await killEverywhere(router, confirmTrial, onTrial, async (scene) => {
        const { boundary } = scene;
        await load(router, 'flush ruleset\n');
        await load(router, readFileSync(boundary.files.boot, 'utf8'));
        const found = bootsInto(boundary);
        loaded.add(found);
        const isNew = found === modelOf(after);
        expect(await judges(router, isNew ? after : before)).toMatchObject({ kind: 'equal' });
        const report = await applyToBoundary(taskOf(boundary, after));
        expect(report).toMatchObject({ outcome: isNew ? 'unchanged' : 'on-trial' });
        expect(eventsIn(boundary).at(-1)).toBe(isNew ? 'confirm' : 'trial');
      });
      expect(loaded).toEqual(new Set([modelOf(before), modelOf(after)]));
    });
  },
);
