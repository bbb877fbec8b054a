/** The dialect of docs/adding-an-exporter.md: one line for every pair of addresses and ports. */
import { formatRange } from '../../src/algebra/address-set.ts';
import { formatPorts } from '../../src/algebra/port-set.ts';
import { assess } from '../../src/exporters/assess.ts';
import type { Cell } from '../../src/exporters/cells.ts';
import type { Capabilities, Dialect } from '../../src/exporters/dialect.ts';

const capabilities: Capabilities = {
  transports: ['tcp', 'udp'],
  operations: false,
  functions: false,
  icmpTypes: false,
  onceWindows: false,
  weeklyWindows: 'none',
  sessions: false,
  translation: false,
  isInterfaceName: (name) => /^[a-z0-9]+$/.test(name),
  limits: ['an open port is open to whatever is spoken on it'],
};

/** `permit tcp 10.0.0.1 -> 10.1.0.1 502 # conduit/grant conduits/line.yaml:12` */
export const permitList: Dialect = {
  name: 'permit-list',
  capabilities,
  render: (request) => {
    const { plan, residual, diagnostics } = assess(request, permitList.name, capabilities);
    const text = `${plan.cells.flatMap(permitLines).join('\n')}\n`;
    return { files: [{ name: 'permits.txt', text }], residual, diagnostics };
  },
  readBack: null,
};

function permitLines({ source, destination, transport, ports, grants }: Cell): readonly string[] {
  const why = grants.map((grant) => `${grant.id} ${grant.at.file}:${grant.at.line}`).join(', ');
  return source.ranges.flatMap((from) =>
    destination.ranges
      .filter((to) => to.family === from.family)
      .map((to) => `permit ${transport} ${formatRange(from)} -> ${formatRange(to)} ${formatPorts(ports)} # ${why}`),
  );
}
