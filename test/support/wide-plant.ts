/**
 * The files of a plant of many zones as a works of many lines has them: an office, two DMZs, site services, an area with its
 * stations for every sixteen zones below it, cells, and a safety zone and a wireless one here and there.
 */

const inArea = 16;
const above = 6;

type ZoneKind = 'cell' | 'safety' | 'wireless';

interface LowerZone {
  readonly id: string;
  readonly kind: ZoneKind;
  readonly area: string;
  readonly network: string;
}

/** At least 10 zones, at most 1,000. */
export function widePlant(zones: number): Readonly<Record<string, string>> {
  const areas = Math.max(1, Math.round((zones - above) / (inArea + 1)));
  const lower = Array.from({ length: zones - above - areas }, (_, index) => lowerZone(index, areas));
  const areaIds = Array.from({ length: areas }, (_, index) => areaId(index));
  return {
    'plant.yaml': upperZones(areaIds, lower),
    'zones/areas.yaml': `zones:\n${areaIds.map(areaZone).join('')}assets:\n${areaIds.map(areaAssets).join('')}`,
    'zones/cells.yaml': `zones:\n${lower.map(cellZone).join('')}assets:\n${lower.map(cellAssets).join('')}`,
    'conduits/site.yaml': siteConduits(areaIds),
    'conduits/areas.yaml': `conduits:\n${lower.map(areaConduit).join('')}${neighbours(lower).join('')}`,
  };
}

function areaId(index: number): string {
  return `area-${String(index + 1).padStart(2, '0')}`;
}

function lowerZone(index: number, areas: number): LowerZone {
  const kind: ZoneKind = index % 9 === 8 ? 'safety' : index % 16 === 15 ? 'wireless' : 'cell';
  const id = `${kind === 'cell' ? 'cell' : kind}-${String(index + 1).padStart(3, '0')}`;
  return {
    id,
    kind,
    area: areaId(Math.min(areas - 1, Math.floor(index / inArea))),
    network: `10.${30 + (index >> 8)}.${index & 255}`,
  };
}

function upperZones(areas: readonly string[], lower: readonly LowerZone[]): string {
  return `plant: works
timezone: Europe/Berlin
zones:
  office: {level: 4, kind: enterprise, networks: [10.10.0.0/22], owner: it, security-level: 1}
  maker: {level: 3.5, kind: vendor, networks: [10.11.0.0/28], owner: it, security-level: 2}
  data: {level: 3.5, kind: dmz, networks: [10.12.0.0/24], owner: it, security-level: 2}
  access: {level: 3.5, kind: dmz, networks: [10.12.1.0/24], owner: it, security-level: 2}
  site: {level: 3, kind: site, networks: [10.13.0.0/24], owner: operations, security-level: 2}
  utilities: {level: 3, kind: site, networks: [10.14.0.0/24], owner: energy, security-level: 2}
assets:
  historian: {zone: data, class: historian_server, ip: 10.12.0.10}
  clock: {zone: data, class: server, ip: 10.12.0.5}
  jump: {zone: access, class: jump_server, ip: 10.12.1.10}
  maker-gate: {zone: maker, class: remote_access_host, ip: 10.11.0.4}
  mes: {zone: site, class: server, ip: 10.13.0.10}
  meters: {zone: utilities, class: scada_server, ip: 10.14.0.10}
boundaries:
  fw-office: {dialect: nftables, interfaces: {office0: [office], maker0: [maker], data0: [data], access0: [access], plant0: [site, utilities, ${areas.join(', ')}]}}
  fw-cells: {dialect: nftables, interfaces: {up0: [data, site, utilities, ${areas.join(', ')}]${lower.map(({ id }, index) => `, c${index}: [${id}]`).join('')}}}
`;
}

function areaZone(id: string, index: number): string {
  return `  ${id}: {level: 2, kind: control, networks: [10.20.${index}.0/24], owner: operations, security-level: 2}\n`;
}

function areaAssets(id: string, index: number): string {
  return `  scada-${id}: {zone: ${id}, class: scada_server, ip: 10.20.${index}.10}\n  ews-${id}: {zone: ${id}, class: engineering_workstation, ip: 10.20.${index}.20}\n`;
}

function cellZone({ id, kind, area, network }: LowerZone): string {
  const safety = kind === 'safety' ? ', safety: true' : '';
  return `  ${id}: {level: ${kind === 'wireless' ? 2 : 1}, kind: ${kind}, networks: [${network}.0/24], owner: line-${area.slice(-2)}, security-level: ${kind === 'safety' ? 3 : 2}${safety}}\n`;
}

