/** A synthetic plant whose grants are Rego: ten control zones, thirty cells of fifty assets, one allowlist of many rules. */
import type { PlantSources } from '../src/compiler/compile.ts';

const controls = 10;
const cells = 30;
const assetsPerZone = 50;

/** `grants` rules of five conditions each, between the control zones and the cells. */
export function regoPlant(grants: number): PlantSources {
  return {
    yaml: [
      { path: 'plant.yaml', text: plantText() },
      { path: 'zones/zones.yaml', text: zonesText() },
    ],
    rego: [{ path: 'policies/lines.rego', text: regoText(grants) }],
  };
}

function plantText(): string {
  const interfaces = Array.from({ length: controls + cells }, (_, zone) => `      eth${zone}: [${zoneId(zone)}]\n`);
  return `plant: lines
boundaries:
  fw:
    dialect: nftables
    interfaces:
${interfaces.join('')}windows:
  night: {timezone: Europe/Berlin, weekly: {days: [sun], from: "01:00", to: "05:00"}}
conduits:
  lines: {from: "kind:control", to: "kind:cell", owner: ops, allowlists: [lines]}
`;
}

function zonesText(): string {
  const zones = Array.from({ length: controls + cells }, (_, zone) => {
    const kind = zone < controls ? 'control' : 'cell';
    return `  ${zoneId(zone)}: {level: ${zone < controls ? 2 : 1}, kind: ${kind}, networks: [10.1.${zone}.0/24], owner: ops, security-level: 2}\n`;
  });
  const assets = Array.from({ length: (controls + cells) * assetsPerZone }, (_, index) => {
    const zone = Math.floor(index / assetsPerZone);
    const place = index % assetsPerZone;
    const type = zone < controls ? (place % 2 === 0 ? 'scada_server' : 'engineering_workstation') : 'plc';
    return `  ${assetId(zone, place)}: {zone: ${zoneId(zone)}, class: ${type}, ip: 10.1.${zone}.${place + 1}}\n`;
  });
  return `zones:\n${zones.join('')}assets:\n${assets.join('')}`;
}

function regoText(grants: number): string {
  const rules = Array.from({ length: grants }, (_, index) => ruleText(index));
  return `# METADATA\n# title: what the lines need\n# custom: {owner: ops, reason: production}\npackage plant.allow.lines\n\n${rules.join('\n')}`;
}

function ruleText(index: number): string {
  const from = index % controls;
  const to = controls + (index % cells);
  const asset = assetId(to, Math.floor(index / cells) % assetsPerZone);
  const source = [
    `input.source.asset == "${assetId(from, index % assetsPerZone)}"`,
    `input.source.class == "scada_server"`,
    `input.source.zone == "${zoneId(from)}"`,
  ][index % 3];
  const first = (index * 37) % 5000;
  const last = [
    [`input.object.table == "holding"`],
    [`input.object.first >= ${first}`, `input.object.first + input.object.count - 1 <= ${first + 19}`],
    ['"night" in input.windows'],
  ][Math.floor(index / 3) % 3];
  const lines = [
    source,
    `input.destination.asset == "${asset}"`,
    'input.service.protocol == "modbus"',
    `input.operation.class in {"read", "${index % 2 === 0 ? 'write' : 'diagnostic'}"}`,
    ...(last ?? []),
  ];
  return `grant contains "g${String(index).padStart(4, '0')}" if {\n${lines.map((line) => `\t${line}\n`).join('')}}\n`;
}

function zoneId(zone: number): string {
  return zone < controls ? `control-${zone}` : `cell-${zone - controls}`;
}

function assetId(zone: number, place: number): string {
  return `${zoneId(zone)}-a${place}`;
}
