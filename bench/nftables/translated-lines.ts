/** A boundary in front of any number of machine lines that it translates one to one, each with one controller and one grant. */
import { exportBoundary } from '../../src/exporters/registry.ts';
import type { PlanNat } from '../../src/model/plan.ts';
import { exportText, requestOf } from '../../test/support/export-request.ts';
import { buildPacket, type PacketSpec, replyTo } from '../../test/support/packets.ts';
import {
  buildAsset,
  buildBoundary,
  buildGrant,
  buildPlan,
  buildZone,
  spanAt,
} from '../../test/support/plan-builder.ts';
import { type ConnectionPackets, networks } from './many-grants.ts';

const station = '10.1.0.10';
const port = 502;

/** What `zonewright export` writes for so many lines of four addresses. */
export function translatedRuleset(lines: number): string {
  const numbers = Array.from({ length: lines }, (_, index) => index);
  const nat = numbers.map(
    (line): PlanNat => ({
      id: `nat-${line}`,
      outside: { scope: 'north', network: `${outsideOf(line, 0)}/30` },
      inside: { scope: 'lines', network: `${insideOf(line, 0)}/30` },
      at: spanAt(1),
    }),
  );
  const boundary = buildBoundary({ eth0: ['control'], eth1: ['lines'] }, 'fw', { nat });
  const plan = buildPlan({
    zones: [
      buildZone('control', [networks.eth0], { scope: 'north' }),
      buildZone('lines', [networks.eth1], { scope: 'lines' }),
    ],
    assets: [
      buildAsset('station', 'control', [station]),
      ...numbers.map((line) => buildAsset(`plc-${line}`, 'lines', [insideOf(line, 1)])),
    ],
    grants: numbers.map((line) =>
      buildGrant(`poll-${line}`, ['control/station'], [`lines/plc-${line}`], [`tcp/${port}`]),
    ),
    boundaries: [boundary],
  });
  return exportText(exportBoundary(requestOf({ plan, boundary })));
}

/** A connection from the station to a line's controller, by its address outside; `shift` goes from the granted port to another. */
export function translatedPackets(line: number, number: number, shift: number): ConnectionPackets {
  const spec: PacketSpec = {
    source: station,
    destination: outsideOf(line, 1),
    protocol: 6,
    sourcePort: 20_000 + (number % 40_000),
    port: port + shift,
    mark: number & 0xffff,
  };
  return {
    first: buildPacket(spec),
    answer: buildPacket({ ...replyTo(spec), source: insideOf(line, 1) }),
    next: buildPacket({ ...spec, flags: 'ack', sequence: 1_001, acknowledgement: 5_001 }),
  };
}

function insideOf(line: number, host: number): string {
  return addressIn(2, line, host);
}

/** Scattered, so that no two lines are one network. */
function outsideOf(line: number, host: number): string {
  return addressIn(3, (line * 4_099) % 16_384, host);
}

function addressIn(network: number, line: number, host: number): string {
  const number = 4 * line + host;
  return `10.${network}.${number >> 8}.${number & 255}`;
}
