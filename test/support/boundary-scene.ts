/** A router with a state folder, as `apply` finds a boundary: without a policy, or with one confirmed. */
import { type ApplyTask, applyToBoundary } from '../../src/cli/boundary/apply-to-boundary.ts';
import { confirmTrial } from '../../src/cli/boundary/confirm-policy.ts';
import type { Boundary } from '../../src/cli/boundary/open-boundary.ts';
import { candidateOf } from '../../src/exporters/nftables/running/candidate.ts';
import type { BoundaryCase } from './arbitrary-boundary.ts';
import { requestOf } from './export-request.ts';
import { openRouter, type Router } from './kernel.ts';
import { lineGrants, linePlant } from './line-plant.ts';
import { boundaryAt, inFolder, routerHost, taskOf } from './router-host.ts';

const { whole: _, ...others } = lineGrants;
export const wide: BoundaryCase = linePlant();
/** Without port 4840. */
export const tight: BoundaryCase = linePlant(Object.values(others));

/** How a running table names a case. */
export function modelOf(each: BoundaryCase): string {
  return candidateOf(requestOf(each)).policy.model;
}

export interface BoundaryScene {
  readonly router: Router;
  readonly boundary: Boundary;
  readonly apply: (each: BoundaryCase, more?: Partial<ApplyTask>) => ReturnType<typeof applyToBoundary>;
}

/** Without a policy. */
export async function atEmptyBoundary(run: (scene: BoundaryScene) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const router = await openRouter({ eth0: [], eth1: [], eth2: [] });
    const boundary = boundaryAt(routerHost(router), folder);
    try {
      await run({ router, boundary, apply: (each, more) => applyToBoundary(taskOf(boundary, each, more)) });
    } finally {
      router.close();
    }
  });
}

/** With {@link wide} confirmed. */
export async function atRunningBoundary(run: (scene: BoundaryScene) => Promise<void>): Promise<void> {
  await atEmptyBoundary(async (scene) => {
    await scene.apply(wide);
    await confirmTrial(scene.boundary);
    await run(scene);
  });
}
