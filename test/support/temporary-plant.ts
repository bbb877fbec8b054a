/** A plant in a temporary folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TemporaryPlant {
  readonly folder: string;
  readonly write: (file: string, content: string | Uint8Array) => void;
  readonly remove: () => void;
}

/** Two zones, a conduit with a read grant and a limited write grant, and a boundary. */
export const smallPlant = `plant: small
timezone: Europe/Berlin
zones:
  control: {level: 2, kind: control, networks: [10.20.0.0/24], owner: ops, security-level: 2}
  cell: {level: 1, kind: cell, networks: [10.20.1.0/24], owner: line, security-level: 2}
assets:
  scada: {zone: control, class: scada_server, ip: 10.20.0.10}
  ews: {zone: control, class: engineering_workstation, ip: 10.20.0.20}
  plc: {zone: cell, class: plc, ip: 10.20.1.11}
windows:
  sunday: {timezone: Europe/Berlin, weekly: {days: [sun], from: "06:00", to: "10:00"}}
conduits:
  down:
    from: control
    to: cell
    owner: ops
    allow:
      poll: {from: [scada], to: [plc], protocol: modbus, operations: [read], reason: overview}
      set: {from: [scada], to: [plc], protocol: modbus, operations: [write], objects: [{unit: 1, table: holding, range: 100-119}], reason: recipe}
      load: {from: [ews], to: [plc], protocol: modbus, operations: [program], during: sunday, reason: changes}
boundaries:
  fw: {dialect: nftables, interfaces: {eth0: [control], eth1: [cell]}}
`;

export function temporaryPlant(files: Readonly<Record<string, string>> = { 'plant.yaml': smallPlant }): TemporaryPlant {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-plant-'));
  const write = (file: string, content: string | Uint8Array): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  return { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
