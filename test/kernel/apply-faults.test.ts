/** What goes wrong around `apply`: a clear word, and the boundary goes on enforcing what was confirmed. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { applyToBoundary } from '../../src/cli/boundary/apply-to-boundary.ts';
import { confirmTrial } from '../../src/cli/boundary/confirm-policy.ts';
import { requireNft } from '../../src/cli/boundary/host-nft.ts';
import { rollBack } from '../../src/cli/boundary/roll-back.ts';
import type { BoundaryHost } from '../../src/platform/boundary-host/boundary-host.ts';
import { PlatformError } from '../../src/platform/platform-error.ts';
import { atRunningBoundary, type BoundaryScene, tight, wide } from '../support/boundary-scene.ts';
import { hostThatAnswers, hostWhere } from '../support/changing-host.ts';
import { exportCase } from '../support/export-request.ts';
import { rulesetTest } from '../support/kernel.ts';
import { linePlant } from '../support/line-plant.ts';
import { eventsIn, taskOf } from '../support/router-host.ts';
import { judges, load, runningAt, tableAt } from '../support/running-table.ts';

const equal = { kind: 'equal' };

/** Applies `tight` with another host in the boundary's place. */
function applyBy({ boundary }: BoundaryScene, host: BoundaryHost): ReturnType<typeof applyToBoundary> {
  return applyToBoundary(taskOf({ ...boundary, host }, tight));
}

/** Nothing is on trial or left over, and the policy of before judges. */
async function requireAsBefore({ router, boundary }: BoundaryScene): Promise<void> {
  expect(await judges(router, wide)).toMatchObject(equal);
  expect(readFileSync(boundary.files.boot, 'utf8')).toBe(exportCase(wide));
  const { trial, chains } = await tableAt(router);
  expect(trial).toBeNull();
  expect(chains.filter((name) => !name.endsWith('_a'))).toEqual(['forward']);
}

const isLoad = (words: readonly string[]): boolean => words.join(' ') === 'nft -f -';
const isList = (words: readonly string[]): boolean => words.join(' ') === 'nft --json --handle list ruleset';

rulesetTest('a rule that somebody adds while the candidate is loaded ends the trial', async () => {
  await atRunningBoundary(async (scene) => {
    const { router, boundary } = scene;
    const host = hostWhere(
      boundary.host,
      (words, input) => isLoad(words) && input.includes('chain enforce_b'),
      () => load(router, 'insert rule inet zonewright forward ip ttl 1 accept\n'),
    );
    await expect(applyBy(scene, host)).rejects.toThrow(
      /was changed by somebody else: the chain forward has other rules/,
    );
    expect(await runningAt(router)).toMatchObject({ kind: 'changed' });
    expect((await scene.apply(tight)).notes).toEqual([
      expect.stringContaining('had rules of somebody else, which are removed'),
      'rehearsed in a throw-away namespace, and proven there',
    ]);
    expect(await judges(router, tight)).toMatchObject(equal);
    await rollBack(boundary);
    await requireAsBefore(scene);
  });
});

rulesetTest('a rule that somebody adds right after the trial has begun ends it', async () => {
  await atRunningBoundary(async (scene) => {
    const { router, boundary } = scene;
    const host = hostWhere(
      boundary.host,
      (words, input) => isLoad(words) && input.includes('add element inet zonewright trial'),
      () => load(router, 'insert rule inet zonewright forward meta nfproto @trial goto enforce_a\n'),
    );
    await expect(applyBy(scene, host)).rejects.toThrow('somebody else changed the table');
    expect(eventsIn(boundary).slice(3)).toEqual(['load', 'end failed']);
    const rules = await router.run(['nft', 'list', 'chain', 'inet', 'zonewright', 'forward']);
    expect(rules).toContain('goto enforce_a');
    expect(await router.run(['nft', 'list', 'set', 'inet', 'zonewright', 'trial'])).not.toContain('elements');
    await load(router, 'add chain inet zonewright more { type filter hook forward priority 1; }\n');
    await expect(scene.apply(tight)).rejects.toThrow(/the chain more sees packets; `nft -f .*fw-line\.nft`/);
    await load(router, readFileSync(boundary.files.boot, 'utf8'));
    expect(await scene.apply(tight)).toMatchObject({ outcome: 'on-trial' });
  });
});

