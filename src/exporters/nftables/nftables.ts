/** The nftables dialect: one inet table whose cost does not grow with the number of grants (docs/nftables.md). */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { type Assessment, assess } from '../assess.ts';
import type { Capabilities, Dialect, ExportRequest, ExportResult, Residual } from '../dialect.ts';
import { digestLayout } from './digest.ts';
import { capacity, type Layout, layOut } from './layout.ts';
import { readBackNftText } from './read-back.ts';
import { writeNftables } from './text.ts';

const capabilities: Capabilities = {
  transports: ['tcp', 'udp', 'icmp', 'icmpv6', 'ip'],
  operations: false,
  icmpTypes: true,
  onceWindows: true,
  weeklyWindows: 'utc',
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
  const excess = beyondCapacity(assessment, layout);
  if (excess !== null) return refuseAll(assessment, excess);
  const text = writeNftables(assessment, layout, digestLayout(layout));
  return {
    files: [{ name: `${request.boundary.id.replaceAll(/[^A-Za-z0-9._-]/g, '_')}.nft`, text }],
    residual: assessment.residual,
    diagnostics: assessment.diagnostics,
  };
}

function beyondCapacity({ plan }: Assessment, layout: Layout): string | null {
  const counts = {
    sources: plan.sources.length,
    destinations: plan.destinations.length,
    schedules: layout.schedules.length,
  };
  for (const [name, count] of Object.entries(counts))
    if (count > capacity) return `${count} ${name}, of which ${capacity} fit`;
  return null;
}

/** Half a policy would be a policy that nobody wrote. */
function refuseAll({ request, residual, diagnostics }: Assessment, excess: string): ExportResult {
  const loss = { kind: 'addresses', detail: excess, passes: [] } as const;
  const refused = [...residual.exact, ...residual.wider].map((entry) => ({ ...entry, losses: [loss], watched: null }));
  const all: Residual = { ...residual, exact: [], wider: [], refused: [...residual.refused, ...refused] };
  const args = { grant: request.boundary.id, dialect: nftables.name, what: excess };
  return {
    files: [],
    residual: all,
    diagnostics: [...diagnostics, diagnose('export/cannot-say', request.boundary.at, args)],
  };
}
