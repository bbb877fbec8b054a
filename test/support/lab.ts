/** Boundaries tried with packets in the lab of `zonewright prove`, as it is or with a configuration that a test has changed. */
import { createHash } from 'node:crypto';
import type { ExportRequest } from '../../src/exporters/dialect.ts';
import { elementName } from '../../src/exporters/nft/write/provenance.ts';
import { nftables } from '../../src/exporters/nftables/nftables.ts';
import { openRuleset } from '../../src/exporters/probes/lab-rulesets.ts';
import type { Lab } from '../../src/exporters/probes/port.ts';
import { type PreparedProbes, prepareProbes } from '../../src/exporters/probes/prepare-probes.ts';
import { type ProbeRun, type RunSetting, runProbes } from '../../src/exporters/probes/run-probes.ts';
import { exportBoundary } from '../../src/exporters/registry.ts';
import { processorSeconds } from '../../src/platform/clock.ts';
import { openLab } from '../../src/platform/lab/open-lab.ts';
import { exportText } from './export-request.ts';

/** A boundary with probes that hold for a quarter of an hour. */
export interface Trial {
  readonly request: ExportRequest;
  readonly prepared: PreparedProbes;
  /** The configuration as it was exported, and what opens vendor sessions in it. */
  readonly exported: string;
  readonly sessions: string;
  /** Both. */
  readonly text: string;
}

/** Derives probes for a boundary. */
export function prepareTrial(
  request: ExportRequest,
  probes: number,
  seed: number = 1,
  sessions: readonly string[] = [],
): Trial {
  const result = exportBoundary(request);
  const now = Math.floor(Date.now() / 1000);
  const time = { from: now - 1, to: now + 900, sessions };
  const options = { probes, perRound: 8_192, seed, time };
  const prepared = prepareProbes(request, nftables.capabilities, result.residual, options);
  const open = sessions.map((id) => `add element inet zonewright sessions { ${sessionKey(id)} timeout 1h }\n`).join('');
  const exported = exportText(result);
  return { request, prepared, exported, sessions: open, text: `${exported}${open}` };
}

/** The number of a vendor session (docs/nftables.md). */
export function sessionKey(window: string): string {
  return `0x${createHash('sha256').update(window).digest('hex').slice(0, 8)}`;
}

/** A lab for a boundary, in which several configurations can be tried one after the other. */
export async function openTrialLab({ prepared: { wiring } }: Trial): Promise<{
  /** Stops at the first phase with a mismatch. */
  readonly tryOut: (trial: Trial, ruleset: string) => Promise<ProbeRun>;
  /** Names of elements that counted nothing in the last run. */
  readonly idle: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}> {
  const lab = await openLab(wiring);
  // What was tried before goes as the next run begins.
  const cleared: Lab = {
    ...lab,
    load: (commands) =>
      lab.load(
        commands === openRuleset ? `add table inet zonewright\ndelete table inet zonewright\n${commands}` : commands,
      ),
  };
  return {
    tryOut: async ({ prepared }, ruleset) => {
      await lab.forget();
      return runProbes(cleared, prepared, { ...setting, ruleset, until: 'mismatch' });
    },
    idle: async () => [...(await lab.counters())].flatMap(([name, packets]) => (packets === 0 ? [name] : [])),
    close: lab.close,
  };
}

/** Tries a configuration, the exported one by default, in a lab of its own. */
export async function tryOut({ prepared, text }: Trial, ruleset: string = text): Promise<ProbeRun> {
  const lab = await openLab(prepared.wiring);
  try {
    return await runProbes(lab, prepared, { ...setting, ruleset, until: 'end' });
  } finally {
    await lab.close();
  }
}

const setting: Omit<RunSetting, 'ruleset' | 'until'> = {
  nameOf: elementName,
  clock: () => performance.now() / 1000,
  processor: processorSeconds,
  tell: () => undefined,
};

/** What a run shows when all is right; compare with {@link findingsOf}. */
export const nothingWrong = { refused: null, mismatches: [], miscounted: [], lost: 0 };

/** What was wrong in a run. */
export function findingsOf({
  refused,
  mismatches,
  miscounted,
  lost,
}: ProbeRun): Pick<ProbeRun, 'refused' | 'mismatches' | 'miscounted' | 'lost'> {
  return { refused, mismatches, miscounted, lost };
}

/** Adds up runs for a line that says how much was tried. */
export function createProbeCount() {
  const sum = { boundaries: 0, probes: 0, packets: 0, mismatches: 0, seconds: 0, processor: 0 };
  return {
    add: ({ prepared }: Trial, { phases, seconds, processorSeconds: processor }: ProbeRun): void => {
      sum.boundaries += 1;
      sum.probes += prepared.drawn.rounds.reduce((total, round) => total + round.length, 0);
      sum.packets += phases.reduce((total, phase) => total + phase.sent, 0);
      sum.mismatches += phases.reduce((total, phase) => total + phase.mismatches, 0);
      sum.seconds += seconds;
      sum.processor += processor;
    },
    /** Nobody can tell how quick runs beside one another were. */
    print: (what: string, ran: 'alone' | 'beside others' = 'alone'): void => {
      const grouped = (value: number): string => Math.round(value).toLocaleString('en-US');
      const rates = `, ${grouped(sum.packets / sum.seconds)} packets a second, ${grouped(sum.packets / sum.processor)} a second of processor time`;
      process.stdout.write(
        `kernel lab: ${what}: ${grouped(sum.packets)} packets of ${grouped(sum.probes)} conversations at ${sum.boundaries} boundaries, ${sum.mismatches} mismatches${ran === 'alone' ? rates : ''}\n`,
      );
    },
    packets: (): number => sum.packets,
  };
}
