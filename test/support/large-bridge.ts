/** A bridge with many stations that each have grants of their own: frame ids, ranges of EtherTypes and single ones. */
import type { BoundaryCase } from './arbitrary-boundary.ts';
import { bridge } from './arbitrary-bridge.ts';
import { buildAsset, buildGrant, buildPlan, buildZone } from './plan-builder.ts';

/** The address of a station by its number. */
export function stationMac(index: number): string {
  const hex = (value: number): string => value.toString(16).padStart(2, '0');
  return `00:0e:8c:${hex(index >> 16)}:${hex((index >> 8) & 0xff)}:${hex(index & 0xff)}`;
}

/** One controller for every fifty stations. */
export function largeBridge(stations: number): BoundaryCase {
  const boundary = bridge({ eth0: ['control'], eth1: ['cell'] });
  const controllers = Math.ceil(stations / 50);
  const numbers = Array.from({ length: stations }, (_, index) => index);
  const own = (index: number): string => `control/plc-${index % controllers}`;
  const plan = buildPlan({
    zones: [buildZone('cell', []), buildZone('control', [])],
    assets: [
      ...numbers.map((index) => buildAsset(`io-${index}`, 'cell', [], { mac: [stationMac(index)] })),
      ...numbers
        .slice(0, controllers)
        .map((index) => buildAsset(`plc-${index}`, 'control', [], { mac: [stationMac(stations + index)] })),
    ],
    grants: numbers.flatMap((index) => [
      buildGrant(
        `cyclic-${index}-with-a-long-name-so-that-comments-fill-the-messages`,
        [own(index)],
        [`cell/io-${index}`],
        ['ethernet/34962'],
        { protocol: 'profinet-rt', operations: [{ class: 'read', name: null }] },
      ),
      buildGrant(
        `maker-${index}`,
        [own(index)],
        [`cell/io-${index}`],
        [`ethernet/${0x9400 + index}-${0xa000 + index}`, `ethernet/${0x8a00 + index}`],
        { protocol: 'ethernet' },
      ),
    ]),
    boundaries: [boundary],
  });
  return { plan, boundary };
}
