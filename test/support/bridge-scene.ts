/** A bridge with a state folder, as `apply` finds it: without a policy, or with one confirmed. */
import { type ApplyTask, applyToBoundary } from '../../src/cli/boundary/apply-to-boundary.ts';
import { candidateExport } from '../../src/cli/boundary/candidate-export.ts';
import { confirmTrial } from '../../src/cli/boundary/confirm-policy.ts';
import { type Boundary, stateFiles } from '../../src/cli/boundary/open-boundary.ts';
import type { ExportRequest } from '../../src/exporters/dialect.ts';
import { type RunningTable, readRunning } from '../../src/exporters/nftables/running/running-table.ts';
import { bridgeCandidateOf, bridgeShape } from '../../src/exporters/nftables-bridge/bridge-candidate.ts';
import { exportBoundary } from '../../src/exporters/registry.ts';
import type { BoundaryCase } from './arbitrary-boundary.ts';
import { buildFrame, type FrameSpec } from './bridge-frames.ts';
import { requestOf } from './export-request.ts';
import { goldenBridges } from './golden-bridges.ts';
import { openBridge, type Router } from './kernel.ts';
import { boundaryAt, inFolder, routerHost, taskOf } from './router-host.ts';
import { listTable, load } from './running-table.ts';
import { shippedCatalogue as catalogue } from './shipped-catalogue.ts';
import { until } from './until.ts';

const { cell } = goldenBridges;
if (cell === undefined) throw new Error('there is no golden bridge cell');

export const wideBridge: BoundaryCase = cell;
/** Without the frames that a maker sends on EtherType 0x9000. */
export const tightBridge: BoundaryCase = {
  ...cell,
  plan: { ...cell.plan, grants: cell.plan.grants.filter(({ id }) => !id.endsWith('maker')) },
};

/** Granted by both. */
export const cyclic: FrameSpec = {
  source: '00:0e:8c:00:00:11',
  destination: '00:0e:8c:00:00:01',
  etherType: 0x8892,
  head: [0x80, 0x00, 0x00, 0x00],
};
/** Granted by the wide one alone. */
export const ofMaker: FrameSpec = {
  source: '00:0e:8c:00:00:12',
  destination: '00:1b:1b:00:00:20',
  etherType: 0x9000,
};
/** Granted by none. */
export const ofNobody: FrameSpec = { ...ofMaker, source: '00:0e:8c:00:00:11' };

export function bridgeRequest(each: BoundaryCase): ExportRequest {
  return requestOf(each, { catalogue });
}

/** How a running table names a case. */
export function bridgeModelOf(each: BoundaryCase): string {
  return bridgeCandidateOf(bridgeRequest(each)).policy.model;
}

export interface BridgeScene {
  readonly bridge: Router;
  readonly boundary: Boundary;
  readonly apply: (each: BoundaryCase, more?: Partial<ApplyTask>) => ReturnType<typeof applyToBoundary>;
}

/** An apply of a case, as the command would do it. */
export function bridgeTaskOf(boundary: Boundary, each: BoundaryCase, more: Partial<ApplyTask> = {}): ApplyTask {
  const request = bridgeRequest(each);
  const candidate = candidateExport({ request, result: exportBoundary(request) });
  const interfaces = each.boundary.interfaces.map(({ name }) => name);
  return { ...taskOf(boundary, each, more), candidate, interfaces };
}

export async function atEmptyBridge(run: (scene: BridgeScene) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const bridge = await openBridge(['eth0', 'eth1', 'eth2']);
    const { id } = wideBridge.boundary;
    const files = stateFiles(id, folder);
    const boundary = { ...boundaryAt(routerHost(bridge), folder), id, files, shape: bridgeShape };
    try {
      await run({ bridge, boundary, apply: (each, more) => applyToBoundary(bridgeTaskOf(boundary, each, more)) });
    } finally {
      bridge.close();
    }
  });
}

/** With {@link wideBridge} confirmed. */
export async function atRunningBridge(run: (scene: BridgeScene) => Promise<void>): Promise<void> {
  await atEmptyBridge(async (scene) => {
    await scene.apply(wideBridge);
    await confirmTrial(scene.boundary);
    await run(scene);
  });
}

/** The ports that a frame leaves by; it comes in behind the drives. */
export async function leavesBy(bridge: Router, frame: FrameSpec, entry: string = 'eth1'): Promise<readonly string[]> {
  const bytes = buildFrame(frame);
  const [out = []] = await bridge.send([[entry, bytes]]);
  return out.filter((each) => each.bytes.equals(bytes)).map((each) => each.interface);
}

/** The table, which must be one that this program leaves. */
export async function bridgeTableAt(bridge: Router): Promise<RunningTable> {
  const running = readRunning(await listTable(bridge), bridgeShape);
  if (running.kind !== 'table') throw new Error(JSON.stringify(running));
  return running;
}

/** Waits until the kernel has ended the trial, of which only the last second is left to run. */
export async function letBridgeTrialEnd(bridge: Router): Promise<void> {
  const set = 'element bridge zonewright trial';
  await load(bridge, `delete ${set} { ether }\nadd ${set} { ether timeout 1s }\n`);
  await until(async () => ((await bridgeTableAt(bridge)).trial?.left ?? null) === null);
}