rulesetTest(
  'an element that somebody adds to the candidate before it is proven keeps it from being tried',
  async () => {
    await atRunningBoundary(async (scene) => {
      const { router, boundary } = scene;
      const host = hostWhere(
        boundary.host,
        (words, input) => isLoad(words) && input.includes('chain enforce_b'),
        () => load(router, 'add element inet zonewright allow_b { 0x00030002 . tcp . 23 : goto open_b }\n'),
      );
      await expect(applyBy(scene, host)).rejects.toThrow(/tcp 23, .*: passes although nobody granted it/);
      await requireAsBefore(scene);
      expect(eventsIn(boundary).slice(3)).toEqual(['load', 'end failed']);
      expect(await scene.apply(tight)).toMatchObject({ outcome: 'on-trial' });
    });
  },
);

rulesetTest(
  'a table that somebody replaces before the trial begins is not taken for the one that was listed',
  async () => {
    const closed = linePlant([]);
    await atRunningBoundary(async (scene) => {
      const { router, boundary } = scene;
      let lists = 0;
      const host = hostWhere(
        boundary.host,
        (words) => isList(words) && ++lists === 1,
        () => load(router, exportCase(closed)),
      );
      await expect(applyBy(scene, host)).rejects.toThrow(/No such file|File exists|changed/);
      expect(await judges(router, closed)).toMatchObject(equal);
      expect(await scene.apply(tight)).toMatchObject({ outcome: 'on-trial' });
      await load(router, exportCase(closed));
      await expect(confirmTrial(boundary)).rejects.toThrow('is not on trial');
      expect(await judges(router, closed)).toMatchObject(equal);
    });
  },
);

rulesetTest('a candidate that somebody changes while it is on trial cannot be confirmed', async () => {
  await atRunningBoundary(async (scene) => {
    const { router, boundary } = scene;
    await scene.apply(tight);
    await load(router, 'add element inet zonewright allow_b { 0x00030002 . tcp . 23 : goto open_b }\n');
    await expect(confirmTrial(boundary)).rejects.toThrow('somebody has changed the candidate');
    await rollBack(boundary);
    await requireAsBefore(scene);
    await scene.apply(tight);
    appendFileSync(boundary.files.candidate, '# more\n');
    await expect(confirmTrial(boundary)).rejects.toThrow('is not the file that was applied');
    await rollBack(boundary);
    await requireAsBefore(scene);
  });
});

rulesetTest('a rollback ends the trial of a table that somebody has changed', async () => {
  await atRunningBoundary(async (scene) => {
    const { router, boundary } = scene;
    await scene.apply(tight);
    await load(router, 'add rule inet zonewright forward counter\n');
    await expect(confirmTrial(boundary)).rejects.toThrow('was changed by somebody else');
    await expect(rollBack(boundary)).rejects.toThrow('was changed by somebody else');
    expect(await router.run(['nft', 'list', 'set', 'inet', 'zonewright', 'trial'])).not.toContain('elements');
  });
});

rulesetTest('an interface that disappears on the way is no obstacle, and nothing passes there', async () => {
  await atRunningBoundary(async (scene) => {
    const { router, boundary } = scene;
    const host = hostWhere(boundary.host, isLoad, () => router.run(['ip', 'link', 'delete', 'eth1']));
    expect(await applyBy(scene, host)).toMatchObject({ outcome: 'on-trial' });
    await confirmTrial(boundary);
    expect(await judges(router, tight)).toMatchObject(equal);
  });
});

