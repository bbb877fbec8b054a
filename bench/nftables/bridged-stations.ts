/** A bridge in front of any number of stations, each with one grant: of PROFINET's frame ids, of EtherTypes, or of one EtherType. */
import { exportBoundary } from '../../src/exporters/registry.ts';
import { buildFrame } from '../../test/support/bridge-frames.ts';
import { exportText, requestOf } from '../../test/support/export-request.ts';
import { bridgedStations, controllersOf, stationMac } from '../../test/support/large-bridge.ts';
import { buildGrant } from '../../test/support/plan-builder.ts';
import { shippedCatalogue as catalogue } from '../../test/support/shipped-catalogue.ts';

export type StationGrant = 'EtherType' | 'EtherTypes' | 'PROFINET';

/** What `zonewright export` writes for them. */
export function bridgedRuleset(stations: number, kind: StationGrant): string {
  const boundaryCase = bridgedStations(stations, (index, controller, station) => [
    kind === 'PROFINET'
      ? buildGrant(`cyclic-${index}`, [controller], [station], ['ethernet/34962'], {
          protocol: 'profinet-rt',
          operations: [{ class: 'read', name: null }],
        })
      : buildGrant(
          `maker-${index}`,
          [controller],
          [station],
          [kind === 'EtherType' ? 'ethernet/36864' : 'ethernet/36864-36880'],
          { protocol: 'ethernet' },
        ),
  ]);
  return exportText(exportBoundary(requestOf(boundaryCase, { catalogue })));
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
