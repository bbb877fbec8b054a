/** A bridge in front of any number of stations, each with one grant: of PROFINET's frame ids, of EtherTypes, or of one EtherType. */
import { exportBoundary } from '../../src/exporters/registry.ts';
import { bridge } from '../../test/support/arbitrary-bridge.ts';
import { buildFrame } from '../../test/support/bridge-frames.ts';
import { exportText, requestOf } from '../../test/support/export-request.ts';
import { stationMac } from '../../test/support/large-bridge.ts';
import { buildAsset, buildGrant, buildPlan, buildZone } from '../../test/support/plan-builder.ts';
import { shippedCatalogue as catalogue } from '../../test/support/shipped-catalogue.ts';

export type StationGrant = 'EtherType' | 'EtherTypes' | 'PROFINET';

/** One controller for every so many stations. */
const stationsPerController = 50;

/** What `zonewright export` writes for them. */
export function bridgedRuleset(stations: number, kind: StationGrant): string {
  const boundary = bridge({ eth0: ['control'], eth1: ['cell'] });
  const numbers = Array.from({ length: stations }, (_, index) => index);
  const plan = buildPlan({
    zones: [buildZone('cell', []), buildZone('control', [])],
    assets: [
      ...numbers.map((index) => buildAsset(`io-${index}`, 'cell', [], { mac: [stationMac(index)] })),
      ...numbers
        .slice(0, controllersOf(stations))
        .map((index) => buildAsset(`plc-${index}`, 'control', [], { mac: [stationMac(stations + index)] })),
    ],
    grants: numbers.map((index) => {
      const ends = [[`control/plc-${index % controllersOf(stations)}`], [`cell/io-${index}`]] as const;
      return kind === 'PROFINET'
        ? buildGrant(`cyclic-${index}`, ...ends, ['ethernet/34962'], {
            protocol: 'profinet-rt',
            operations: [{ class: 'read', name: null }],
          })
        : buildGrant(`maker-${index}`, ...ends, [kind === 'EtherType' ? 'ethernet/36864' : 'ethernet/36864-36880'], {
            protocol: 'ethernet',
          });
    }),
    boundaries: [boundary],
  });
  return exportText(exportBoundary(requestOf({ plan, boundary }, { catalogue })));
}

/** A frame from its controller to one of the stations, picked by a number. */
export function bridgedFrame(stations: number, kind: StationGrant, number: number): Buffer {
  const index = (number * 7919) % stations;
  return buildFrame({
    source: stationMac(stations + (index % controllersOf(stations))),
    destination: stationMac(index),
    etherType: kind === 'PROFINET' ? 0x8892 : 0x9000,
    head: [0x80, 0x00],
  });
}

function controllersOf(stations: number): number {
  return Math.ceil(stations / stationsPerController);
}
