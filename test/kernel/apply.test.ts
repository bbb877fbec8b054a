/** Applying, confirming and taking back at a real kernel: what is told, what is refused, and what judges afterwards. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { applyToBoundary, rehearseApply } from '../../src/cli/boundary/apply-to-boundary.ts';
import { confirmTrial } from '../../src/cli/boundary/confirm-policy.ts';
import { rollBack } from '../../src/cli/boundary/roll-back.ts';
import { atEmptyBoundary, atRunningBoundary, modelOf, tight, wide } from '../support/boundary-scene.ts';
import { exportCase } from '../support/export-request.ts';
import { rulesetTest } from '../support/kernel.ts';
import { linePlant } from '../support/line-plant.ts';
import { eventsIn, taskOf } from '../support/router-host.ts';
import { judges, letTrialEnd, listTable, load, runningAt, tableAt } from '../support/running-table.ts';

const equal = { kind: 'equal' };

rulesetTest('an update is told, tried, confirmed, kept for the next boot and recorded', async () => {
  await atRunningBoundary(async ({ router, boundary, apply }) => {
    const report = await apply(tight);
    expect(report).toMatchObject({
      outcome: 'on-trial',
      policy: { model: modelOf(tight) },
      confirmed: { model: modelOf(wide) },
      change: {
        opened: { count: 0 },
        closed: { count: 1, first: [{ from: 'scada', to: 'cell', service: 'tcp 4840' }] },
      },
      notes: ['rehearsed in a throw-away namespace, and proven there'],
    });
    expect(await judges(router, tight)).toMatchObject(equal);
    expect(readFileSync(boundary.files.boot, 'utf8')).toBe(exportCase(wide));
    expect(await confirmTrial(boundary)).toMatchObject({ outcome: 'confirmed', policy: { model: modelOf(tight) } });
    expect(await judges(router, tight)).toMatchObject(equal);
    expect(readFileSync(boundary.files.boot, 'utf8')).toBe(exportCase(tight));
    expect(existsSync(boundary.files.candidate)).toBe(false);
    expect(eventsIn(boundary)).toEqual(['load', 'trial', 'confirm', 'load', 'trial', 'confirm']);
    const records = readFileSync(boundary.files.log, 'utf8').trim().split('\n');
    expect(JSON.parse(records[3] ?? '')).toMatchObject({
      event: 'load',
      boundary: 'fw-line',
      by: { user: 'operator', from: 'bench' },
      policy: { model: modelOf(tight) },
      replaces: { model: modelOf(wide) },
      change: { closed: { count: 1, first: [{ service: 'tcp 4840' }] } },
    });
  });
});

rulesetTest('what runs already is left alone, and the next boot made to load it', async () => {
  await atRunningBoundary(async ({ router, boundary, apply }) => {
    const listed = await listTable(router);
    expect(await apply(wide)).toMatchObject({ outcome: 'unchanged', notes: [] });
    expect(await listTable(router)).toBe(listed);
    writeFileSync(boundary.files.boot, 'flush ruleset\n');
    expect((await apply(wide)).notes).toEqual([expect.stringContaining('which did not hold it')]);
    expect(readFileSync(boundary.files.boot, 'utf8')).toBe(exportCase(wide));
  });
});

rulesetTest('a table that was loaded by hand is what is confirmed', async () => {
  await atEmptyBoundary(async ({ router, boundary, apply }) => {
    await load(router, exportCase(wide));
    const { outcome, confirmed, change } = await apply(tight);
    expect({ outcome, confirmed }).toEqual({
      outcome: 'on-trial',
      confirmed: { model: modelOf(wide), revision: null },
    });
    expect(change).toMatchObject({ closed: { count: 1 } });
    expect(await rollBack(boundary)).toMatchObject({ outcome: 'rolled-back', confirmed: { model: modelOf(wide) } });
    expect(await tableAt(router)).toMatchObject({ confirmed: { judge: 'enforce' }, trial: null });
    expect(await judges(router, wide)).toMatchObject(equal);
  });
});

rulesetTest('a dry run changes nothing, and tells everything', async () => {
  await atRunningBoundary(async ({ router, boundary }) => {
    const listed = await listTable(router);
    const report = await rehearseApply(taskOf(boundary, tight));
    expect(report).toMatchObject({ outcome: 'rehearsed', trial: null, change: { closed: { count: 1 } } });
    expect(await listTable(router)).toBe(listed);
    expect(existsSync(boundary.files.candidate)).toBe(false);
    expect(eventsIn(boundary)).toHaveLength(3);
  });
});

rulesetTest('the first policy says what becomes of the traffic without it', async () => {
  await atEmptyBoundary(async ({ router, boundary, apply }) => {
    let listened = 0;
    const report = await apply(wide, {
      listen: async () => {
        listened += 1;
        expect(await tableAt(router)).toMatchObject({ confirmed: { judge: 'fallback_open' }, trial: null });
      },
    });
    expect(listened).toBe(1);
    expect(report).toMatchObject({ outcome: 'on-trial', confirmed: null, change: null });
    expect(report.notes.join('\n')).toMatch(/first policy .* everything passes as before/);
    await letTrialEnd(router);
    await expect(confirmTrial(boundary)).rejects.toThrow('the trial of model');
    expect(await runningAt(router)).toEqual({ kind: 'absent' });
    const closed = await apply(wide, { fallback: 'fallback_closed' });
    expect(closed.notes.join('\n')).toMatch(/first policy .* nothing passes/);
    await letTrialEnd(router);
    await rollBack(boundary);
    expect(await tableAt(router)).toMatchObject({ confirmed: { judge: 'fallback_closed' }, trial: null });
    expect(eventsIn(boundary)).toEqual(['load', 'trial', 'end expired', 'load', 'trial', 'end expired']);
  });
});

rulesetTest('a confirmation that comes too late confirms nothing', async () => {
  await atRunningBoundary(async ({ router, boundary, apply }) => {
    await apply(tight);
    await letTrialEnd(router);
    await expect(confirmTrial(boundary)).rejects.toThrow(
      /the trial of model \w+ ended without being confirmed; nothing is on trial at fw-line/,
    );
    await expect(confirmTrial(boundary)).rejects.toThrow('nothing is on trial');
    expect(await judges(router, wide)).toMatchObject(equal);
    expect(readFileSync(boundary.files.boot, 'utf8')).toBe(exportCase(wide));
    expect(eventsIn(boundary).slice(3)).toEqual(['load', 'trial', 'end expired']);
    expect(await apply(tight)).toMatchObject({ outcome: 'on-trial' });
  });
});

rulesetTest('one policy is on trial at a time', async () => {
  await atRunningBoundary(async ({ router, boundary, apply }) => {
    await apply(tight);
    await expect(apply(linePlant([]))).rejects.toThrow(/model \w+ is on trial at fw-line for another \d+ s/);
    expect(await apply(tight)).toMatchObject({ outcome: 'on-trial', notes: [expect.stringContaining('already')] });
    expect(await judges(router, tight)).toMatchObject(equal);
    expect(eventsIn(boundary).slice(3)).toEqual(['load', 'trial']);
  });
});

rulesetTest("another boundary's policy is not replaced unless that is said", async () => {
  await atRunningBoundary(async ({ boundary, apply }) => {
    const other = { ...boundary, id: 'fw-other' };
    const task = taskOf(other, { ...tight, boundary: { ...tight.boundary, id: 'fw-other' } });
    await expect(applyToBoundary(task)).rejects.toThrow('enforces the boundary fw-line, not fw-other');
    expect(await applyToBoundary({ ...task, replaces: 'fw-line' })).toMatchObject({ outcome: 'on-trial' });
    await expect(apply(tight)).rejects.toThrow('is on trial');
  });
});

rulesetTest('findings that nothing may be loaded with load nothing', async () => {
  await atRunningBoundary(async ({ router, boundary, apply }) => {
    expect(await apply(tight, { loading: 'forbid' })).toMatchObject({ outcome: 'refused', trial: null });
    expect(await judges(router, wide)).toMatchObject(equal);
    expect(eventsIn(boundary)).toHaveLength(3);
  });
});

rulesetTest('a running policy that somebody has opened is told, and applied anew', async () => {
  await atRunningBoundary(async ({ router, boundary, apply }) => {
    await load(router, 'add element inet zonewright allow_a { 0x00030002 . tcp . 23 : goto open_a }\n');
    const { outcome, notes, change } = await apply(wide);
    expect(outcome).toBe('on-trial');
    expect(notes[0]).toMatch(
      /what runs is no longer what was loaded: .* tcp 23, .*: passes although nobody granted it/,
    );
    expect(change?.closed.first).toMatchObject([{ service: 'tcp 23' }]);
    await confirmTrial(boundary);
    expect(await judges(router, wide)).toMatchObject(equal);
  });
});

rulesetTest('other tables are left alone and told of, and so are interfaces that are not there', async () => {
  await atRunningBoundary(async ({ router, boundary, apply }) => {
    await load(router, 'table ip other { chain f { type filter hook forward priority 5; policy accept; drop; }; }\n');
    await router.run(['ip', 'link', 'delete', 'eth2']);
    const { notes } = await apply(tight);
    expect(notes).toContain('tables of others see what is forwarded too, and may drop some: ip other f');
    expect(notes).toContain('the router has no interface eth2 now; nothing passes there until it does');
    await confirmTrial(boundary);
    expect(await router.run(['nft', 'list', 'table', 'ip', 'other'])).toContain('drop');
  });
});

rulesetTest(
  'vendor sessions stay open while one policy takes over from another, also those that it does not know',
  async () => {
    await atRunningBoundary(async ({ router, boundary, apply }) => {
      const set = ['inet', 'zonewright', 'sessions'];
      await load(router, `add element ${set.join(' ')} { 0x0000beef timeout 8h, 0x00000001 timeout 8h }\n`);
      expect(await apply(tight)).toMatchObject({
        outcome: 'on-trial',
        notes: ['rehearsed in a throw-away namespace, and proven there'],
      });
      await confirmTrial(boundary);
      const left = await router.run(['nft', 'list', 'set', ...set]);
      expect(left.match(/0x\w+ timeout 8h expires 7h59m/g)).toHaveLength(2);
      expect(await apply(wide)).toMatchObject({ outcome: 'on-trial' });
      await rollBack(boundary);
      expect(await router.run(['nft', 'list', 'set', ...set])).toContain('0x0000beef timeout 8h expires 7h59m');
    });
  },
);
