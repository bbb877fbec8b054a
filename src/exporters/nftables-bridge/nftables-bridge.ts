/** The dialect for boundaries that are a Linux bridge: one bridge table that knows no connections (docs/nftables-bridge.md). */
import { beyondCapacity, refuseAll } from '../beyond-capacity.ts';
import type { Capabilities, Dialect, ExportRequest, ExportResult } from '../dialect.ts';
import { assessFrames } from '../frames/assess-frames.ts';
import { capacity } from '../nft/write/mark.ts';
import { digestBridge, layOutBridge } from './bridge-layout.ts';
import { writeBridge } from './bridge-text.ts';
import { readBackBridgeText } from './read-back.ts';

const capabilities: Capabilities = {
  transports: ['ethernet'],
  operations: false,
  functions: false,
  icmpTypes: false,
  onceWindows: true,
  weeklyWindows: 'utc',
  sessions: false,
  translation: false,
  isInterfaceName: (name) => /^[A-Za-z0-9_.-]{1,15}$/.test(name) && name !== '.' && name !== '..',
  limits: [
    'a station is whoever has its MAC address behind the same interface',
    'of what is behind the EtherType only the first four bytes are looked at, and only for PROFINET, GOOSE and sampled values',
    'IP, ARP, frames with an LLC header and frames with a second tag or a VLAN that their scope does not name are dropped',
    'the group addresses 01:80:c2:00:00:00 to 01:80:c2:00:00:0f never pass a bridge',
    'traffic behind one interface, and to or from the boundary itself, is not judged here',
    'weekly windows follow the UTC day and hour of the kernel, whose time zone must be UTC',
  ],
};

/** Exports to the packet filter of Linux on a bridge, for nft 1.0.6 or newer. */
export const nftablesBridge: Dialect = {
  name: 'nftables-bridge',
  capabilities,
  render,
  readBack: null,
  readFrames: (files) => readBackBridgeText(files.map((file) => file.text).join('')),
};

function render(request: ExportRequest): ExportResult {
  const assessment = assessFrames(request, nftablesBridge.name, capabilities);
  const layout = layOutBridge(assessment);
  const { sources, destinations } = assessment.plan;
  const excess = beyondCapacity({ sources: sources.length, destinations: destinations.length }, capacity);
  if (excess !== null) return refuseAll(assessment, nftablesBridge.name, excess);
  const text = writeBridge(request, layout, digestBridge(layout));
  return {
    files: [{ name: `${request.boundary.id.replaceAll(/[^A-Za-z0-9._-]/g, '_')}.nft`, text }],
    residual: assessment.residual,
    diagnostics: assessment.diagnostics,
  };
}
