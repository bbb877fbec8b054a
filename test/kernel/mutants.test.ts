/**
 * Rulesets with one mistake each: packets find every one, or the kernel refuses the ruleset. A change that packets do not
 * find must be no mistake: the proof of exports, which looks at all packets as a set, has to find the mutant equal to the
 * policy, and it does not count.
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
  readonly end: 'refused' | 'packets' | 'equivalent' | 'missed';
  /** What packets have missed. */
  readonly why: string | null;
}

/** Of each kind and plant. */
const perKind = 8;
/** Most mistakes show to a few probes, which are as many as it takes to try each border once. */
const few = 400;
const many = 6_000;
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
      const trial = prepareTrial(request, many, 1, sessions);
      const quick = prepareTrial(request, few, 1, sessions);
      const moment = { time: now, sessions: new Set(sessions.map(sessionKey)) };
      const lab = await openTrialLab(trial);
      const own: Fate[] = [];
      try {
        expect(findingsOf(await lab.tryOut(trial, trial.text))).toEqual(nothingWrong);
        const idle = new Set(await lab.idle());
        for (const mutant of mutateRuleset(trial.exported, 7, perKind, moment, idle)) {
          const text = `${mutant.text}${trial.sessions}`;
          const found = foundBy(await lab.tryOut(quick, text)) ?? foundBy(await lab.tryOut(trial, text));
          const why = found === null ? differsAt(request, mutant.text, now) : null;
          own.push({ mutant, end: found ?? (why === null ? 'equivalent' : 'missed'), why });
        }
      } finally {
        await lab.close();
      }
      fates.push(...own);
      const count = (end: Fate['end']): number => own.filter((fate) => fate.end === end).length;
      process.stdout.write(
        `kernel lab: mutants of ${name}: ${own.length}, of which ${count('packets')} found by packets, ${count('refused')} refused by the kernel, ${count('equivalent')} proven to be none\n`,
      );
      for (const { mutant, end } of own)
        if (end === 'equivalent') process.stdout.write(`kernel lab: no mistake: ${mutant.kind}: ${mutant.name}\n`);
      const missed = own.filter(({ end }) => end === 'missed');
      expect(missed.map(({ mutant, why }) => `${mutant.kind}: ${mutant.name}: ${why}`)).toEqual([]);
    },
    900_000,
  );

/** What packets or the kernel say against a ruleset; counters alone say too little. */
function foundBy({ refused, mismatches }: ProbeRun): 'refused' | 'packets' | null {
  if (refused !== null) return 'refused';
  return mismatches.length > 0 ? 'packets' : null;
}

packetTest('every mistake is found, and there are some of every kind', () => {
  const mistakes = fates.filter(({ end }) => end !== 'equivalent');
  const found = mistakes.filter(({ end }) => end !== 'missed');
  process.stdout.write(
    `kernel lab: mutants: ${found.length} of ${mistakes.length} found; ${fates.length - mistakes.length} more are none\n`,
  );
  expect(fates.length).toBeGreaterThanOrEqual(200);
  expect(found.length).toBe(mistakes.length);
  expect(found.length).toBeGreaterThanOrEqual(0.98 * fates.length);
  expect([...new Set(found.map(({ mutant }) => mutant.kind))].sort()).toEqual([...mutantKinds].sort());
});
