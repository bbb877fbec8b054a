/** A synthetic plant of a given size: zones of ten assets each, conduits between neighbours, two grants per conduit. */

export interface PlantSize {
  readonly zones: number;
  readonly conduits: number;
  /** Per conduit. */
  readonly grants: number;
  /** Per zone. */
  readonly assets: number;
}

export interface PlantFile {
  readonly path: string;
  readonly text: string;
}

/** Files as a person would split them: zones by the hundred, conduits by the five hundred. */
export function largePlant(size: PlantSize): readonly PlantFile[] {
  const zones = Array.from({ length: size.zones }, (_, index) => zoneText(index, size));
  const conduits = Array.from({ length: size.conduits }, (_, index) => conduitText(index, size));
  return [
    { path: 'plant.yaml', text: plantText(size) },
    ...chunks(zones, 100).map((part, index) => ({
      path: `zones/z${index}.yaml`,
      text: `zones:\n${part.map((each) => each.zone).join('')}assets:\n${part.map((each) => each.assets).join('')}`,
    })),
    ...chunks(conduits, 500).map((part, index) => ({
      path: `conduits/c${index}.yaml`,
      text: `conduits:\n${part.join('')}`,
    })),
  ];
}

/** Address of an asset of the synthetic plant. */
export function addressOf(zone: number, asset: number): string {
  return `10.${zone >> 8}.${zone & 255}.${asset + 1}`;
}

/** The zones that a conduit connects. */
export function endsOf(conduit: number, zones: number): readonly [from: number, to: number] {
  const from = conduit % zones;
  return [from, (from + 1 + Math.floor(conduit / zones)) % zones];
}

function plantText(size: PlantSize): string {
  const interfaces = Array.from({ length: size.zones }, (_, index) => `      eth${index}: [z${index}]\n`).join('');
  return `plant: large
windows:
  sunday: {timezone: Europe/Berlin, weekly: {days: [sun], from: "06:00", to: "10:00"}}
boundaries:
  fw:
    dialect: nftables
    interfaces:
${interfaces}`;
}

function zoneText(index: number, size: PlantSize): { zone: string; assets: string } {
  const zone = `  z${index}: {level: ${index % 3}, kind: cell, networks: [${addressOf(index, -1)}/24], owner: ops, security-level: 2}\n`;
  const assets = Array.from({ length: size.assets }, (_, asset) => {
    const kind = asset < 2 ? 'scada_server' : 'plc';
    return `  a${index}-${asset}: {zone: z${index}, class: ${kind}, ip: ${addressOf(index, asset)}}\n`;
  });
  return { zone, assets: assets.join('') };
}

function conduitText(index: number, size: PlantSize): string {
  const [from, to] = endsOf(index, size.zones);
  const grants = Array.from({ length: size.grants }, (_, grant) =>
    grant % 2 === 0
      ? `      poll${grant}: {from: ["class:scada_server"], to: ["class:plc"], protocol: modbus, operations: [read], reason: overview}\n`
      : `      set${grant}: {from: [a${from}-0], to: [a${to}-${2 + (index % (size.assets - 2))}], protocol: modbus, operations: [write], objects: [{unit: 1, table: holding, range: ${100 + (index % 7)}-119}], during: sunday, reason: recipe}\n`,
  );
  return `  c${index}:\n    from: z${from}\n    to: z${to}\n    owner: ops\n    allow:\n${grants.join('')}`;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
