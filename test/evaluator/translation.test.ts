/** Which endpoint an address stands for that a boundary translates, wherever it is observed. */
import { describe, expect, test } from 'vitest';
import type { Service } from '../../src/evaluator/locate.ts';
import { createResolver } from '../../src/evaluator/resolve.ts';
import type { PlanNat, PlanPortForward } from '../../src/model/plan.ts';
import { buildAsset, buildBoundary, buildPlan, buildZone, spanAt } from '../support/plan-builder.ts';

function nat(outside: string, inside: string): PlanNat {
  const side = (text: string): PlanNat['outside'] => {
    const [scope = '', network = ''] = text.split(' ');
    return { scope, network };
  };
  return { id: outside, outside: side(outside), inside: side(inside), at: spanAt(50) };
}

function forward(outside: string, inside: string, asset: string): PlanPortForward {
  const side = (text: string): PlanPortForward['outside'] => {
    const [scope = '', ip = '', port] = text.split(' ');
    return { scope, ip, port: Number(port) };
  };
  return { id: outside, transport: 'tcp', outside: side(outside), inside: side(inside), asset, at: spanAt(60) };
}

/**
 * A plant with two lines of the same addresses, and a machine in the first line that is translated once more. The office
 * of the plant is wide, and the rest of the world lies outside too.
 */
const plant = buildPlan({
  zones: [
    buildZone('scada', ['10.20.0.0/24', 'fd20::/64'], { scope: 'north' }),
    buildZone('site', ['10.20.0.0/16'], { scope: 'north', members: 'any' }),
    buildZone('world', ['0.0.0.0/0', '::/0'], { scope: 'north', members: 'any', kind: 'external' }),
    buildZone('line-1', ['192.168.0.0/24', 'fd21::/64'], { scope: 'line-1' }),
    buildZone('line-2', ['192.168.0.0/24'], { scope: 'line-2', members: 'any' }),
    buildZone('machine', ['10.0.0.0/28'], { scope: 'machine' }),
  ],
  assets: [
    buildAsset('scada-1', 'scada', ['10.20.0.10', 'fd20::10']),
    buildAsset('router-1', 'scada,line-1', ['10.20.0.2', '192.168.0.1']),
    buildAsset('plc-1', 'line-1', ['192.168.0.11', 'fd21::11'], { mac: ['00:1b:1b:12:34:56'] }),
    buildAsset('hmi-1', 'line-1', ['192.168.0.21']),
    buildAsset('plc-2', 'line-2', ['192.168.0.11']),
    buildAsset('drive', 'machine', ['10.0.0.5']),
  ],
  boundaries: [
    buildBoundary({ eth0: ['scada'], eth1: ['line-1'] }, 'fw-1', {
      nat: [nat('north 10.20.1.0/24', 'line-1 192.168.0.0/24')],
      portForwards: [
        forward('north 10.20.0.2 8443', 'line-1 192.168.0.21 443', 'hmi-1'),
        forward('north 10.20.1.7 80', 'line-1 192.168.0.21 80', 'hmi-1'),
        forward('north 10.20.0.2 9001', 'line-1 192.168.0.1 9002', 'router-1'),
      ],
    }),
    buildBoundary({ eth0: ['scada'], eth1: ['line-2'] }, 'fw-2', {
      nat: [nat('north 10.20.2.0/24', 'line-2 192.168.0.0/24')],
    }),
    buildBoundary({ eth0: ['line-1'], eth1: ['machine'] }, 'fw-machine', {
      nat: [nat('line-1 192.168.0.32/28', 'machine 10.0.0.0/28')],
      portForwards: [forward('line-1 192.168.0.1 9002', 'machine 10.0.0.5 502', 'drive')],
    }),
    buildBoundary({ eth0: ['dmz'], eth1: ['scada'] }, 'fw-dmz', {
      portForwards: [forward('north 10.20.0.3 1502', 'north 10.20.0.10 502', 'scada-1')],
    }),
  ],
});

const resolve = createResolver(plant);

function ends(scope: string | null, source: string, destination: string, service: Service | null = null): string {
  const pair = resolve(scope, source, destination, service);
  return `${pair.source.id} > ${pair.destination.id}`;
}

const tcp = (port: number): Service => ({ transport: 'tcp', port });

