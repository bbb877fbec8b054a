/** The nftables dialect: one inet table whose cost does not grow with the number of grants (docs/nftables.md). */
import { assess } from '../assess.ts';
import { beyondCapacity, refuseAll } from '../beyond-capacity.ts';
import type { Capabilities, Dialect, ExportRequest, ExportResult } from '../dialect.ts';
import { capacity } from '../nft/write/mark.ts';
import { clashingSessions } from '../nft/write/session-set.ts';
import { digestLayout } from './digest.ts';
import { layOut } from './layout.ts';
import { readBackNftText } from './read-back.ts';
import { writeNftables } from './text.ts';

const capabilities: Capabilities = {
  transports: ['tcp', 'udp', 'icmp', 'icmpv6', 'ip'],
  operations: false,
  functions: true,
  icmpTypes: true,
  onceWindows: true,
  weeklyWindows: 'utc',
  sessions: true,
  translation: true,
  isInterfaceName: (name) => /^[A-Za-z0-9_.-]{1,15}$/.test(name) && name !== '.' && name !== '..',
  limits: [
    'an open port is open to whatever is spoken on it; only watching tells one protocol from another',
    'traffic between zones behind the same interface, and to or from the boundary itself, is not judged here',
    'packets of an allowed connection are recognised by its addresses and ports, not by the interface they come from',
    'weekly windows follow the UTC day and hour of the kernel, whose time zone must be UTC',
  ],
};

/** Exports to the packet filter of Linux, for nft 1.0.6 or newer. */
export const nftables: Dialect = {
  name: 'nftables',
  capabilities,
  render,
  readBack: (files) => readBackNftText(files.map((file) => file.text).join('')),
};

function render(request: ExportRequest): ExportResult {
  const assessment = assess(request, nftables.name, capabilities);
  const layout = layOut(assessment);
  const { sources, destinations } = assessment.plan;
  const counts = {
    sources: sources.length,
    destinations: destinations.length,
    schedules: layout.schedules.length + layout.functions.length,
  };
  const clash = clashingSessions(request.plan.windows);
  const excess = clash === null ? beyondCapacity(counts, capacity) : clashWords(clash);
  if (excess !== null) return refuseAll(assessment, nftables.name, excess);
  const text = writeNftables(assessment, layout, digestLayout(layout));
  return {
    files: [{ name: `${request.boundary.id.replaceAll(/[^A-Za-z0-9._-]/g, '_')}.nft`, text }],
    residual: assessment.residual,
    diagnostics: assessment.diagnostics,
  };
}

function clashWords([one, other]: readonly [string, string]): string {
  return `the sessions ${one} and ${other}, whose numbers are the same by chance: rename one`;
}
