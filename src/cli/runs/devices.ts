/** `zonewright devices`: what recorded traffic tells about the devices in it. */
import { withForwardedPorts } from '../../compiler/catalogue/forwarded-ports.ts';
import { placeDevices } from '../../evaluator/place-devices.ts';
import { withMacVendors } from '../../flows/identity/mac-vendor.ts';
import type { DevicesReport } from '../../model/devices.ts';
import { listFlowFiles } from '../../platform/flow-files.ts';
import { loadMacVendors } from '../../platform/mac-vendors.ts';
import { renderDevices } from '../../report/devices-text.ts';
import type { CliContext } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import type { Format, PlantFlags } from '../flags.ts';
import { loadChecked } from '../load-plant.ts';
import { paletteFor } from '../palette.ts';
import { readFiles, reportUnread } from '../read-files.ts';
import { scopeFinder } from '../scope-finder.ts';

export interface DevicesFlags extends PlantFlags {
  readonly format: Format;
  readonly scope?: string;
}

export async function devices(this: CliContext, flags: DevicesFlags, ...flows: readonly string[]): Promise<void> {
  const files = listFlowFiles(flows, this.cwd);
  const { plan, catalogue } = (await loadChecked(this, flags.plant)).result.value;
  const { inputs, aggregator } = await readFiles(this, files, {
    catalogue: withForwardedPorts(catalogue, plan),
    scopeOf: scopeFinder(plan, flags.scope),
    bucketOf: () => 0,
  });
  const told = withMacVendors(aggregator.devices(), aggregator.conversations(), await loadMacVendors());
  const report: DevicesReport = { schema: 'zonewright/devices/v1', inputs, devices: placeDevices(told, plan) };
  const { stdout } = this.process;
  if (flags.format === 'json') stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else stdout.write(renderDevices(report, paletteFor(stdout, this)));
  this.process.exitCode = reportUnread(this, inputs) ? exitCodes.failed : exitCodes.clean;
}