describe('1:1 NAT', () => {
  test.each([
    ['north', '10.20.0.10', '10.20.1.11', 'scada/scada-1 > line-1/plc-1', 'asked from outside, seen outside'],
    ['line-1', '10.20.0.10', '192.168.0.11', 'scada/scada-1 > line-1/plc-1', 'asked from outside, seen inside'],
    ['north', '10.20.1.11', '10.20.0.10', 'line-1/plc-1 > scada/scada-1', 'asked from inside, seen outside'],
    ['line-1', '192.168.0.11', '10.20.0.10', 'line-1/plc-1 > scada/scada-1', 'asked from inside, seen inside'],
    ['north', '10.20.0.10', '10.20.2.11', 'scada/scada-1 > line-2/plc-2', 'the same address in another line'],
    ['north', '10.20.1.11', '10.20.2.11', 'line-1/plc-1 > line-2/plc-2', 'from line to line, seen between them'],
    ['line-1', '192.168.0.11', '10.20.2.11', 'line-1/plc-1 > line-2/plc-2', 'from line to line, seen in the first'],
    ['line-2', '10.20.1.11', '192.168.0.11', 'line-1/plc-1 > line-2/plc-2', 'from line to line, seen in the second'],
    ['north', '10.20.0.10', '10.20.1.99', 'scada/scada-1 > line-1/?', 'an address that nobody declared, inside'],
    ['north', '10.20.0.10', '10.20.2.99', 'scada/scada-1 > line-2/*', 'an address of a zone that anybody belongs to'],
    ['north', '10.20.0.10', '10.20.1.37', 'scada/scada-1 > machine/drive', 'through two translations'],
    ['line-1', '10.20.0.10', '192.168.0.37', 'scada/scada-1 > machine/drive', 'between two translations'],
    ['machine', '10.20.0.10', '10.0.0.5', 'scada/scada-1 > machine/drive', 'behind two translations'],
    ['machine', '192.168.0.11', '10.0.0.5', 'line-1/plc-1 > machine/drive', 'behind the inner one of two'],
    ['machine', '10.0.0.5', '10.20.2.11', 'machine/drive > line-2/plc-2', 'out of two and into one'],
    ['north', '10.20.3.7', '203.0.113.7', 'site/* > world/*', 'what nothing translates'],
    ['line-1', '10.20.3.7', '203.0.113.7', 'site/* > world/*', 'the same, seen inside'],
    ['line-1', 'fd20::10', 'fd21::11', 'scada/scada-1 > line-1/plc-1', 'IPv6, which nothing translates, seen inside'],
    ['north', 'fd20::10', 'fd21::11', 'scada/scada-1 > world/*', 'IPv6 of a line has no address outside'],
  ])('in %s, %s to %s is %s: %s', (scope, source, destination, expected) => {
    expect(ends(scope, source, destination)).toBe(expected);
  });

  test.each([
    ['line-1', '192.168.0.11', '10.20.1.21', 'line-1/plc-1 > ?', 'nobody by its own address outside, from inside'],
    ['machine', '10.0.0.5', '192.168.0.33', 'machine/drive > ?', 'the same at the inner translation'],
    ['machine', '10.0.0.5', '10.20.1.11', 'machine/drive > ?', 'and at the outer one'],
    ['north', '10.20.0.10', '192.168.0.11', 'scada/scada-1 > world/*', 'nobody of the line by an address inside'],
    ['line-1', '10.20.0.10', '00:00:00:00:00:07', 'scada/scada-1 > ?', 'no MAC address of another scope'],
    ['north', '10.20.0.10', '00:1b:1b:12:34:56', 'scada/scada-1 > ?', 'no MAC address of a device inside'],
    ['line-1', '169.254.7.7', '192.168.0.11', '? > line-1/plc-1', 'no link-local address of the world outside'],
    ['line-1', 'fe80::7', '192.168.0.11', '? > line-1/plc-1', 'in either family'],
  ])('in %s, %s to %s is %s: %s', (scope, source, destination, expected) => {
    expect(ends(scope, source, destination)).toBe(expected);
  });

  test('a directed broadcast is a group of the sender on both sides', () => {
    expect(ends('north', '10.20.0.10', '10.20.1.255')).toBe('scada/scada-1 > scada/~broadcast');
    expect(ends('line-1', '10.20.0.10', '192.168.0.255')).toBe('scada/scada-1 > scada/~broadcast');
    expect(ends('line-1', '192.168.0.11', '239.1.2.3')).toBe('line-1/plc-1 > line-1/~multicast');
  });
});

describe('port forwards', () => {
  test.each([
    ['north', '10.20.0.2', 8443, 'line-1/hmi-1', 443, 'the asset and the port that answer'],
    ['line-1', '192.168.0.21', 443, 'line-1/hmi-1', 443, 'the same, seen inside'],
    ['line-2', '10.20.0.2', 8443, 'line-1/hmi-1', 443, 'the same, asked from another line and seen there'],
    ['north', '10.20.0.2', 443, 'scada/router-1', 443, 'the boundary itself on any other port'],
    ['north', '10.20.1.7', 80, 'line-1/hmi-1', 80, 'a forward before a 1:1 NAT'],
    ['north', '10.20.1.7', 81, 'line-1/?', 81, 'and the 1:1 NAT on any other port'],
    ['line-1', '10.20.0.2', 8443, 'line-1/router-1', 8443, 'nothing from inside: forwards are for those outside'],
    ['north', '10.20.0.2', 9001, 'machine/drive', 502, 'one forward behind the other'],
    ['line-1', '192.168.0.1', 9002, 'machine/drive', 502, 'the inner of two'],
    ['north', '10.20.0.3', 1502, 'scada/scada-1', 502, 'a forward within one scope'],
  ])('in %s, %s port %i is %s port %i: %s', (scope, address, port, endpoint, inside) => {
    const pair = resolve(scope, '10.20.3.7', address, tcp(port));
    expect([pair.destination.id, pair.port]).toEqual([endpoint, inside]);
  });

  test('are for their transport, and for destinations', () => {
    expect(resolve('north', '10.20.3.7', '10.20.0.2', { transport: 'udp', port: 8443 }).destination.id).toBe(
      'scada/router-1',
    );
    expect(resolve('north', '10.20.0.2', '10.20.0.10', tcp(8443)).source.id).toBe('scada/router-1');
  });
});

describe('without a scope', () => {
  test.each([
    ['10.20.0.10', '10.20.1.11', 'north', 'scada/scada-1 > line-1/plc-1'],
    ['10.20.0.10', '10.20.3.7', 'north', 'scada/scada-1 > site/*'],
    ['10.0.0.5', '192.168.0.11', 'machine', 'machine/drive > line-1/plc-1'],
    ['10.20.0.10', '192.168.0.11', null, '? > ?'],
    ['192.168.0.11', '192.168.0.21', null, '? > ?'],
  ])('%s to %s is observed in %s and is %s', (source, destination, scope, expected) => {
    const narrow = { ...plant, zones: plant.zones.filter((zone) => zone.id !== 'world') };
    const pair = createResolver(narrow)(null, source, destination);
    expect([pair.scope, `${pair.source.id} > ${pair.destination.id}`]).toEqual([scope, expected]);
  });
});
