/** A bridge with many stations that each have grants of their own: frame ids, ranges of EtherTypes and single ones. */
import type { PlanGrant } from '../../src/model/plan.ts';
import type { BoundaryCase } from './arbitrary-boundary.ts';
import { bridge } from './arbitrary-bridge.ts';
import { buildAsset, buildGrant, buildPlan, buildZone } from './plan-builder.ts';

/** The address of a station by its number. */
export function stationMac(index: number): string {
  const hex = (value: number): string => value.toString(16).padStart(2, '0');
  return `00:0e:8c:${hex(index >> 16)}:${hex((index >> 8) & 0xff)}:${hex(index & 0xff)}`;
}

/** Controllers have the numbers behind those of the stations, one for every fifty. */
export function controllersOf(stations: number): number {
  return Math.ceil(stations / 50);
}

/** Two grants for each station. */
export function largeBridge(stations: number): BoundaryCase {
  return bridgedStations(stations, (index, controller, station) => [
    buildGrant(
      `cyclic-${index}-with-a-long-name-so-that-comments-fill-the-messages`,
      [controller],
      [station],
      ['ethernet/34962'],
      { protocol: 'profinet-rt', operations: [{ class: 'read', name: null }] },
    ),
    buildGrant(
      `maker-${index}`,
      [controller],
      [station],
      [`ethernet/${0x9400 + index}-${0xa000 + index}`, `ethernet/${0x8a00 + index}`],
      { protocol: 'ethernet' },
    ),
  ]);
}

/** Stations with grants between each of them and its controller. */
export function bridgedStations(
  stations: number,
  grantsOf: (index: number, controller: string, station: string) => readonly PlanGrant[],
): BoundaryCase {
  const boundary = bridge({ eth0: ['control'], eth1: ['cell'] });
  const controllers = controllersOf(stations);
  const numbers = Array.from({ length: stations }, (_, index) => index);
  const plan = buildPlan({
    zones: [buildZone('cell', []), buildZone('control', [])],
    assets: [
      ...numbers.map((index) => buildAsset(`io-${index}`, 'cell', [], { mac: [stationMac(index)] })),
      ...numbers
        .slice(0, controllers)
        .map((index) => buildAsset(`plc-${index}`, 'control', [], { mac: [stationMac(stations + index)] })),
    ],
    grants: numbers.flatMap((index) => grantsOf(index, `control/plc-${index % controllers}`, `cell/io-${index}`)),
    boundaries: [boundary],
  });
  return { plan, boundary };
}