rulesetTest('a disk that is full from any write on stops the command before it changes what is confirmed', async () => {
  for (let writes = 0; writes < 3; writes++) {
    await atRunningBoundary(async (scene) => {
      const { boundary, router } = scene;
      const full = fullDiskAfter(boundary.host, writes);
      await expect(applyBy(scene, full)).rejects.toThrow('the disk is full');
      await requireAsBefore(scene);
      expect(await scene.apply(tight)).toMatchObject({ outcome: 'on-trial' });
      await expect(confirmTrial({ ...boundary, host: fullDiskAfter(boundary.host, 0) })).rejects.toThrow(
        'disk is full',
      );
      // The kernel has confirmed, the file for the next boot only had to be renamed, and the record is made up for.
      expect(await judges(router, tight)).toMatchObject(equal);
      expect(readFileSync(boundary.files.boot, 'utf8')).toBe(exportCase(tight));
      expect(await confirmTrial(boundary)).toMatchObject({ outcome: 'already' });
      expect(eventsIn(boundary).at(-1)).toBe('confirm');
    });
  }
});

/** Renaming and removing need no room. */
function fullDiskAfter(host: BoundaryHost, writes: number): BoundaryHost {
  let count = 0;
  const refuse = (): boolean => count++ >= writes;
  const full = new PlatformError('file/unwritable', 'cannot write: the disk is full');
  return {
    ...host,
    write: (file, text) => (refuse() ? Promise.reject(full) : host.write(file, text)),
    append: (file, text) => (refuse() ? Promise.reject(full) : host.append(file, text)),
  };
}

rulesetTest('a log that somebody has changed stops an apply, and never a rollback', async () => {
  await atRunningBoundary(async (scene) => {
    const { boundary } = scene;
    await scene.apply(tight);
    const text = readFileSync(boundary.files.log, 'utf8');
    writeFileSync(boundary.files.log, text.replace('"user":"operator"', '"user":"nobody"'));
    await expect(confirmTrial(boundary)).rejects.toThrow('was changed at line 2');
    await expect(rollBack(boundary)).rejects.toThrow('was changed at line 2');
    await requireAsBefore(scene);
    await expect(scene.apply(tight)).rejects.toThrow('was changed at line 2');
    writeFileSync(boundary.files.log, text.slice(0, -20));
    expect(await scene.apply(tight)).toMatchObject({ outcome: 'on-trial' });
  });
});

rulesetTest('what nft or the kernel cannot do is said in their words, and nothing is changed', async () => {
  await atRunningBoundary(async (scene) => {
    const { boundary } = scene;
    const refusing = (command: string, stderr: string): BoundaryHost =>
      hostThatAnswers(boundary.host, (words) =>
        words.join(' ').startsWith(command) ? { exitCode: 1, stdout: '', stderr } : null,
      );
    const noMap = '/dev/stdin:9:2-8: Error: Could not process rule: Operation not supported\n\tmap allow_b {\n';
    for (const command of ['nft -c', 'nft -f -', 'unshare'])
      await expect(applyBy(scene, refusing(command, noMap))).rejects.toThrow(
        'line 9: Could not process rule: Operation',
      );
    const denied = 'netlink: Error: cache initialization failed: Operation not permitted\n';
    for (const command of ['nft -c', 'nft -f -', 'nft --json'])
      await expect(applyBy(scene, refusing(command, denied))).rejects.toThrow('needs root or CAP_NET_ADMIN');
    await requireAsBefore(scene);
    const noUnshare = refusing('unshare', 'unshare: unshare failed: Operation not permitted\n');
    expect((await applyBy(scene, noUnshare)).notes).toContain(
      'not rehearsed in a throw-away namespace: unshare failed: Operation not permitted',
    );
  });
});

rulesetTest('an nft that is too old is refused before anything else', async () => {
  await atRunningBoundary(async ({ boundary: { host } }) => {
    const versioned = (stdout: string): BoundaryHost =>
      hostThatAnswers(host, () => ({ exitCode: 0, stdout, stderr: '' }));
    await expect(requireNft(versioned('nftables v0.9.0 (Fearless Fosdick)\n'))).rejects.toThrow(
      'is 0.9.0; 1.0.6 or newer',
    );
    await expect(requireNft(versioned('nftables v1.0.2 (Lester Gooch)\n'))).rejects.toThrow('is 1.0.2');
    await expect(requireNft(versioned('what?\n'))).rejects.toThrow('says no version');
    for (const version of ['1.0.6', '1.0.9', '1.1.0', '1.1', '2.0.0'])
      await expect(requireNft(versioned(`nftables v${version} (x)\n`))).resolves.toBeUndefined();
  });
});
