/** The drift of a boundary that runs in a namespace of the test, and of listings that were kept. */
import { type Finding, findingOf } from '../../src/diagnostics/finding.ts';
import { type Drift, findDrift } from '../../src/exporters/nftables/drift/find-drift.ts';
import type { BoundaryState } from '../../src/model/boundary-state.ts';
import { readBoundaryState } from '../../src/platform/boundary-host/boundary-state.ts';
import type { BoundaryCase } from './arbitrary-boundary.ts';
import { exportCase, requestOf } from './export-request.ts';
import { openRouter, type Router } from './kernel.ts';
import { routerHost } from './router-host.ts';
import { routesOf } from './routes.ts';

/** Nothing is there. */
const bootFile = '/nonexistent/boot.nft';

/** Monday, 2026-08-03, 12:00 UTC. */
export const driftTime = 1_785_758_400;

/** A boundary that enforces its plant, until somebody changes something. */
export interface RunningBoundary {
  readonly router: Router;
  readonly nft: (commands: string) => Promise<void>;
  readonly drift: () => Promise<Drift>;
  /** Against another plant. */
  readonly driftOf: (each: BoundaryCase) => Promise<Drift>;
}

/** Loads a boundary, and closes the namespace behind. */
export async function withRunning<T>(each: BoundaryCase, use: (running: RunningBoundary) => Promise<T>): Promise<T> {
  const router = await openRouter(routesOf(each));
  const nft = async (commands: string): Promise<void> => void (await router.run(['nft', '-f', '-'], commands));
  const names = each.boundary.interfaces.map(({ name }) => name);
  const driftOf = async (plant: BoundaryCase): Promise<Drift> =>
    findDrift(requestOf(plant), await readBoundaryState(routerHost(router), names, bootFile), driftTime);
  try {
    await nft(exportCase(each));
    return await use({ router, nft, drift: () => driftOf(each), driftOf });
  } finally {
    router.close();
  }
}

/** The findings of a comparison; throws when there was none. */
export function driftFindings(drift: Drift): readonly Finding[] {
  if (drift.kind === 'unreadable') throw new Error(`${drift.refusal.at}: ${drift.refusal.found}`);
  return drift.diagnostics.map(findingOf);
}

/** The state of a router whose rules are known and that has nothing else. */
export function stateOf(each: BoundaryCase, listing: string, words: string = ''): BoundaryState {
  return {
    listing,
    words,
    forwarding: { ipv4: true, ipv6: true },
    legacy: [],
    interfaces: each.boundary.interfaces.map(({ name }) => ({ name, present: true, isBridge: false, bridge: null })),
    boot: null,
  };
}
