/** `zonewright apply`: puts the policy of a plant on trial at its boundary. */
import { routerShape } from '../../exporters/nftables/running/table-shape.ts';
import { pause } from '../../platform/pause.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { renderApply } from '../../report/apply-text.ts';
import { type ApplyTask, applyToBoundary, rehearseApply } from '../boundary/apply-to-boundary.ts';
import { candidateExport } from '../boundary/candidate-export.ts';
import { requireNft } from '../boundary/host-nft.ts';
import { type BoundaryFlags, openBoundary, withLock } from '../boundary/open-boundary.ts';
import type { CliContext } from '../context.ts';
import { exitCodeFor, exitCodes } from '../exit-code.ts';
import { exportOrExplain, reportExport } from '../export-boundary.ts';
import type { FailOnFlags, Format, PlantFlags } from '../flags.ts';

export interface ApplyFlags extends PlantFlags, FailOnFlags, BoundaryFlags {
  /** Seconds. */
  readonly confirmWithin: number;
  readonly dryRun: boolean;
  readonly firstFallback: 'open' | 'closed';
  /** Seconds. */
  readonly firstListen: number;
  readonly replaces?: string;
  readonly format: Format;
}

export async function applyRun(this: CliContext, flags: ApplyFlags): Promise<void> {
  if (flags.confirmWithin === 0) throw new PlatformError('usage', '--confirm-within must be longer than nothing');
  const exported = await exportOrExplain(this, flags.plant, flags.boundary);
  if (exported === null) return;
  reportExport(this, exported);
  const candidate = candidateExport(exported);
  const boundary = openBoundary(this, flags, candidate.candidate.shape);
  const exitCode = exitCodeFor(exported.severities, flags.failOn);
  const task: ApplyTask = {
    boundary,
    candidate,
    interfaces: exported.request.boundary.interfaces.map(({ name }) => name),
    confirmWithin: flags.confirmWithin,
    fallback: `fallback_${flags.firstFallback}`,
    replaces: flags.replaces ?? null,
    loading: exitCode === exitCodes.clean ? 'allow' : 'forbid',
    // A bridge knows no connections that it would have to get to know.
    listen: () => (boundary.shape === routerShape ? listen(this, flags.firstListen) : Promise.resolve()),
    confirm: confirmCommand(flags),
  };
  await requireNft(boundary.host);
  const report = flags.dryRun ? await rehearseApply(task) : await withLock(boundary, () => applyToBoundary(task));
  this.process.stdout.write(flags.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : renderApply(report));
  this.process.exitCode = exitCode;
}

async function listen(context: CliContext, seconds: number): Promise<void> {
  if (seconds === 0) return;
  context.process.stderr.write(`getting to know the connections that live, for ${seconds} s\n`);
  await pause(seconds * 1000);
}

function confirmCommand({ boundary, host, state }: ApplyFlags): string {
  const more = [...(host === undefined ? [] : ['--host', host]), ...(state === undefined ? [] : ['--state', state])];
  return ['zonewright confirm --boundary', boundary, ...more].join(' ');
}