function cellAssets({ id, kind, network }: LowerZone): string {
  const type = kind === 'safety' ? 'safety_controller' : kind === 'wireless' ? 'iiot_sensor' : 'plc';
  return `  plc-${id}: {zone: ${id}, class: ${type}, ip: ${network}.11}\n  hmi-${id}: {zone: ${id}, class: hmi_modern, ip: ${network}.15}\n`;
}

function siteConduits(areas: readonly string[]): string {
  const conduits = areas.map(
    (area) => `  orders-${area}:
    from: site
    to: ${area}
    owner: operations
    allow:
      orders: {from: [mes], to: [scada-${area}], protocol: opc-ua, operations: [read, write], reason: orders}
`,
  );
  return `conduits:
  reports: {from: office, to: data, owner: it, allow: {reports: {from: ["zone:office"], to: [historian], protocol: https, reason: reports}}}
  administration: {from: office, to: access, owner: it, allow: {hop: {from: ["zone:office"], to: [jump], protocol: ssh, reason: administration}}}
  support: {from: maker, to: access, owner: it, allow: {hop: {from: [maker-gate], to: [jump], protocol: ssh, reason: support}}}
  engineering: {from: access, to: "kind:control", owner: operations, allow: {hop: {from: [jump], to: ["class:engineering_workstation"], protocol: ssh, reason: engineering}}}
  record: {from: data, to: "kind:cell", owner: operations, allow: {read: {from: [historian], to: ["class:plc"], protocol: modbus, operations: [read], reason: records}}}
  time: {from: {level: "<=2"}, to: data, owner: operations, allow: {time: {from: [all], to: [clock], protocol: ntp, reason: one time}}}
  energy: {from: utilities, to: data, owner: energy, allow: {meters: {from: [meters], to: [historian], protocol: postgresql, reason: energy}}}
${conduits.join('')}`;
}

function areaConduit({ id, kind, area }: LowerZone): string {
  const operations = kind === 'cell' ? 'read, write' : 'read';
  const load =
    kind === 'cell'
      ? `\n      load: {from: [ews-${area}], to: [plc-${id}], protocol: modbus, operations: [program], reason: changes}`
      : '';
  return `  ${area}-${id}:
    from: ${area}
    to: ${id}
    owner: operations
    allow:
      poll: {from: [scada-${area}], to: [plc-${id}], protocol: modbus, operations: [${operations}], reason: operation}${load}
`;
}

/** Cells that hand something on to the next one, and cells that ask the safety zone beside them. */
function neighbours(lower: readonly LowerZone[]): readonly string[] {
  return lower.flatMap(({ id, kind, area }, index) => {
    const next = lower[index + 1];
    const asked =
      next !== undefined && next.area === area && next.kind !== 'wireless' && kind === 'cell' && index % 3 === 1;
    return asked
      ? [
          `  ${id}-next:\n    from: ${id}\n    to: ${next.id}\n    owner: operations\n    allow:\n      ask: {from: [plc-${id}], to: [plc-${next.id}], protocol: modbus, operations: [read], reason: interlock}\n`,
        ]
      : [];
  });
}

/** The same plant after a change: some cells may be asked for more, some for less, one conduit is new, another is gone. */
export function changedWidePlant(zones: number): Readonly<Record<string, string>> {
  const files = widePlant(zones);
  const blocks = (files['conduits/areas.yaml'] ?? '').split(/^(?= {2}\S)/m);
  const cells = blocks.flatMap((block, index) => (block.includes('-cell-') && block.includes('load:') ? [index] : []));
  const [one = 0, two = 0, three = 0] = [1, 5, 9].map((turn) => cells[Math.floor((turn * cells.length) / 10)] ?? 0);
  const gone = blocks.findIndex((block) => block.includes('-safety-'));
  const changed = blocks.map((block, index) => {
    if (index === one) return block.replace('[read, write]', '[read, write, control]');
    if (index === two) return block.replace('[read, write]', '[read]');
    if (index === three) return block.replace('[read, write]', '[read, control]');
    return index === gone ? '' : block;
  });
  const [, target = ''] = /to: (cell-\d+)/.exec(blocks[cells.at(-2) ?? 0] ?? '') ?? [];
  return {
    ...files,
    'conduits/areas.yaml': changed.join(''),
    'conduits/desk.yaml': `conduits:
  desk:
    from: office
    to: ${target}
    owner: it
    allow:
      web: {from: ["zone:office"], to: [plc-${target}], protocol: https, reason: from the desk}
`,
  };
}
