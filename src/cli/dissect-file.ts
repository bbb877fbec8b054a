/** Lets tshark read what has no decoder here, before the capture itself is read. */

import { planDissection, readDissection } from '../flows/dissection/read-dissection.ts';
import type { FlowContext } from '../flows/flow-context.ts';
import { recogniseFormat } from '../flows/format-registry.ts';
import type { ObservationSink } from '../flows/observation-sink.ts';
import type { FlowFile } from '../platform/flow-files.ts';
import { PlatformError } from '../platform/platform-error.ts';
import { runTshark } from '../platform/tshark.ts';

/** What the reader of the capture has to know afterwards; nothing for a file that is no capture. */
export async function dissectFile(
  file: FlowFile,
  context: FlowContext,
  sink: ObservationSink,
): Promise<Pick<FlowContext, 'shownElsewhere'>> {
  if (file.path === null)
    throw new PlatformError('usage', '--decoder tshark reads a capture twice, and standard input can be read once');
  if (!isCapture(await file.head())) return {};
  const { shown } = await readDissection(file.name, runTshark(file.path, planDissection()), context, sink);
  return { shownElsewhere: shown.has };
}

/** Packed captures too: tshark unpacks them itself. */
function isCapture(head: Uint8Array): boolean {
  const format = recogniseFormat(head);
  if (format === null) return head[0] === 0x1f || head[0] === 0x28;
  return format !== 'more' && format.name.startsWith('pcap');
}
