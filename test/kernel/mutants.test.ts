/**
 * Rulesets with one mistake each: packets find it, or the kernel refuses the ruleset. What packets do not find must be no
 * mistake: the proof of exports, which looks at all packets as a set, has to find the mutant equal to the policy.
 */
import { expect } from 'vitest';
import type { ProbeRun } from '../../src/exporters/probes/run-probes.ts';
import type { BoundaryCase } from '../support/arbitrary-boundary.ts';
import { currentWindows } from '../support/current-windows.ts';
import { requestOf } from '../support/export-request.ts';
import { goldenBoundaries } from '../support/golden-boundaries.ts';
import { packetTest } from '../support/kernel.ts';
import { findingsOf, nothingWrong, openTrialLab, prepareTrial, sessionKey } from '../support/lab.ts';
import { differsAt } from '../support/prove-moment.ts';
import { type Mutant, mutantKinds, mutateRuleset } from '../support/ruleset-mutants.ts';

interface Fate {
  readonly mutant: Mutant;
  readonly end: 'refused' | 'packets' | 'counters' | 'survived';
}

/** Of each kind and plant. */
const perKind = 8;
const fates: Fate[] = [];

/** The plants; the windows of one are open or closed now, so that a mistake in them shows. */
const plants: Readonly<Record<string, () => BoundaryCase>> = {
  line: () => golden('line'),
  overlaps: () => golden('overlaps'),
  sessions: () => golden('sessions'),
  windows: () => currentWindows(),
  functions: () => openNow(golden('functions'), 'shifts', 'conduit/all-c'),
};

/** With another window in place of one, which is open, and without a grant that opens what others look into. */
function openNow({ plan, boundary }: BoundaryCase, id: string, grant: string): BoundaryCase {
  const [now] = currentWindows().plan.windows;
  const windows = plan.windows.map((window) => (window.id === id && now !== undefined ? { ...now, id } : window));
  return { plan: { ...plan, windows, grants: plan.grants.filter((each) => each.id !== grant) }, boundary };
}

function golden(name: string): BoundaryCase {
  const each = goldenBoundaries[name];
  if (each === undefined) throw new Error(`no golden boundary ${name}`);
  return each;
}

for (const [name, make] of Object.entries(plants))
  packetTest(
    `a mistake in the ruleset of ${name} is found by packets, or is none`,
    async () => {
      const now = Math.floor(Date.now() / 1000);
      const each = make();
      const request = requestOf(each);
      const sessions = each.plan.windows.flatMap(({ id, span }) => (span.kind === 'session' ? [id] : []));
      const trial = prepareTrial(request, 4_000, 1, sessions);
      const moment = { time: now, sessions: new Set(sessions.map(sessionKey)) };
      const lab = await openTrialLab(trial);
      const own: Fate[] = [];
      try {
        const { idle, ...right } = await lab.tryOut(trial.text);
        expect(findingsOf(right)).toEqual(nothingWrong);
        for (const mutant of mutateRuleset(trial.exported, 7, perKind, moment, new Set(idle)))
          own.push({ mutant, end: endOf(await lab.tryOut(`${mutant.text}${trial.sessions}`)) });
      } finally {
        await lab.close();
      }
      fates.push(...own);
      const count = (end: Fate['end']): number => own.filter((fate) => fate.end === end).length;
      process.stdout.write(
        `kernel lab: mutants of ${name}: ${own.length}, of which ${count('packets')} found by packets, ${count('refused')} refused by the kernel, ${count('counters')} told by counters alone, ${count('survived')} not found\n`,
      );
      const mistakes = own
        .filter(({ end }) => end === 'survived' || end === 'counters')
        .map(({ mutant }) => ({ ...mutant, why: differsAt(request, mutant.text, now) }))
        .filter(({ why }) => why !== null);
      expect(mistakes.map(({ kind, name: where, why }) => `${kind}: ${where}: ${why}`)).toEqual([]);
    },
    900_000,
  );

function endOf({ refused, mismatches, miscounted }: ProbeRun): Fate['end'] {
  if (refused !== null) return 'refused';
  return mismatches.length > 0 ? 'packets' : miscounted.length > 0 ? 'counters' : 'survived';
}

packetTest('at least 99 of 100 mistakes are found, among them every kind', () => {
  const found = fates.filter(({ end }) => end === 'packets' || end === 'refused');
  process.stdout.write(
    `kernel lab: mutants: ${found.length} of ${fates.length} found; the others allow the same packets\n`,
  );
  expect(fates.length).toBeGreaterThanOrEqual(200);
  expect(found.length).toBeGreaterThanOrEqual(0.99 * fates.length);
  expect([...new Set(found.map(({ mutant }) => mutant.kind))].sort()).toEqual([...mutantKinds].sort());
});
